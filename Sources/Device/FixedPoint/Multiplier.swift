/// A non-negative real factor in fixed point: q31 · 2^(shift − 31).
///
/// | q31 | shift | factor |
/// |----:|------:|-------:|
/// | 2³⁰ | 1     | 1      |
/// | 2³⁰ | 0     | ½      |
/// | 2³⁰ | −31   | 2⁻³²   |
/// | 0   | 0     | 0      |
///
/// Contract: q31 ≥ 0 and −31 ≤ shift ≤ 30. Nothing traps outside it, but results are unspecified.
public struct Multiplier: Equatable, Sendable {
  /// The mantissa; in [2³⁰, 2³¹) when normalised, which nothing here requires.
  public var q31: Int32
  public var shift: Int32

  @inlinable @inline(__always)
  public init(q31: Int32, shift: Int32) {
    self.q31 = q31
    self.shift = shift
  }

  /// The factor 1: both profiles return x, except that two roundings need |x| < 2³⁰.
  @inlinable
  public static var one: Multiplier { Multiplier(q31: 1 << 30, shift: 1) }

  /// x times the factor, rounded as `rounding` says.
  ///
  /// | x   | q31 | shift | single | double |
  /// |----:|----:|------:|-------:|-------:|
  /// | 5   | 2³⁰ | −1    | 1      | 2      |
  /// | −6  | 2³⁰ | −1    | −1     | −2     |
  /// | −5  | 2³⁰ | 0     | −2     | −2     |
  @inlinable @inline(__always)
  public func scale(_ x: Int32, _ rounding: Rounding) -> Int32 {
    switch rounding {
    case .single: scaleRoundingOnce(x)
    case .tflm: scaleRoundingTwice(x)
    }
  }
}
