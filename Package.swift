// swift-tools-version: 6.3
import PackageDescription

// Settings

let settings: [SwiftSetting] = [
  .enableExperimentalFeature("Lifetimes"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

extension Target {
  /// The runtime half: Embedded Swift, spans, no heap, no Foundation.
  static func device(_ path: String, _ dependencies: [String] = []) -> Target {
    .target(
      name: path.lastPart, dependencies: dependencies.map { .byName(name: $0) },
      path: "Sources/Device/\(path)", swiftSettings: [.strictMemorySafety()] + settings)
  }

  /// The host half: the trainer, the compiler, the oracles and the tool.
  static func host(_ path: String, _ dependencies: [String] = []) -> Target {
    .target(
      name: path.lastPart, dependencies: dependencies.map { .byName(name: $0) },
      path: "Sources/\(path)", swiftSettings: settings)
  }

  static func c(_ path: String) -> Target {
    .target(name: path.lastPart, path: "Sources/\(path)")
  }

  /// A library of Debian's.
  static func system(_ path: String, pkgConfig: String, package: String) -> Target {
    .systemLibrary(
      name: path.lastPart, path: "Sources/\(path)", pkgConfig: pkgConfig,
      providers: [.apt([package])])
  }

  /// Tests, with golden files where they have any.
  static func tests(_ name: String, _ dependencies: [String], golden: Bool = false) -> Target {
    .testTarget(
      name: name, dependencies: dependencies.map { .byName(name: $0) },
      exclude: golden ? ["Golden"] : [], swiftSettings: settings)
  }

  /// What several tests share.
  static func support(_ name: String, _ dependencies: [String]) -> Target {
    .target(
      name: name, dependencies: dependencies.map { .byName(name: $0) }, path: "Tests/\(name)",
      swiftSettings: settings)
  }

  /// A program that scripts of Tools run.
  static func program(_ name: String, _ dependencies: [String]) -> Target {
    .executableTarget(
      name: name, dependencies: dependencies.map { .byName(name: $0) }, path: "Tests/\(name)",
      swiftSettings: settings)
  }
}

extension String {
  var lastPart: String { split(separator: "/").last.map(String.init) ?? self }
}

// The house, floor by floor, from the ground up

let device: [Target] = [
  .device("FixedPoint"),
  .device("ModelFormat", ["FixedPoint"]),
  .device("StapesRuntime", ["FixedPoint", "ModelFormat"]),
  .c("Device/CStapes"),
  .device("RuntimeC", ["CStapes", "ModelFormat", "StapesRuntime"]),
]

let basics: [Target] = [
  .host("Basics/JSON")
]

let networks: [Target] = [
  .host("Networks/Graph", ["JSON"]),
  .host("Networks/Program", ["Graph"]),
  .host("Networks/Reference", ["Program"]),
  .host("Networks/Verification", ["ModelFormat", "Program", "Reference", "StapesRuntime"]),
]

let compiler: [Target] = [
  .host("Compiler", ["FixedPoint", "Graph", "ModelFormat", "Program", "Reference"])
]

let data: [Target] = [
  .system("Data/CSndFile", pkgConfig: "sndfile", package: "libsndfile1-dev"),
  .system("Data/CFFTW", pkgConfig: "fftw3f", package: "libfftw3-dev"),
  .host("Data/Audio", ["CSndFile"]),
  .host("Data/Features", ["Audio", "CFFTW"]),
  .host("Data/DataSets", ["Audio", "Graph"]),
  .host("Data/LungSounds", ["Audio", "Graph"]),
]

let training: [Target] = [
  .system("Training/COpenBLAS", pkgConfig: "openblas", package: "libopenblas-dev"),
  .c("Training/CTraining"),
  .host("Training/Training", ["COpenBLAS", "CTraining", "Graph", "Program"]),
  .host("Training/Recipes", ["Compiler", "DataSets", "Graph", "JSON", "Training"]),
  .host(
    "Training/Runs",
    [
      "Audio", "Compiler", "DataSets", "Features", "Graph", "Interchange", "Program", "Recipes",
      "Reference", "Reports", "Training",
    ]),
]

let exchange: [Target] = [
  .host("Exchange/Interchange", ["Graph"]),
  .host("Exchange/TFLite", ["FixedPoint", "Program"]),
]

let tool: [Target] = [
  .host("Tool/Arguments"),
  .host("Tool/Reports"),
  .host(
    "Tool/Builds",
    [
      "Arguments", "Audio", "Compiler", "DataSets", "Features", "Graph", "Interchange", "JSON",
      "ModelFormat", "Program", "Recipes", "Reference", "Reports", "Runs", "StapesRuntime",
      "TFLite", "Training", "Verification",
    ]),
  .host(
    "Tool/Commands",
    [
      "Arguments", "Audio", "Builds", "Compiler", "Graph", "Interchange", "LungSounds",
      "ModelFormat", "Program", "Recipes", "Reference", "Reports", "Runs", "StapesRuntime",
      "TFLite", "Verification",
    ]),
  .executableTarget(
    name: "stapes", dependencies: ["Commands"], path: "Tools/stapes", swiftSettings: settings),
]

let tests: [Target] = [
  .support("RandomNetworks", ["Graph", "Program"]),
  .support("SampleModels", ["Compiler", "Graph", "ModelFormat", "Program", "StapesRuntime"]),
  .program(
    "SampleFiles",
    ["Compiler", "Graph", "Interchange", "Program", "RandomNetworks", "SampleModels"]),
  .program(
    "ConformanceVectors",
    [
      "Audio", "Compiler", "Graph", "ModelFormat", "Program", "RandomNetworks", "Reference",
      "SampleModels", "Verification",
    ]),
  .program("TrainingSpeed", ["Graph", "Training"]),
  .program("TrainingStep", ["Compiler", "Graph", "Interchange", "Program", "Training"]),
  .tests("FixedPointTests", ["FixedPoint"]),
  .tests(
    "ModelFormatTests", ["Compiler", "Graph", "ModelFormat", "SampleModels", "StapesRuntime"]),
  .tests("RuntimeTests", ["Graph", "ModelFormat", "Program", "SampleModels", "StapesRuntime"]),
  .tests(
    "FirmwareTests",
    [
      "Audio", "Compiler", "CStapes", "Graph", "ModelFormat", "Program", "Reference", "RuntimeC",
      "SampleModels", "StapesRuntime", "Verification",
    ]),
  .tests("JSONTests", ["JSON"]),
  .tests("GraphTests", ["Graph", "JSON"]),
  .tests("ReferenceTests", ["FixedPoint", "Program", "Reference"]),
  .tests(
    "VerificationTests",
    [
      "Audio", "Compiler", "Graph", "Interchange", "ModelFormat", "Program", "RandomNetworks",
      "Reference", "StapesRuntime", "Training", "Verification",
    ]),
  .tests(
    "CompilerTests", ["Compiler", "Graph", "ModelFormat", "Program", "Reference", "Training"]),
  .tests("AudioTests", ["Audio", "CSndFile"]),
  .tests("FeaturesTests", ["Audio", "Features"], golden: true),
  .tests("DataSetsTests", ["Audio", "DataSets"]),
  .tests("LungSoundsTests", ["Audio", "Graph", "LungSounds"]),
  .tests(
    "TrainingTests", ["Compiler", "Graph", "Interchange", "Program", "Training"], golden: true),
  .tests("RecipesTests", ["Compiler", "Graph", "JSON", "Recipes", "Training"]),
  .tests(
    "RunsTests",
    [
      "Audio", "Compiler", "DataSets", "Features", "Graph", "Interchange", "Program", "Recipes",
      "Reference", "Runs", "Training",
    ]),
  .tests("InterchangeTests", ["Graph", "Interchange"]),
  .tests(
    "TFLiteTests", ["Compiler", "ModelFormat", "Program", "Reference", "TFLite", "Verification"],
    golden: true),
  .tests("ArgumentsTests", ["Arguments"]),
  .tests("ReportsTests", ["Reports"], golden: true),
  .tests(
    "BuildsTests",
    [
      "Audio", "Builds", "Compiler", "DataSets", "Graph", "Interchange", "ModelFormat", "Program",
      "Recipes", "Reference", "Runs", "StapesRuntime", "Verification",
    ]),
  .tests("CommandsTests", ["stapes"], golden: true),
]

let package = Package(
  name: "stapes",
  products: [
    .library(name: "StapesC", type: .static, targets: ["RuntimeC"]),
    .library(name: "StapesRuntime", targets: ["StapesRuntime"]),
  ],
  targets: device + basics + networks + compiler + data + training + exchange + tool + tests
)
