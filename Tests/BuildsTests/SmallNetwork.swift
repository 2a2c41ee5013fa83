import Builds
import Compiler
import Foundation
import Graph
import Interchange
import Program

/// A network of sound at 8 kHz, small enough to build in no time.
///
/// - Parameter channels: of its convolutions; its weights grow with their square.
func smallNetwork(
  channels: Int = 8, kernel: Int = 9, stride: Int = 4, rate: Int = 8_000, softmax: Bool = false
) throws -> Network {
  let end = softmax ? #", {"name": "scores", "op": "softmax"}"# : ""
  return try Network(
    json: Data(
      """
      {
        "name": "small",
        "inputs": [{"name": "audio", "kind": "waveform", "rate": \(rate)}],
        "labels": ["cat", "dog"],
        "layers": [
          {"name": "conv1", "op": "convolution1d", "channels": \(channels), "kernel": \(kernel),
           "stride": \(stride)},
          {"name": "norm1", "op": "batch_norm"},
          {"name": "relu1", "op": "relu"},
          {"name": "pool1", "op": "max_pool1d", "kernel": 5, "stride": 5},
          {"name": "conv2", "op": "convolution1d", "channels": \(channels), "kernel": 3},
          {"name": "relu2", "op": "relu"},
          {"name": "average", "op": "global_average_pool"},
          {"name": "fc", "op": "fully_connected", "outputs": 2}\(end)
        ]
      }
      """.utf8))
}

/// A network of rows of 4 features.
func featureNetwork() throws -> Network {
  try Network(
    json: Data(
      """
      {
        "name": "features",
        "inputs": [{"name": "rows", "kind": "sequence", "channels": 4}],
        "labels": ["cat", "dog"],
        "layers": [
          {"name": "conv1", "op": "convolution1d", "channels": 4, "kernel": 3},
          {"name": "average", "op": "global_average_pool"},
          {"name": "fc", "op": "fully_connected", "outputs": 2}
        ]
      }
      """.utf8))
}

extension Network {
  func checkpoint(seed: UInt64 = 1) throws -> Checkpoint {
    Checkpoint(network: self, parameters: try Parameters.seeded(for: self, seed: seed))
  }

  /// Calibrated with seeded noise.
  func calibrated(
    seed: UInt64 = 1, standardisation: StandardisationChoice = .clip
  ) throws -> CalibratedNetwork {
    let checkpoint = try checkpoint(seed: seed)
    let graph = try FloatGraph(lowering: self, checkpoint.parameters)
    return try CalibratedNetwork(
      checkpoint, examples: CalibrationNoise.examples(graph), standardisation: standardisation,
      ranges: .leastError)
  }

  /// Built with everything as usual.
  func file(seed: UInt64 = 1, called path: String = "small.stapes") throws -> ModelFile {
    let built = try ModelBuilder().build(.calibrated(calibrated(seed: seed)), ifTooLarge: .none)
    return ModelFile(path: path, bytes: built.model.file)
  }
}

/// What an expression throws, as a text; `nothing` where it returns.
func complaint(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "nothing"
  } catch {
    return "\(error)"
  }
}

/// The fields that a value has as JSON.
func json(_ value: some Encodable) throws -> [String: Any] {
  let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(value))
  return object as? [String: Any] ?? [:]
}
