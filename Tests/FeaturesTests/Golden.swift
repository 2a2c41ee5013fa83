import Foundation

/// What Tools/golden/features.py computed with librosa.
struct Golden: Decodable {
  var cough: Levels
  var crackle: Levels
  var magnitude: [Float]
  var filters: [String: [Float]]
  var viridis: [[Float]]

  struct Levels: Decodable {
    var shape: [Int]
    /// The frames that were kept.
    var frames: [Int]
    var values: [[Float]]
  }

  static func read() throws -> Golden {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/features.json")
    return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
  }

  /// The script's signal, exact in every bit: noise that fades in steps, on a sawtooth.
  static func signal(_ count: Int) -> [Float] {
    var state: UInt32 = 1
    return (0..<count).map { n in
      state = 1_664_525 &* state &+ 1_013_904_223
      let noise = Float(state >> 16) - 32_768
      let sawtooth = Float(n * 331 % 4_096 - 2_048)
      return noise / Float(1 << (16 + n / 4_096 % 8)) + sawtooth / 65_536
    }
  }
}

func largestDifference(_ a: some Collection<Float>, _ b: some Collection<Float>) -> Float {
  a.count == b.count ? zip(a, b).map { abs($0 - $1) }.max() ?? 0 : .infinity
}
