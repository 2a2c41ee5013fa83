/// A non-negative real factor for sums of up to 48 bits: q15 · 2^(shift − 15), with q15 < 2¹⁵.
///
/// | q15 | shift | factor |
/// |----:|------:|-------:|
/// | 2¹⁴ | 1     | 1      |
/// | 2¹⁴ | 0     | ½      |
/// | 0   | 0     | 0      |
public struct LongFactor: Equatable, Sendable {
  public var q15: Int32
  /// −31 to 7. Nothing traps outside, but results are unspecified.
  public var shift: Int32

  @inlinable @inline(__always)
  public init(q15: Int32, shift: Int32) {
    self.q15 = q15
    self.shift = shift
  }

  /// ⌊x · q15 · 2^(shift − 15) + ½⌋, exact for |x| < 2⁴⁷ where it fits 32 bits; else its low 32 bits.
  ///
  /// | x   | q15 | shift | value | result |
  /// |----:|----:|------:|------:|-------:|
  /// | 5   | 2¹⁴ | 0     | 2.5   | 3      |
  /// | −5  | 2¹⁴ | 0     | −2.5  | −2     |
  /// | 2⁴⁶ | 2¹⁴ | −16   | 2²⁹   | 2²⁹    |
  /// | −1  | 2¹⁴ | −31   | −2⁻³² | 0      |
  @inlinable @inline(__always)
  public func scale(_ x: Int64) -> Int32 {
    // 2⁴⁷ · 2¹⁵ and half a unit, at most 2⁴⁵, stay below 2⁶³.
    let bits = Int64(widening: 15 &- shift)
    let half: Int64 = 1 &<< (bits &- 1)
    return Int32(truncatingIfNeeded: (x &* Int64(widening: q15) &+ half) &>> bits)
  }
}
