import Basics
import Audio
import DataSets
import Foundation
import Runs
import TestSupport

/// Recordings of one or two of four tones in noise, a quarter of a second at 8 kHz, and their list.
final class ChordFolder {
  private static let tones = [
    ("high", 3_000.0), ("low", 300.0), ("middle", 800.0), ("upper", 1_700.0),
  ]
  private static let choices = [
    [0], [1], [2], [3], [1, 0], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3],
  ]
  static let labels = tones.map(\.0)

  private let folder: TemporaryFolder

  /// - Parameter clips: one of each choice, and again.
  init(clips: Int = 80) throws {
    folder = try TemporaryFolder()
    var random = SplitMix64(seed: 5)
    var list = "file,label\n"
    for clip in 0..<clips {
      let chosen = Self.choices[clip % Self.choices.count]
      let tones = chosen.map { tone in
        (
          2 * .pi * Self.tones[tone].1 * random.number(in: 0.95...1.05) / 8_000,
          random.number(in: 0...6)
        )
      }
      let samples = (0..<2_000).map { index in
        let sound = tones.reduce(0) { $0 + sin($1.0 * Double(index) + $1.1) }
        return Int16(5_000 * sound + 1_000 * random.nextNormal())
      }
      try Recording.write16("\(folder.path)/\(clip).wav", samples: samples, rate: 8_000)
      list += "\(clip).wav,\(chosen.map { Self.labels[$0] }.joined(separator: ";"))\n"
    }
    try Data(list.utf8).write(to: URL(filePath: folder.path + "/chords.csv"))
  }

  /// - Parameter change: made to the clips before they are read.
  func store(_ change: (inout [Clip]) -> Void = { _ in }) throws -> ClipStore {
    var set = try DataSet.load(layout: .csv, at: folder.path)
    change(&set.clips)
    return try ClipStore(set, rate: 8_000, policy: .stop)
  }
}
