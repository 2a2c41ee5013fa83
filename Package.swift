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
  static func host(
    _ path: String, _ dependencies: [String] = [], exclude: [String] = []
  ) -> Target {
    .target(
      name: path.lastPart, dependencies: dependencies.map { .byName(name: $0) },
      path: "Sources/\(path)", exclude: exclude, swiftSettings: settings)
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
  .c("Device/CKernels"),
  .device("Kernels", ["CKernels", "FixedPoint", "ModelFormat"]),
  .device("StapesRuntime", ["FixedPoint", "Kernels", "ModelFormat"]),
  .c("Device/CStapes"),
  .device("RuntimeC", ["CStapes", "ModelFormat", "StapesRuntime"]),
]

let basics: [Target] = [
  .host("Basics")
]

let networks: [Target] = [
  .host("Networks/Graph", ["Basics"]),
  .host("Networks/Program", ["Basics", "FixedPoint", "Graph", "ModelFormat"]),
  .host("Networks/Reference", ["ModelFormat", "Program"]),
  .host(
    "Networks/Verification",
    ["Basics", "ModelFormat", "Program", "Reference", "StapesRuntime"]),
]

let compiler: [Target] = [
  .host(
    "Compiler", ["Basics", "FixedPoint", "Graph", "ModelFormat", "Program", "Reference"],
    exclude: ["README.md"])
]

let data: [Target] = [
  .system("Data/CSndFile", pkgConfig: "sndfile", package: "libsndfile1-dev"),
  .system("Data/CFFTW", pkgConfig: "fftw3f", package: "libfftw3-dev"),
  .c("Data/CQuietMPEG"),
  .host("Data/Audio", ["Basics", "CQuietMPEG", "CSndFile"]),
  .host("Data/Features", ["Audio", "CFFTW"]),
  .host("Data/DataSets", ["Audio", "Basics"]),
  .host("Data/LungSounds", ["Audio", "Basics"]),
]

let training: [Target] = [
  .system("Training/COpenBLAS", pkgConfig: "openblas", package: "libopenblas-dev"),
  .c("Training/CTraining"),
  .host("Training/Training", ["Basics", "COpenBLAS", "CTraining", "Graph", "Program"]),
  .host("Training/Recipes", ["Basics", "Compiler", "DataSets", "Graph", "Training"]),
  .host(
    "Training/Runs",
    [
      "Audio", "Basics", "Compiler", "DataSets", "Features", "Graph", "Interchange", "Program",
      "Recipes", "Reference", "Reports", "Training",
    ]),
]

let exchange: [Target] = [
  .host("Exchange/Interchange", ["Basics", "Graph"]),
  .host("Exchange/TFLite", ["Basics", "FixedPoint", "ModelFormat", "Program"]),
]

let tool: [Target] = [
  .c("Tool/CMemory"),
  .host("Tool/Arguments", ["Basics"]),
  .host("Tool/Reports", ["Basics"]),
  .host(
    "Tool/Builds",
    [
      "Arguments", "Audio", "Basics", "Compiler", "DataSets", "Features", "Graph", "Interchange",
      "ModelFormat", "Program", "Recipes", "Reference", "Reports", "Runs", "StapesRuntime",
      "TFLite", "Training", "Verification",
    ]),
  .host(
    "Tool/Commands",
    [
      "Arguments", "Audio", "Basics", "Builds", "Compiler", "CStapes", "DataSets", "Graph",
      "Interchange", "LungSounds", "ModelFormat", "Program", "Recipes", "Reference", "Reports",
      "Runs",
      "StapesRuntime", "TFLite", "Verification",
    ]),
  .executableTarget(
    name: "stapes", dependencies: ["CMemory", "Commands"], path: "Tools/stapes",
    swiftSettings: settings),
]

let tests: [Target] = [
  .support("TestSupport", ["Basics"]),
  .support("RandomNetworks", ["Basics", "Graph", "Program"]),
  .support(
    "SampleModels",
    [
      "Basics", "Compiler", "FixedPoint", "Graph", "ModelFormat", "Program", "StapesRuntime",
      "TFLite",
    ]),
  .program(
    "SampleFiles",
    ["Compiler", "Graph", "Interchange", "Program", "RandomNetworks", "SampleModels"]),
  .program(
    "ConformanceVectors",
    [
      "Audio", "Basics", "Compiler", "Graph", "ModelFormat", "Program", "RandomNetworks",
      "Reference", "SampleModels", "Verification",
    ]),
  .program("TrainingSpeed", ["Basics", "Graph", "Training"]),
  .program("TrainingStep", ["Basics", "Compiler", "Graph", "Interchange", "Program", "Training"]),
  .tests("FixedPointTests", ["Basics", "FixedPoint"]),
  .tests(
    "ModelFormatTests",
    ["Basics", "Compiler", "Graph", "ModelFormat", "SampleModels", "StapesRuntime"]),
  .tests("KernelsTests", ["FixedPoint", "Kernels", "ModelFormat", "SampleModels"]),
  .tests("RuntimeTests", ["Graph", "ModelFormat", "Program", "SampleModels", "StapesRuntime"]),
  .tests(
    "FirmwareTests",
    [
      "Audio", "Basics", "Compiler", "CStapes", "Graph", "ModelFormat", "Program", "Reference",
      "RuntimeC", "SampleModels", "StapesRuntime", "TestSupport", "Verification",
    ]),
  .tests("BasicsTests", ["Basics", "TestSupport"]),
  .tests("GraphTests", ["Basics", "Graph", "TestSupport"]),
  .tests("ReferenceTests", ["FixedPoint", "Program", "Reference"]),
  .tests(
    "VerificationTests",
    [
      "Audio", "Basics", "Compiler", "Graph", "Interchange", "ModelFormat", "Program",
      "RandomNetworks", "Reference", "SampleModels", "StapesRuntime", "TestSupport", "Training",
      "Verification",
    ]),
  .tests(
    "CompilerTests",
    ["Basics", "Compiler", "Graph", "ModelFormat", "Program", "Reference", "Training"]),
  .tests("AudioTests", ["Audio", "Basics", "CSndFile", "TestSupport"]),
  .tests("FeaturesTests", ["Audio", "Features", "TestSupport"], golden: true),
  .tests("DataSetsTests", ["Audio", "DataSets", "TestSupport"]),
  .tests("LungSoundsTests", ["Audio", "Basics", "LungSounds", "TestSupport"]),
  .tests(
    "TrainingTests",
    ["Basics", "Compiler", "Graph", "Interchange", "Program", "TestSupport", "Training"],
    golden: true),
  .tests("RecipesTests", ["Basics", "Compiler", "Graph", "Recipes", "Training"]),
  .tests(
    "RunsTests",
    [
      "Audio", "Basics", "Compiler", "DataSets", "Features", "Graph", "Interchange", "Program",
      "Recipes", "Reference", "Runs", "TestSupport", "Training",
    ]),
  .tests("InterchangeTests", ["Basics", "Graph", "Interchange", "TestSupport"]),
  .tests(
    "TFLiteTests",
    [
      "Basics", "Compiler", "FixedPoint", "ModelFormat", "Program", "Reference", "SampleModels",
      "TestSupport", "TFLite", "Verification",
    ], golden: true),
  .tests("ArgumentsTests", ["Arguments"]),
  .tests("ReportsTests", ["Basics", "Reports", "TestSupport"], golden: true),
  .tests(
    "BuildsTests",
    [
      "Audio", "Basics", "Builds", "Compiler", "DataSets", "Graph", "Interchange", "ModelFormat",
      "Program", "Recipes", "Reference", "Runs", "SampleModels", "StapesRuntime", "TestSupport",
      "Verification",
    ]),
  .tests("CommandsTests", ["Basics", "SampleModels", "stapes", "TestSupport"], golden: true),
  .tests("ReadmeTests", ["stapes"]),
]

let package = Package(
  name: "stapes",
  products: [
    .library(name: "StapesC", type: .static, targets: ["RuntimeC"]),
    .library(name: "StapesRuntime", targets: ["StapesRuntime"]),
  ],
  targets: device + basics + networks + compiler + data + training + exchange + tool + tests
)
