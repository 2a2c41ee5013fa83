/// TFLite's softmax of int8 values, in wide integers: gemmlowp's arithmetic as its definition reads.
struct GemmlowpSoftmax {
  /// e(−d · scale) · 2³¹ for the distances d = 0, 1, … to the highest value; 0 beyond.
  private let exponentials: [Int]

  init(_ exponentials: [Int32]) { self.exponentials = exponentials.map { Int($0) } }

  func callAsFunction(_ values: [Int16]) -> [Int16] {
    let highest = values.max() ?? -128
    let powers = values.map { value -> Int in
      let distance = Int(highest - value)
      return distance < exponentials.count ? exponentials[distance] : 0
    }
    let total = powers.reduce(0) { $0 + Self.divided($1, 12) }
    guard total > 0 else { return values.map { _ in -128 } }
    // total · 2^shift lies in 2³¹ ..< 2³².
    var shift = 0
    while total << shift < 1 << 31 { shift += 1 }
    let reciprocal = Self.reciprocal((total << shift) - 1 << 31)
    return powers.map { power in
      let share = Self.divided(Self.product(reciprocal, power), 12 - shift + 23)
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

  /// x / 2^bits, rounded half away from zero.
  private static func divided(_ x: Int, _ bits: Int) -> Int {
    let magnitude = (abs(x) + (1 << bits) / 2) >> bits
    return x < 0 ? -magnitude : magnitude
  }

  private static func saturated(_ x: Int) -> Int { max(-1 << 31, min((1 << 31) - 1, x)) }
}
