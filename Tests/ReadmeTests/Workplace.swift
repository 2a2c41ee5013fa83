import Foundation

/// A temporary folder with what the commands of READMEs name: recipes of one epoch, 50 short clips in
/// the layout of ESC-10, a small `.tflite` model with its words and features, a
/// budget.
final class Workplace {
  let folder: URL
  private let environment: [String: String]

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "readmes-\(UUID().uuidString)")
    let tools = folder.appending(path: ".bin")
    for name in [".bin", "recordings", "ESC-10/audio", "ESC-10/meta"] {
      try FileManager.default.createDirectory(
        at: folder.appending(path: name), withIntermediateDirectories: true)
    }
    try FileManager.default.createSymbolicLink(
      at: tools.appending(path: "stapes"), withDestinationURL: Self.tool)
    var environment = ProcessInfo.processInfo.environment
    // The stage oracles of Tools/test makes the second folder, with PyTorch.
    let oracles = Repository.root.appending(path: ".build/oracles/bin")
    environment["PATH"] =
      [tools.path(), oracles.path(), environment["PATH"] ?? ""].joined(separator: ":")
    environment["BUILD"] = folder.appending(path: ".make").path()
    self.environment = environment
    try addRepository()
    try addClips()
    try addModel()
    try addBudget()
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Runs a command as a reader would, in this folder and with the scripts of the repository.
  func run(_ command: String) throws -> Shell {
    let scripts = Repository.root.appending(path: "Tools/").path()
    let command = command.hasPrefix("Tools/") ? scripts + command.dropFirst(6) : command
    return try Shell(command, in: folder, environment: environment)
  }

  /// The tool that was built with these tests.
  private static var tool: URL {
    let folders =
      Bundle.allBundles.map(\.bundleURL) + [
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      ]
    let tools = folders.map { $0.appending(path: "stapes") }
    return tools.first { FileManager.default.isExecutableFile(atPath: $0.path()) }
      ?? URL(filePath: "/stapes")
  }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  /// Writes ten seconds of noise, and the folders above them.
  func record(_ name: String) throws {
    let file = folder.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try require("stapes synthesize sound --seconds 10 -o \(name)")
  }

  /// - Parameter data: what stands under the key `data`, as JSON.
  func writeRecipe(_ data: String, to name: String) throws {
    try write(
      """
      {"name": "own", "data": \(data), "architecture": {"zoo": "lung-dw"},
       "optimizer": {"rate": 0.01}, "epochs": 1}
      """, to: name)
  }

  /// The test clips of a data set of which theo is held out.
  func heldOut(data: String, recipe: String) throws -> [String] {
    let arrays = "arrays-of-\(data)"
    try require(
      "stapes dump --data \(data) --recipe \(recipe) --hold-out theo --seconds 1 -o \(arrays)")
    let names = try String(
      contentsOf: folder.appending(path: "\(arrays)/test/clips.txt"), encoding: .utf8)
    return names.split(separator: "\n").map(String.init)
  }

  private func require(_ command: String) throws {
    let shell = try run(command)
    guard shell.status == 0 else { throw PreparationError(command: command, output: shell.output) }
  }

  private func addRepository() throws {
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "Firmware"),
      withDestinationURL: Repository.root.appending(path: "Firmware"))
    let models = folder.appending(path: "Models")
    try FileManager.default.copyItem(
      at: Repository.root.appending(path: "Models"), to: models)
    let recipes = models.appending(path: "recipes")
    for name in try FileManager.default.contentsOfDirectory(atPath: recipes.path())
    where name.hasSuffix(".json") {
      let recipe = try String(contentsOf: recipes.appending(path: name), encoding: .utf8)
      let short = recipe.replacing(/"epochs": [0-9]+/, with: "\"epochs\": 1")
      try write(short, to: "Models/recipes/\(name)")
    }
  }

  private func addClips() throws {
    let classes = [
      (0, "dog"), (1, "rooster"), (10, "rain"), (11, "sea_waves"), (12, "crackling_fire"),
      (20, "crying_baby"), (21, "sneezing"), (38, "clock_tick"), (40, "helicopter"),
      (41, "chainsaw"),
    ]
    var list = "filename,fold,target,category,esc10,src_file,take\n"
    for (target, label) in classes {
      for fold in 1...5 {
        let name = "\(fold)-\(target)-A-\(target).wav"
        list += "\(name),\(fold),\(target),\(label),True,\(fold)\(target),A\n"
        try require(
          "stapes synthesize sound --seconds 1 --seed \(fold * 100 + target) -o ESC-10/audio/\(name)"
        )
      }
    }
    try write(list, to: "ESC-10/meta/esc10.csv")
  }

  /// The budget that the page about firmware shows.
  private func addBudget() throws {
    let blocks = Repository.page("Firmware/README.md")?.blocks ?? []
    for block in blocks where block.language == "json" {
      try write(block.lines.joined(separator: "\n"), to: "budget.json")
    }
  }

  private func addModel() throws {
    try write(network, to: "kws.json")
    try write("yes\nno\n", to: "words.txt")
    try require("stapes init kws.json -o kws.safetensors")
    try require("stapes compile kws.safetensors -o kws.stapes")
    try require("stapes export kws.stapes --tflite kws.tflite --rows 49")
    let values = (0..<2 * 49 * 10).map { UInt8(truncatingIfNeeded: $0 * 37) }
    var header = "{'descr': '|i1', 'fortran_order': False, 'shape': (2, 49, 10, 1), }"
    header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    let array = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8) + values
    try Data(array).write(to: folder.appending(path: "features.npy"))
  }
}

struct PreparationError: Error {
  let command: String
  let output: String
}

private let network = """
  {
    "name": "kws",
    "inputs": [{"name": "features", "kind": "picture", "channels": 1, "height": 49, "width": 10}],
    "labels": ["yes", "no"],
    "layers": [
      {"name": "conv1", "op": "convolution2d", "channels": 8, "kernel": 3, "padding": 1},
      {"name": "norm1", "op": "batch_norm"},
      {"name": "relu1", "op": "relu"},
      {"name": "average", "op": "global_average_pool"},
      {"name": "fc", "op": "fully_connected", "outputs": 2}
    ]
  }
  """
