import Foundation
import TestSupport

/// One run of the built tool.
typealias ToolRun = ProgramRun

extension ProgramRun {
  static let tool = Programs.built("stapes")

  /// Runs `stapes` with arguments in a folder, with bytes on its standard input.
  init(_ arguments: String..., in folder: URL, input: Data = Data()) throws {
    try self.init(arguments, in: folder, input: input)
  }

  init(_ arguments: [String], in folder: URL, input: Data = Data()) throws {
    try self.init(Self.tool, arguments, in: folder, input: input)
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
