/// TFLite's softmax of int8 values, in wide integers: gemmlowp's arithmetic as its definition reads.
enum GemmlowpSoftmax {
  /// - Parameter powers: e to the power of each value less the highest one, in 2⁻³¹.
  static func scores(_ powers: [Int]) -> [Int16] {
    let total = powers.reduce(0) { $0 + nearestQuotient($1, 1 << 12) }
    guard total > 0 else { return powers.map { _ in -128 } }
    // total · 2^shift lies in 2³¹ ..< 2³².
    var shift = 0
    while total << shift < 1 << 31 { shift += 1 }
    let reciprocal = reciprocal((total << shift) - 1 << 31)
    return powers.map { power in
      let share = nearestQuotient(product(reciprocal, power), 1 << (12 - shift + 23))
      return Int16(max(-128, min(127, share - 128)))
    }
  }

  /// 1 / (1 + a) of numbers with 31 bits behind the point, for 0 ≤ a < 1: three steps of Newton's
  /// with 29 bits behind it.
  private static func reciprocal(_ a: Int) -> Int {
    let half = (a + 1 << 31) / 2
    var x = 1_515_870_810 + product(half, -1_010_580_540)
    for _ in 0..<3 {
      let rest = (1 << 29) - product(half, x)
      x += saturated(product(x, rest) << 2)
    }
    return saturated(x << 1)
  }

  /// a · b / 2³¹, rounded half up.
  private static func product(_ a: Int, _ b: Int) -> Int { saturated((a * b + 1 << 30) >> 31) }

  private static func saturated(_ x: Int) -> Int { max(-1 << 31, min((1 << 31) - 1, x)) }
}

extension Array where Element: BinaryInteger {
  /// The entry of a softmax's table for each value's distance to the highest one; 0 beyond its end.
  func powers(of values: some Collection<Int16>) -> [Int] {
    let highest = values.max() ?? -128
    return values.map { value in
      let distance = Int(highest - value)
      return distance < count ? Int(self[distance]) : 0
    }
  }
}
