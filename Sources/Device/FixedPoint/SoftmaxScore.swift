/// One softmax output at scale 1/256 and zero point −128.
///
/// min(127, floor((256 · exponential + total / 2) / total) − 128): the share of `exponential` in
/// `total`, rounded half up. Exact for exponential ≤ 2¹⁶; above, unspecified but no trap. A total
/// of 0 gives −128.
///
/// | exponential | total | share | result |
/// |------------:|------:|------:|-------:|
/// | 0           | 65536 | 0     | −128   |
/// | 1           | 4     | ¼     | −64    |
/// | 1           | 512   | 1/512 | −127   |
/// | 1           | 513   | 1/513 | −128   |
/// | 65536       | 65536 | 1     | 127    |
/// | 5           | 0     |       | −128   |
public func softmaxScore(exponential: UInt32, total: UInt32) -> Int8 {
  guard total > 0 else { return -128 }
  // 2²⁴ + 2³¹ fits. Half an odd total may be floored: the numerator is otherwise whole.
  let share = min((exponential &* 256 &+ total / 2) / total, 255)
  return Int8(truncatingIfNeeded: Int32(bitPattern: share) &- 128)
}
