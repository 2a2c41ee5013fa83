/// floor(dividend / divisor) without the 64-bit division that a bare-metal image lacks.
///
/// Exact for every dividend and divisor ≥ 1: one 32-bit division and 32 steps of a restoring one.
/// A divisor of 0 gives 2⁶⁴ − 1.
///
/// | dividend | divisor | result     |
/// |---------:|--------:|-----------:|
/// | 7        | 2       | 3          |
/// | 2³²      | 3       | 1431655765 |
/// | 2⁶⁴−1    | 1       | 2⁶⁴−1      |
/// | 2⁶⁴−1    | 2³²−1   | 2³²+1      |
/// | 5        | 0       | 2⁶⁴−1      |
public func divide(_ dividend: UInt64, by divisor: UInt32) -> UInt64 {
  guard divisor > 0 else { return .max }
  let high = UInt32(truncatingIfNeeded: dividend &>> 32)
  let highQuotient = high / divisor
  var remainder = high &- highQuotient &* divisor
  // Each step moves the top bit of `low` into the remainder and a bit of the quotient into the
  // place that becomes free. The remainder stays below the divisor; doubled it may need a 33rd
  // bit, and then it exceeds the divisor, so that the wrapped difference is right.
  var low = UInt32(truncatingIfNeeded: dividend)
  for _ in 0..<32 {
    let overflows = remainder >= 1 << 31
    remainder = remainder &<< 1 | low &>> 31
    low = low &<< 1
    if overflows || remainder >= divisor {
      remainder = remainder &- divisor
      low |= 1
    }
  }
  return UInt64(widening: highQuotient) &<< 32 | UInt64(widening: low)
}
