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
    // The product, below 2⁶² in magnitude, is high · 2³² + low, and is rounded at bit t = 15 − shift.
    let factor = UInt32(bitPattern: q15)
    let (carried, low) = UInt32(truncatingIfNeeded: x).multipliedFullWidth(by: factor)
    let high =
      Int32(truncatingIfNeeded: x &>> 32) &* q15 &+ Int32(bitPattern: carried)
    if shift < -17 {
      // t ≥ 33: low is less than one unit of high, which cannot change the floor.
      let half: Int32 = 1 &<< (-18 &- shift)
      return (high &+ half) &>> (-17 &- shift)
    }
    // 8 ≤ t ≤ 32: half a unit is 2^(t−1), added to low with its carry. Low moves in two steps, since
    // t may be 32.
    let half: UInt32 = 1 &<< UInt32(bitPattern: 14 &- shift)
    let (sum, carry) = low.addingReportingOverflow(half)
    let rounded = UInt32(bitPattern: high) &+ (carry ? 1 : 0)
    let below = (sum &>> UInt32(bitPattern: 14 &- shift)) &>> 1
    return Int32(bitPattern: below | rounded &<< UInt32(bitPattern: 17 &+ shift))
  }
}
