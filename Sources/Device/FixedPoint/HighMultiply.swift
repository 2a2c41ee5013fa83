/// floor(a · b / 2³¹ + ½), the product of two Q31 numbers rounded half up (`VQRDMULH`, SRDHM).
///
/// (−2³¹)² alone does not fit and gives 2³¹ − 1. Exact for every other pair.
///
/// | a     | b     | value        | result |
/// |------:|------:|-------------:|-------:|
/// | 3     | 2³⁰   | 1.5          | 2      |
/// | −3    | 2³⁰   | −1.5         | −1     |
/// | −1    | 2³¹−1 | 2⁻³¹ − 1     | −1     |
/// | 2³¹−1 | 2³¹−1 | 2³¹−2 + 2⁻³¹ | 2³¹−2  |
/// | −2³¹  | 2³¹−1 | 1 − 2³¹      | 1−2³¹  |
/// | −2³¹  | −2³¹  | 2³¹          | 2³¹−1  |
@inlinable @inline(__always)
public func saturatingRoundingDoublingHighMultiply(_ a: Int32, _ b: Int32) -> Int32 {
  // gemmlowp truncates (ab + nudge) / 2³¹ with nudge = 2³⁰, or 1 − 2³⁰ for ab < 0. There the
  // numerator is ≤ 0, truncation is the ceiling, and ceil(n / d) = floor((n + d − 1) / d) with
  // n + d − 1 = ab + 2³⁰: the same floor as for ab ≥ 0.
  if a == .min && b == .min { return .max }
  let product = a.multipliedFullWidth(by: b)
  let (low, carry) = product.low.addingReportingOverflow(1 << 30)
  let high = UInt32(bitPattern: product.high) &+ (carry ? 1 : 0)
  return Int32(bitPattern: high &<< 1 | low &>> 31)
}

/// x / 2^exponent rounded to the nearest integer, half away from zero (gemmlowp's RDBP).
///
/// Exact for every x and 0 ≤ exponent ≤ 31. Other exponents are taken modulo 32.
///
/// | x     | exponent | value   | result |
/// |------:|---------:|--------:|-------:|
/// | 5     | 1        | 2.5     | 3      |
/// | −5    | 1        | −2.5    | −3     |
/// | −5    | 2        | −1.25   | −1     |
/// | −7    | 0        | −7      | −7     |
/// | 2³¹−1 | 1        | 2³⁰ − ½ | 2³⁰    |
/// | 2³⁰   | 31       | ½       | 1      |
/// | −2³⁰  | 31       | −½      | −1     |
/// | −2³¹  | 31       | −1      | −1     |
@inlinable @inline(__always)
public func roundingDivideByPowerOfTwo(_ x: Int32, _ exponent: Int32) -> Int32 {
  // For negative x the floor lies further from zero, so exactly half must not be rounded up.
  let mask: Int32 = (1 &<< exponent) &- 1
  let threshold = (mask &>> 1) &+ (x < 0 ? 1 : 0)
  return (x &>> exponent) &+ (x & mask > threshold ? 1 : 0)
}
