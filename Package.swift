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
  .target(name: "CStapes"),
  .target(
    name: "RuntimeC", dependencies: ["CStapes", "ModelFormat", "Runtime"],
    swiftSettings: runtimeSettings),
]

// Host libraries

let host: [Target] = [
  .systemLibrary(
    name: "CSndFile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
  .systemLibrary(
    name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
  .target(name: "CTraining"),
  .systemLibrary(name: "CFFTW", pkgConfig: "fftw3f", providers: [.apt(["libfftw3-dev"])]),
  .target(name: "Audio", dependencies: ["CSndFile"], swiftSettings: hostSettings),
  .target(name: "Features", dependencies: ["Audio", "CFFTW"], swiftSettings: hostSettings),
  .target(name: "Arguments", swiftSettings: hostSettings),
  .target(name: "DataSets", dependencies: ["Audio", "Graph"], swiftSettings: hostSettings),
  .target(name: "JSON", swiftSettings: hostSettings),
  .target(name: "Graph", dependencies: ["JSON"], swiftSettings: hostSettings),
  .target(name: "Reports", swiftSettings: hostSettings),
  .target(name: "LungSounds", dependencies: ["Audio", "Graph"], swiftSettings: hostSettings),
  .target(name: "Lowering", dependencies: ["Graph"], swiftSettings: hostSettings),
  .target(name: "Program", dependencies: ["Lowering"], swiftSettings: hostSettings),
  .target(name: "Interchange", dependencies: ["Graph"], swiftSettings: hostSettings),
  .target(
    name: "TFLite", dependencies: ["FixedPoint", "Lowering", "Program"],
    swiftSettings: hostSettings),
  .target(name: "Reference", dependencies: ["Lowering", "Program"], swiftSettings: hostSettings),
  .target(
    name: "Training", dependencies: ["COpenBLAS", "CTraining", "Graph", "Lowering", "Program"],
    swiftSettings: hostSettings),
  .target(
    name: "Recipes", dependencies: ["Compiler", "DataSets", "Graph", "JSON", "Training"],
    swiftSettings: hostSettings),
  .target(
    name: "Runs",
    dependencies: [
      "Audio", "Compiler", "DataSets", "Features", "Graph", "Interchange", "Lowering", "Program",
      "Recipes", "Reference", "Reports", "Training",
    ],
    swiftSettings: hostSettings),
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
      "Arguments", "Audio", "Compiler", "DataSets", "Features", "Graph", "Interchange", "Lowering",
      "LungSounds", "ModelFormat", "Program", "Recipes", "Reference", "Reports", "Runs", "Runtime",
      "TFLite", "Training", "Verification",
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
    name: "TFLiteTests",
    dependencies: ["Compiler", "ModelFormat", "Program", "Reference", "TFLite", "Verification"],
    exclude: ["Golden"], swiftSettings: hostSettings),
  .testTarget(
    name: "InterchangeTests", dependencies: ["Graph", "Interchange"], swiftSettings: hostSettings),
  .testTarget(name: "ArgumentsTests", dependencies: ["Arguments"], swiftSettings: hostSettings),
  .testTarget(
    name: "AudioTests", dependencies: ["Audio", "CSndFile"], swiftSettings: hostSettings),
  .testTarget(
    name: "FeaturesTests", dependencies: ["Audio", "Features"], exclude: ["Golden"],
    swiftSettings: hostSettings),
  .testTarget(
    name: "CommandsTests", dependencies: ["stapes"], exclude: ["Golden"],
    swiftSettings: hostSettings),
  .testTarget(
    name: "TrainingTests",
    dependencies: ["Compiler", "Graph", "Interchange", "Lowering", "Program", "Training"],
    exclude: ["Golden"], swiftSettings: hostSettings),
  .testTarget(
    name: "DataSetsTests", dependencies: ["Audio", "DataSets"], swiftSettings: hostSettings),
  .testTarget(
    name: "RecipesTests", dependencies: ["Compiler", "Graph", "JSON", "Recipes", "Training"],
    swiftSettings: hostSettings),
  .testTarget(
    name: "RunsTests",
    dependencies: [
      "Audio", "Compiler", "DataSets", "Features", "Graph", "Interchange", "Lowering", "Program",
      "Recipes", "Reference", "Runs", "Training",
    ],
    swiftSettings: hostSettings),
  .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: hostSettings),
  .testTarget(name: "GraphTests", dependencies: ["Graph", "JSON"], swiftSettings: hostSettings),
  .testTarget(
    name: "FirmwareTests",
    dependencies: [
      "Audio", "Compiler", "CStapes", "Graph", "Lowering", "ModelFormat", "Program", "Reference",
      "Runtime", "RuntimeC", "SampleModels", "Verification",
    ],
    swiftSettings: hostSettings),
  .testTarget(
    name: "ReferenceTests", dependencies: ["FixedPoint", "Program", "Reference"],
    swiftSettings: hostSettings),
  .testTarget(
    name: "CompilerTests",
    dependencies: [
      "Compiler", "Graph", "Lowering", "ModelFormat", "Program", "Reference", "Training",
    ],
    swiftSettings: hostSettings),
  .testTarget(
    name: "VerificationTests",
    dependencies: [
      "Audio", "Compiler", "Graph", "Interchange", "Lowering", "ModelFormat", "Program",
      "RandomNetworks", "Reference", "Runtime", "Training", "Verification",
    ],
    swiftSettings: hostSettings),
  .target(
    name: "RandomNetworks", dependencies: ["Graph", "Lowering"], path: "Tests/RandomNetworks",
    swiftSettings: hostSettings),
  .target(
    name: "SampleModels",
    dependencies: ["Compiler", "Graph", "Lowering", "ModelFormat", "Program", "Runtime"],
    path: "Tests/SampleModels", swiftSettings: hostSettings),
  .executableTarget(
    name: "SampleFiles",
    dependencies: [
      "Compiler", "Graph", "Interchange", "Lowering", "Program", "RandomNetworks", "SampleModels",
    ],
    path: "Tests/SampleFiles", swiftSettings: hostSettings),
  .executableTarget(
    name: "ConformanceVectors",
    dependencies: [
      "Audio", "Compiler", "Graph", "Lowering", "ModelFormat", "Program", "RandomNetworks",
      "Reference", "SampleModels", "Verification",
    ],
    path: "Tests/ConformanceVectors", swiftSettings: hostSettings),
  .testTarget(
    name: "ModelFormatTests",
    dependencies: ["Compiler", "Graph", "ModelFormat", "Runtime", "SampleModels"],
    swiftSettings: hostSettings),
  .testTarget(
    name: "RuntimeTests",
    dependencies: ["Graph", "Lowering", "ModelFormat", "Program", "Runtime", "SampleModels"],
    swiftSettings: hostSettings),
  .executableTarget(
    name: "TrainingSpeed", dependencies: ["Graph", "Training"], path: "Tests/TrainingSpeed",
    swiftSettings: hostSettings),
  .executableTarget(
    name: "TrainingStep",
    dependencies: ["Compiler", "Graph", "Interchange", "Lowering", "Program", "Training"],
    path: "Tests/TrainingStep", swiftSettings: hostSettings),
  .testTarget(
    name: "ReportsTests", dependencies: ["Reports"], exclude: ["Golden"],
    swiftSettings: hostSettings),
  .testTarget(
    name: "LungSoundsTests", dependencies: ["Audio", "Graph", "LungSounds"],
    swiftSettings: hostSettings),
]

let package = Package(
  name: "stapes",
  products: [.library(name: "StapesRuntime", type: .static, targets: ["RuntimeC"])],
  targets: runtime + host + tools + tests
)
