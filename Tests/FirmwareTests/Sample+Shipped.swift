import Audio
import Foundation

extension Sample {
  private struct GoldenVector: Decodable {
    var seed: UInt64
    var seconds: Int
    var scores: [Int8]
  }

  /// Models/aemnet-dw-esc10 with the first of its golden vectors.
  static func shipped() throws -> Sample {
    let folder = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Models/aemnet-dw-esc10")
    let vectors = try JSONDecoder().decode(
      [GoldenVector].self, from: Data(contentsOf: folder.appending(path: "golden.json")))
    return Sample(
      model: [UInt8](try Data(contentsOf: folder.appending(path: "model.stapes"))),
      input: Synthesis.clip(
        samples: vectors[0].seconds * 16_000, rate: 16_000, seed: vectors[0].seed),
      scores: vectors[0].scores)
  }
}
