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
  .enableExperimentalFeature("Lifetimes"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

// Runtime

let runtime: [Target] = [
  .target(name: "FixedPoint", swiftSettings: runtimeSettings),
  .target(name: "ModelFormat", dependencies: ["FixedPoint"], swiftSettings: runtimeSettings),
  .target(
    name: "Runtime", dependencies: ["FixedPoint", "ModelFormat"], swiftSettings: runtimeSettings),
]

// Host libraries

let host: [Target] = [
  .systemLibrary(
    name: "CSndFile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
  .target(name: "Audio", dependencies: ["CSndFile"], swiftSettings: hostSettings),
  .target(name: "Arguments", swiftSettings: hostSettings),
  .target(name: "Graph", swiftSettings: hostSettings),
  .target(name: "LungSounds", dependencies: ["Audio", "Graph"], swiftSettings: hostSettings),
  .target(name: "Lowering", dependencies: ["Graph"], swiftSettings: hostSettings),
  .target(name: "Program", dependencies: ["Lowering"], swiftSettings: hostSettings),
  .target(name: "Interchange", dependencies: ["Graph"], swiftSettings: hostSettings),
  .target(name: "Reference", dependencies: ["Lowering", "Program"], swiftSettings: hostSettings),
  .target(
    name: "Compiler",
    dependencies: ["FixedPoint", "Graph", "Lowering", "ModelFormat", "Program", "Reference"],
    swiftSettings: hostSettings),
  .target(
    name: "Verification",
    dependencies: ["ModelFormat", "Program", "Reference", "Runtime"],
    swiftSettings: hostSettings),
]

// Tools

let tools: [Target] = [
  .target(
    name: "Commands",
    dependencies: [
      "Arguments", "Audio", "Compiler", "Graph", "Interchange", "Lowering",
      "LungSounds", "ModelFormat", "Program", "Reference", "Runtime", "Verification",
    ],
    swiftSettings: hostSettings),
  .executableTarget(
    name: "stapes", dependencies: ["Commands"], path: "Tools/stapes",
    swiftSettings: hostSettings),
]

// Tests

let tests: [Target] = [
  .testTarget(name: "FixedPointTests", dependencies: ["FixedPoint"], swiftSettings: hostSettings),
  .testTarget(
    name: "InterchangeTests", dependencies: ["Interchange"], swiftSettings: hostSettings),
  .testTarget(name: "ArgumentsTests", dependencies: ["Arguments"], swiftSettings: hostSettings),
  .testTarget(
    name: "AudioTests", dependencies: ["Audio", "CSndFile"], swiftSettings: hostSettings),
  .testTarget(
    name: "CommandsTests", dependencies: ["stapes"], exclude: ["Golden"],
    swiftSettings: hostSettings),
  .testTarget(name: "GraphTests", dependencies: ["Graph"], swiftSettings: hostSettings),
  .testTarget(
    name: "LungSoundsTests", dependencies: ["Audio", "Graph", "LungSounds"],
    swiftSettings: hostSettings),
]

let package = Package(
  name: "stapes",
  targets: runtime + host + tools + tests
)
