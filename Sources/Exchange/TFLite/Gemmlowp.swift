import FixedPoint

/// Functions of gemmlowp that TFLite's networks contain, for the tables that stand for them.
enum Gemmlowp {
  private static func product(_ a: Int32, _ b: Int32) -> Int32 {
    saturatingRoundingDoublingHighMultiply(a, b)
  }

  private static func shifted(_ x: Int32, _ bits: Int) -> Int32 {
    Int32(clamping: Int64(x) << Int64(bits))
  }

  /// e^a · 2³¹ of a ≤ 0 with so many bits in front of the point, 4 or 5.
  static func exponential(_ a: Int32, integerBits: Int) -> Int32 {
    guard a < 0 else { return .max }
    let pointBits = 31 - integerBits
    let quarter: Int32 = 1 << Int32(pointBits - 2)
    let rest = (a & (quarter - 1)) - quarter
    var result = exponentialNearZero(shifted(rest, integerBits))
    let multiple = rest &- a
    let powers: [(exponent: Int, factor: Int32)] = [
      (-2, 1_672_461_947), (-1, 1_302_514_674), (0, 790_015_084), (1, 290_630_308),
      (2, 39_332_535), (3, 720_401), (4, 242),
    ]
    for (exponent, factor) in powers
    where exponent < integerBits && multiple & (1 << Int32(pointBits + exponent)) != 0 {
      result = product(result, factor)
    }
    return result
  }

  /// e^a · 2³¹ of −¼ ≤ a < 0 with 31 bits behind the point.
  private static func exponentialNearZero(_ a: Int32) -> Int32 {
    let x = a &+ (1 << 28)
    let square = product(x, x)
    let cube = product(square, x)
    let fourth = product(square, square)
    let quarter = roundingDivideByPowerOfTwo(fourth, 2)
    let sixth = product(quarter &+ cube, 715_827_883)
    let rest = roundingDivideByPowerOfTwo(sixth &+ square, 1)
    return 1_895_147_668 &+ product(1_895_147_668, x &+ rest)
  }

  /// 1 / (1 + e^−a) · 2³¹ of a with 27 bits behind the point.
  static func logistic(_ a: Int32) -> Int32 {
    guard a != 0 else { return 1 << 30 }
    let positive = gemmlowpReciprocal(exponential(-abs(a), integerBits: 4))
    return a > 0 ? positive : .max - positive
  }

  /// tanh(a) · 2³¹ of a with 27 bits behind the point.
  static func tanh(_ a: Int32) -> Int32 {
    guard a != 0 else { return 0 }
    // The same bits with one more in front of the point are 2a.
    let magnitude = oneLessOverOneMore(exponential(-abs(a), integerBits: 5))
    return a > 0 ? magnitude : -magnitude
  }

  /// (1 − a) / (1 + a) · 2³¹ of 0 ≤ a < 1 with 31 bits behind the point.
  private static func oneLessOverOneMore(_ a: Int32) -> Int32 {
    let half = Int32((Int64(a) + 1 << 31) / 2)
    var x = 1_515_870_810 &+ product(half, -1_010_580_540)
    for _ in 0..<3 {
      let rest = (1 << 29) &- product(half, x)
      x = x &+ shifted(product(x, rest), 2)
    }
    return shifted(x &- (1 << 29), 2)
  }
}
