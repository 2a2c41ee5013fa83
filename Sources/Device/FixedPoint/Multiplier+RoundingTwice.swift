extension Multiplier {
  /// gemmlowp's scaling: a rounding doubling high multiply, then a rounding right shift.
  ///
  /// roundingDivideByPowerOfTwo(
  ///   saturatingRoundingDoublingHighMultiply(x · 2^max(shift, 0), q31), max(−shift, 0)).
  /// The first rounds half up, the second half away from zero. x · 2^shift wraps to 32 bits: who
  /// uses a positive shift bounds x first.
  ///
  /// | x     | q31   | shift | value    | result |
  /// |------:|------:|------:|---------:|-------:|
  /// | 5     | 2³⁰   | 0     | 2.5      | 3      |
  /// | −5    | 2³⁰   | 0     | −2.5     | −2     |
  /// | 5     | 2³⁰   | −1    | 1.25     | 2      |
  /// | −6    | 2³⁰   | −1    | −1.5     | −2     |
  /// | 7     | 3·2²⁹ | −2    | 1.3125   | 1      |
  /// | −2³¹  | 2³¹−1 | −31   | 2⁻³¹ − 1 | −1     |
  /// | 2³⁰−1 | 2³⁰   | 1     | 2³⁰ − 1  | 2³⁰−1  |
  /// | 2³⁰   | 2³⁰   | 1     | 2³⁰      | −2³⁰   |
  @inlinable @inline(__always)
  public func scaleRoundingTwice(_ x: Int32) -> Int32 {
    let shifted = x &<< max(shift, 0)
    let product = saturatingRoundingDoublingHighMultiply(shifted, q31)
    return roundingDivideByPowerOfTwo(product, max(0 &- shift, 0))
  }
}
