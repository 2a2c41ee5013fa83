import Basics
import TestSupport

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
    let folder = try TemporaryFolder()
    return try body(
      folder.write("model.stapes", bytes: model),
      folder.write("input.raw", bytes: [UInt8](littleEndian: input)))
  }
}
