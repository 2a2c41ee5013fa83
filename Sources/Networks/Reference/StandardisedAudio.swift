public import Program

/// Amplitude standardisation in Double, exact by the bounds stated at each step.
///
/// The definitions are those of FixedPoint's statistics; nothing of them is used here.
public enum StandardisedAudio {
  /// The samples as the network's first tensor.
  public static func standardise(_ samples: [Int16], _ standardisation: Standardisation) -> [Int16]
  {
    switch standardisation {
    case .fixed: return samples
    case .clip(let minimum):
      let (mean, gain) = clipGain(samples, Double(minimum))
      return samples.map { apply($0, mean, gain) }
    case .running(let minimum, let initial):
      return running(samples, Double(minimum), Double(initial))
    }
  }

  /// ⌊((16x − mean) · gain + 2¹⁵) / 2¹⁶⌋, below 2⁴⁸ before the division.
  private static func apply(_ x: Int16, _ mean: Double, _ gain: Double) -> Int16 {
    let value = (((16 * Double(x) - mean) * gain + 32_768) / 65_536).rounded(.down)
    return Int16(max(-32_768, min(32_767, value)))
  }

  private static func gain(mean: Double, variance: Double, minimum: Double) -> Double {
    let deviation = max(minimum, 1, max(variance, 0).squareRoot().rounded(.down))
    return ((67_108_864 + (deviation / 2).rounded(.down)) / deviation).rounded(.down)
  }

  /// Samples beyond 2²³ count no more, so that the sum of squares stays within 2⁵³.
  private static func clipGain(
    _ samples: [Int16], _ minimum: Double
  ) -> (mean: Double, gain: Double) {
    let counted = samples.prefix(1 << 23).map(Double.init)
    guard !counted.isEmpty else { return (0, gain(mean: 0, variance: 0, minimum: minimum)) }
    let count = Double(counted.count)
    let sum = counted.reduce(0, +)
    let squares = counted.reduce(0) { $0 + $1 * $1 }
    let mean = (16 * sum / count + 0.5).rounded(.down)
    let variance = floorQuotient(256 * squares, count) - mean * mean
    return (mean, gain(mean: mean, variance: variance, minimum: minimum))
  }

  /// ⌊a / b⌋ for a up to 2⁶¹ that is exact in Double: the remainder, exact by a fused
  /// multiplication, tells whether the rounded quotient is one too high or too low.
  private static func floorQuotient(_ a: Double, _ b: Double) -> Double {
    let quotient = (a / b).rounded(.down)
    let remainder = a.addingProduct(-quotient, b)
    return quotient + (remainder < 0 ? -1 : remainder >= b ? 1 : 0)
  }

  /// All states are integers below 2⁴⁰.
  private static func running(
    _ samples: [Int16], _ minimum: Double, _ initial: Double
  ) -> [Int16] {
    var meanQ16 = 0.0
    var power = initial * initial
    var result: [Int16] = []
    result.reserveCapacity(samples.count)
    for start in stride(from: 0, to: samples.count, by: 256) {
      let block = samples[start..<min(start + 256, samples.count)]
      let mean = ((meanQ16 + 2_048) / 4_096).rounded(.down)
      let gain = gain(mean: mean, variance: power - mean * mean, minimum: minimum)
      for sample in block { result.append(apply(sample, mean, gain)) }
      guard block.count == 256 else { break }
      let sum = block.reduce(0.0) { $0 + Double($1) }
      let squares = block.reduce(0.0) { $0 + Double($1) * Double($1) }
      meanQ16 += ((256 * sum - meanQ16) / 64).rounded(.down)
      power += ((squares - power) / 64).rounded(.down)
    }
    return result
  }
}
