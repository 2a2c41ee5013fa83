import Basics
import Audio
import DataSets
import Foundation
import Graph
import Recipes
import Runs
import TestSupport

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

  /// Changes one step of one sample of a recording, which keeps its length and its times.
  func changeSample(of name: String) throws {
    let url = URL(filePath: "\(path)/\(name)")
    let times = try FileManager.default.attributesOfItem(atPath: url.path)
    var samples = try Recording.read(url.path).samples
    samples[1_234] ^= 1
    try Recording.write16(url.path, samples: samples, rate: Self.rate)
    try FileManager.default.setAttributes(
      [.modificationDate: times[.modificationDate] ?? Date()], ofItemAtPath: url.path)
  }

  func store(_ policy: ClipReader.Policy = .stop, keepingBytes: Int = 1 << 30) throws -> ClipStore {
    try ClipStore(
      try DataSet.load(layout: .folders, at: path), rate: Self.rate, policy: policy,
      keepingBytes: keepingBytes)
  }
}

/// A network for the tones, small enough for a thousand steps a second.
func toneNetwork(
  channels: Int = 6, kernel: Int = 3, classes: [String] = ["high", "low", "middle"]
) throws -> Network {
  let text = Tones.network(channels: channels, stride: 8, kernel: kernel, classes: classes)
  return try Network(json: Data(text.utf8))
}

/// A recipe for the tones: these keys, and others beside them or in their place.
func toneRecipe(_ others: [String: String] = [:]) throws -> Recipe {
  try Recipe(json: Tones.recipe(rate: 0.02, epochs: 4, batch: 5, others).utf8)
}
