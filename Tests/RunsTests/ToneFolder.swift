import Audio
import DataSets
import Foundation
import Graph
import Recipes
import Runs

/// A folder that is gone when the test is over.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appending(component: "stapes-runs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path(percentEncoded: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// Recordings of three classes of tones in noise, a folder a class: half a second at 8 kHz.
final class ToneFolder {
  static let rate = 8_000
  static let classes = [("high", 2_000.0), ("low", 250.0), ("middle", 800.0)]

  private let folder: TemporaryFolder
  var path: String { folder.path }

  /// - Parameter samples: of the clip of a number.
  init(clips: Int = 8, samples: (Int) -> Int = { _ in 4_000 }) throws {
    folder = try TemporaryFolder()
    var random = SplitMix64(seed: 5)
    for (label, frequency) in Self.classes {
      try FileManager.default.createDirectory(
        atPath: "\(path)/\(label)", withIntermediateDirectories: true)
      for clip in 0..<clips {
        let phase = random.number(in: 0...(2 * .pi))
        let pitch = frequency * random.number(in: 0.9...1.1)
        let values = (0..<samples(clip)).map { index in
          let tone = sin(2 * .pi * pitch * Double(index) / Double(Self.rate) + phase)
          return Int16(6_000 * tone + 1_500 * random.nextNormal())
        }
        try Recording.write16("\(path)/\(label)/\(clip).wav", samples: values, rate: Self.rate)
      }
    }
  }

  func store(_ policy: ClipReader.Policy = .stop, keepingBytes: Int = 1 << 30) throws -> ClipStore {
    try ClipStore(
      try DataSet.load(layout: .folders, at: path), rate: Self.rate, policy: policy,
      keepingBytes: keepingBytes)
  }
}

/// A network for the tones, small enough for a thousand steps a second.
func toneNetwork(channels: Int = 6, classes: [String] = ["high", "low", "middle"]) throws -> Network
{
  try Network(
    json: Data(
      """
      {
        "name": "tones",
        "inputs": [{"name": "audio", "kind": "waveform", "rate": 8000}],
        "labels": [\(classes.map { "\"\($0)\"" }.joined(separator: ", "))],
        "layers": [
          {"name": "conv1", "op": "convolution1d", "channels": \(channels), "kernel": 32, "stride": 8},
          {"name": "norm1", "op": "batch_norm"},
          {"name": "relu1", "op": "relu"},
          {"name": "pool1", "op": "max_pool1d", "kernel": 4, "stride": 4},
          {"name": "conv2", "op": "convolution1d", "channels": \(channels), "kernel": 3},
          {"name": "norm2", "op": "batch_norm"},
          {"name": "relu2", "op": "relu"},
          {"name": "average", "op": "global_average_pool"},
          {"name": "dropout", "op": "dropout", "rate": 0.1},
          {"name": "fc", "op": "fully_connected", "outputs": \(classes.count)}
        ]
      }
      """.utf8))
}

/// A recipe for the tones: these keys, and others beside them or in their place.
func toneRecipe(_ others: [String: String] = [:]) throws -> Recipe {
  var members = [
    "name": #""tones""#, "architecture": #"{"file": "tones.json"}"#,
    "optimizer": #"{"rate": 0.02}"#, "epochs": "4", "batch": "5",
    "folds": #"{"kind": "stratified", "count": 2}"#,
  ]
  members.merge(others) { $1 }
  let text = members.map { "\"\($0)\": \($1)" }.joined(separator: ",\n")
  return try Recipe(json: "{\(text)}".utf8)
}
