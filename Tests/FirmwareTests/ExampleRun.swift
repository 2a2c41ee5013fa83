import Foundation

extension ToolRun {
  /// Runs an example of Firmware/examples on an emulated board.
  static func example(
    _ name: String, _ sample: Sample, on board: Board, options: [String] = []
  ) throws -> ToolRun {
    try sample.inFiles { model, input in
      try ToolRun(
        "Tools/firmware",
        ["run", "--target", board.rawValue, "--example", name] + options + [model, input])
    }
  }

  func lines(_ name: String) -> [String] {
    output.split(separator: "\n").filter { $0.hasPrefix("\(name) ") }.map { String($0) }
  }
}

extension Sample {
  /// Calls `body` with the paths of a file with the model and one with the input.
  func inFiles<Result>(_ body: (String, String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appending(component: "stapes-example-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let modelFile = folder.appending(component: "model.stapes")
    let inputFile = folder.appending(component: "input.raw")
    try Data(model).write(to: modelFile)
    let bytes = input.flatMap {
      [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
    }
    try Data(bytes).write(to: inputFile)
    return try body(modelFile.path(), inputFile.path())
  }
}

/// Whether a command is in PATH.
func isInstalled(_ command: String) -> Bool {
  (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/\(command)")
  }
}
