// swift-tools-version: 6.3
import PackageDescription

// Settings

/// The runtime half: Embedded Swift, spans, no heap, no Foundation.
let runtimeSettings: [SwiftSetting] = [
  .strictMemorySafety(),
  .enableExperimentalFeature("Lifetimes"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

/// The host half: the trainer, the compiler, the oracles and the tools.
let hostSettings: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

// Runtime

let runtime: [Target] = [
  .target(name: "FixedPoint", swiftSettings: runtimeSettings)
]

// Tests

let tests: [Target] = [
  .testTarget(name: "FixedPointTests", dependencies: ["FixedPoint"], swiftSettings: hostSettings)
]

let package = Package(
  name: "stapes",
  targets: runtime + tests
)
