/// 1 / (1 + a) with 31 bits behind the point, for 0 ≤ a: three of Newton's steps with 29 bits
/// behind it, as in gemmlowp's `one_over_one_plus_x_for_x_in_0_1`.
///
/// | a     | value  | result |
/// |------:|-------:|-------:|
/// | 0     | 1      | 2³¹−1  |
/// | 2³⁰   | 2/3    | 1431655765 |
/// | 2³¹−1 | ½ + ε  | 2³⁰    |
public func gemmlowpReciprocal(_ a: Int32) -> Int32 {
  // (a + 2³¹) / 2.
  let half = Int32(bitPattern: (UInt32(bitPattern: a) &+ (1 << 31)) &>> 1)
  // 48/17 and −32/17.
  var x = 1_515_870_810 &+ saturatingRoundingDoublingHighMultiply(half, -1_010_580_540)
  for _ in 0..<3 {
    let rest = (1 << 29) &- saturatingRoundingDoublingHighMultiply(half, x)
    x = x &+ doubled(doubled(saturatingRoundingDoublingHighMultiply(x, rest)))
  }
  return doubled(x)
}

/// 2x, saturated.
private func doubled(_ x: Int32) -> Int32 {
  let (double, overflows) = x.addingReportingOverflow(x)
  return overflows ? (x < 0 ? .min : .max) : double
}

/// The parts of gemmlowp's softmax that a row has in common.
///
/// Exponentials have 31 bits behind the point. Their sum has 19, and is exact for up to 4,095 of
/// them; beyond, unspecified but no trap.
public struct GemmlowpShares: Equatable, Sendable {
  private let reciprocal: Int32
  private let shift: Int32

  /// An exponential as the sum takes it.
  public static func addend(_ exponential: Int32) -> Int32 {
    roundingDivideByPowerOfTwo(exponential, 12)
  }

  public init(sum: Int32) {
    // A loop: processors without an instruction for it would need a library's.
    var normalised = UInt32(bitPattern: sum)
    var shift: Int32 = 12 &+ 23
    while shift > 3, normalised < 1 << 31 {
      normalised = normalised &<< 1
      shift = shift &- 1
    }
    reciprocal = gemmlowpReciprocal(Int32(bitPattern: normalised &- (1 << 31)))
    self.shift = shift
  }

  /// A score at scale 1/256 and zero point −128.
  public func score(_ exponential: Int32) -> Int8 {
    // So many equal values that none has half a step.
    guard shift < 32 else { return -128 }
    let share = saturatingRoundingDoublingHighMultiply(reciprocal, exponential)
    return saturateInt8(roundingDivideByPowerOfTwo(share, shift) &- 128)
  }
}
