/// floor(√x), exact for every x: one bit of the root at a time, 32 steps, no division.
///
/// | x     | result |
/// |------:|-------:|
/// | 0     | 0      |
/// | 3     | 1      |
/// | 4     | 2      |
/// | 2⁶²−1 | 2³¹−1  |
/// | 2⁶²   | 2³¹    |
/// | 2⁶⁴−1 | 2³²−1  |
public func squareRoot(_ x: UInt64) -> UInt32 {
  // Invariant, with p the part of the root found so far and b the weight of the next bit:
  // remainder = x − p², root = 2pb, square = b²; the bit belongs to the root when
  // x ≥ (p + b)², that is when remainder ≥ 2pb + b².
  var remainder = x
  var root: UInt64 = 0
  var square: UInt64 = 1 &<< 62
  for _ in 0..<32 {
    let step = root &+ square
    root = root &>> 1
    if remainder >= step {
      remainder = remainder &- step
      root = root &+ square
    }
    square = square &>> 2
  }
  return UInt32(truncatingIfNeeded: root)
}
