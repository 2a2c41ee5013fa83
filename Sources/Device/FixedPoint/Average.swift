/// sum / count rounded half away from zero: TFLite's AVERAGE_POOL_2D over one window.
///
/// Exact while |sum| + count / 2 < 2³¹; beyond, that dividend wraps. A count below 1 gives 0.
///
/// | sum | count | value | result |
/// |----:|------:|------:|-------:|
/// | 5   | 2     | 2.5   | 3      |
/// | −5  | 2     | −2.5  | −3     |
/// | −4  | 3     | −1.33 | −1     |
/// | 127 | 1     | 127   | 127    |
/// | 9   | 0     |       | 0      |
@inlinable
public func poolAverage(sum: Int32, count: Int32) -> Int32 {
  guard count > 0 else { return 0 }
  let half = count / 2
  return (sum > 0 ? sum &+ half : sum &- half) / count
}

/// floor(256 · sum / count + ½): a mean with eight fractional bits, rounded half up.
///
/// Exact for 1 ≤ count ≤ 2²³ and |sum| ≤ 255 · count, which sums of `q − zeroPoint` keep; 32-bit
/// divisions only. Outside that range nothing traps and the result is unspecified, but a count
/// below 1 gives 0.
///
/// | sum        | count | 256 · mean | result |
/// |-----------:|------:|-----------:|-------:|
/// | 1          | 2     | 128        | 128    |
/// | 1          | 3     | 85.33      | 85     |
/// | −1         | 3     | −85.33     | −85    |
/// | 1          | 512   | 0.5        | 1      |
/// | −1         | 512   | −0.5       | 0      |
/// | −255 · 2²³ | 2²³   | −65280     | −65280 |
/// | 7          | 0     |            | 0      |
public func globalAverageQ8(sum: Int32, count: Int32) -> Int32 {
  guard count > 0 else { return 0 }
  // sum = quotient · count + remainder with 0 ≤ remainder < count, so the result is
  // 256 · quotient + floor(256 · remainder / count + ½).
  var quotient = sum / count
  if quotient &* count > sum { quotient &-= 1 }
  let divisor = UInt32(bitPattern: count)
  let remainder = UInt32(bitPattern: sum &- quotient &* count)
  // 256 · remainder + count / 2 < 256 · 2²³ + 2²² < 2³². Half an odd count may be floored: a
  // whole number plus ½ has the same floor of its quotient without the ½.
  let fraction = (remainder &* 256 &+ divisor / 2) / divisor
  return quotient &* 256 &+ Int32(bitPattern: fraction)
}
