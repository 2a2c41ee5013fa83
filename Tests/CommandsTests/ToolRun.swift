import Foundation

/// One run of the built tool.
struct ToolRun {
  var status: Int32
  var output: String
  var error: String

  /// Runs `stapes` with arguments in a folder, with bytes on its standard input.
  init(_ arguments: String..., in folder: URL, input: Data = Data()) throws {
    try self.init(arguments, in: folder, input: input)
  }

  init(_ arguments: [String], in folder: URL, input: Data = Data()) throws {
    let process = Process()
    process.executableURL = Self.tool
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let files = try ["output", "error"].map { name in
      let url = folder.appendingPathComponent(".\(UUID().uuidString).\(name)")
      try Data().write(to: url)
      return url
    }
    let inputFile = folder.appendingPathComponent(".\(UUID().uuidString).input")
    try input.write(to: inputFile)
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    output = String(decoding: try Data(contentsOf: files[0]), as: UTF8.self)
    error = String(decoding: try Data(contentsOf: files[1]), as: UTF8.self)
    for file in files + [inputFile] { try FileManager.default.removeItem(at: file) }
  }

  /// The tool that was built with these tests.
  static var tool: URL {
    let products =
      Bundle.allBundles.map(\.bundleURL) + [
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      ]
    let tools = products.map { $0.appendingPathComponent("stapes") }
    let built = tools.first { FileManager.default.isExecutableFile(atPath: $0.path) }
    return built ?? URL(fileURLWithPath: "stapes")
  }
}

/// A folder that is gone when the test is over.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("stapes-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  var names: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: url.path).sorted()) ?? []
  }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: url.appendingPathComponent(name))
  }

  func bytes(of name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: url.appendingPathComponent(name)))
  }
}

/// A network small enough to compile in no time.
let smallNetwork = """
  {
    "name": "small",
    "inputs": [
      {"name": "audio", "kind": "waveform", "rate": 8000}
    ],
    "labels": ["cat", "dog"],
    "layers": [
      {"name": "conv1", "op": "convolution1d", "channels": 8, "kernel": 9, "stride": 4},
      {"name": "norm1", "op": "batch_norm"},
      {"name": "relu1", "op": "relu"},
      {"name": "pool1", "op": "max_pool1d", "kernel": 5, "stride": 5},
      {"name": "average", "op": "global_average_pool"},
      {"name": "fc", "op": "fully_connected", "outputs": 2}
    ]
  }
  """
