import Foundation
import TestSupport

/// A folder with recordings of tones in two classes (`tones`), a network (`tones.json`) and a
/// recipe (`recipe.json`) for the built tool.
final class ToneSet {
  let folder: TemporaryFolder
  var url: URL { folder.url }

  init(clips: Int = 8) throws {
    folder = try TemporaryFolder()
    try folder.write(
      "tones.json", Tones.network(channels: 8, stride: 4, classes: ["high", "low"]))
    try writeRecipe()
    for (label, frequency) in [("high", 1_500.0), ("low", 300)] {
      let path = "tones/\(label)"
      for clip in 0..<clips {
        try folder.write(
          "\(path)/\(clip).wav", bytes: Self.recording(frequency: frequency, number: clip))
      }
    }
  }

  /// Writes a recipe with these keys beside the usual ones, or in their place.
  func writeRecipe(_ others: [String: String] = [:], to name: String = "recipe.json") throws {
    let usual = ["validation_share": "0.3"].merging(others) { $1 }
    try folder.write(name, Tones.recipe(rate: 0.01, epochs: 6, batch: 3, usual))
  }

  func train(_ output: String, _ others: String...) throws -> ToolRun {
    try ToolRun(Self.arguments(output) + others, in: url)
  }

  static func arguments(_ output: String) -> [String] {
    ["train", "recipe.json", "--data", "tones", "-o", output, "--threads", "1"]
  }

  func bytes(_ name: String) throws -> [UInt8] { try folder.bytes(name) }

  func text(_ name: String) throws -> String { try folder.text(name) }

  func json(_ text: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
  }

  /// The files that a run promises to be the same whatever happened on the way.
  func promised(_ run: String) throws -> [[UInt8]] {
    try [
      "fold-1/last.safetensors", "fold-1/best.safetensors", "fold-2/last.safetensors",
      "fold-2/best.safetensors", "labels.txt", "metrics.jsonl", "predictions.csv", "results.csv",
      "results.json",
    ].map { try bytes("\(run)/\($0)") }
  }

  /// A quarter of a second: a tone that no other clip has, and a hum.
  private static func recording(frequency: Double, number: Int) -> [UInt8] {
    let samples = (0..<2_000).map { index in
      let time = Double(index) / 8_000
      let pitch = frequency * (0.9 + 0.025 * Double(number))
      return Int16(5_000 * sin(2 * .pi * pitch * time) + 3_000 * sin(700 * time + Double(number)))
    }
    return waveFile(samples)
  }
}
