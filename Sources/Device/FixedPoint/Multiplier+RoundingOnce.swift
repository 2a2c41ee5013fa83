extension Multiplier {
  /// floor(x · q31 · 2^(shift − 31) + ½): one exact rounding, half towards +∞.
  ///
  /// Exact for every x; when the value does not fit, its low 32 bits. On Cortex-M4, `smull`
  /// and for shift ≤ −2 one `add` and one `asr`, once the shift's operands stand in registers.
  ///
  /// | x     | q31   | shift | value    | result |
  /// |------:|------:|------:|---------:|-------:|
  /// | 5     | 2³⁰   | 0     | 2.5      | 3      |
  /// | −5    | 2³⁰   | 0     | −2.5     | −2     |
  /// | 5     | 2³⁰   | −1    | 1.25     | 1      |
  /// | −6    | 2³⁰   | −1    | −1.5     | −1     |
  /// | 7     | 3·2²⁹ | −2    | 1.3125   | 1      |
  /// | −2³¹  | 2³¹−1 | −31   | 2⁻³¹ − 1 | −1     |
  /// | 2³¹−1 | 2³⁰   | 1     | 2³¹ − 1  | 2³¹−1  |
  /// | 2³⁰   | 2³⁰   | 2     | 2³¹      | −2³¹   |
  /// | 3     | 2³⁰   | 30    | 3·2²⁹    | 3·2²⁹  |
  @inlinable @inline(__always)
  public func scaleRoundingOnce(_ x: Int32) -> Int32 {
    let product = x.multipliedFullWidth(by: q31)
    // The product is high · 2³² + low, and is to be rounded at bit t = 31 − shift.
    if shift < -1 {
      // t ≥ 33: low / 2³² < 1 is less than one unit of high, so it cannot change the floor of a
      // quotient by 2^(t−32). |high| ≤ 2³⁰ and 2^(t−33) ≤ 2²⁹: the sum does not overflow.
      let half: Int32 = 1 &<< (-2 &- shift)
      return (product.high &+ half) &>> (-1 &- shift)
    }
    // 1 ≤ t ≤ 32: half a unit is 2^(t−1) = 2^(30−shift), added to low with its carry. Bits t to
    // t + 31 of the sum are taken; t = 32 is why low moves in two steps.
    let half: UInt32 = 1 &<< UInt32(bitPattern: 30 &- shift)
    let (low, carry) = product.low.addingReportingOverflow(half)
    let high = UInt32(bitPattern: product.high) &+ (carry ? 1 : 0)
    let below = (low &>> UInt32(bitPattern: 30 &- shift)) &>> 1
    return Int32(bitPattern: below | high &<< UInt32(bitPattern: 1 &+ shift))
  }
}
