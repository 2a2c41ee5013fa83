/// Exact rational arithmetic in 128 bits: slow, obvious, and no shift in it.

/// The largest integer that is at most n / d, for d > 0.
func floorQuotient(_ n: Int128, _ d: Int128) -> Int128 {
  let (quotient, remainder) = n.quotientAndRemainder(dividingBy: d)
  return remainder < 0 ? quotient - 1 : quotient
}

/// floor(n / d + ½).
func nearestHalfUp(_ n: Int128, _ d: Int128) -> Int128 {
  floorQuotient(2 * n + d, 2 * d)
}

/// The integer nearest to n / d, the one further from zero of two.
func nearestHalfAway(_ n: Int128, _ d: Int128) -> Int128 {
  n < 0 ? -nearestHalfUp(-n, d) : nearestHalfUp(n, d)
}

/// The powers of two from 2⁰ to 2⁶⁴, by doubling.
let powersOfTwo: [Int128] = (0..<64).reduce(into: [1]) { powers, _ in
  powers.append(powers[powers.count - 1] * 2)
}

/// The value that 32-bit two's complement holds for v.
func wrapped32(_ v: Int128) -> Int32 {
  let residue = v - powersOfTwo[32] * floorQuotient(v, powersOfTwo[32])
  return Int32(residue >= powersOfTwo[31] ? residue - powersOfTwo[32] : residue)
}

/// v, or the nearer end of the range of `Value`.
func saturated<Value: FixedWidthInteger>(_ v: Int128, _: Value.Type) -> Value {
  Value(Swift.min(Swift.max(v, Int128(Value.min)), Int128(Value.max)))
}

/// The largest integer whose square is at most v, by bisection.
func floorRoot(_ v: Int128) -> Int128 {
  var low: Int128 = 0
  var high = powersOfTwo[33]
  while high - low > 1 {
    let middle = (low + high) / 2
    if middle * middle <= v { low = middle } else { high = middle }
  }
  return low
}

/// x · q31 · 2^(shift − 31) rounded once.
func oracleRoundingOnce(_ x: Int32, _ q31: Int32, _ shift: Int32) -> Int32 {
  wrapped32(oracleRoundedOnceUnwrapped(x, q31, shift))
}

/// The same before it is brought to 32 bits.
func oracleRoundedOnceUnwrapped(_ x: Int32, _ q31: Int32, _ shift: Int32) -> Int128 {
  nearestHalfUp(Int128(x) * Int128(q31), powersOfTwo[Int(31 - shift)])
}

/// gemmlowp's SaturatingRoundingDoublingHighMul, as its source has it.
func oracleHighMultiply(_ a: Int32, _ b: Int32) -> Int32 {
  if a == .min && b == .min { return .max }
  let product = Int128(a) * Int128(b)
  let nudge = product >= 0 ? powersOfTwo[30] : 1 - powersOfTwo[30]
  return Int32((product + nudge) / powersOfTwo[31])
}

/// gemmlowp's RoundingDivideByPOT.
func oracleDivideByPowerOfTwo(_ x: Int32, _ exponent: Int32) -> Int32 {
  Int32(nearestHalfAway(Int128(x), powersOfTwo[Int(exponent)]))
}

/// MultiplyByQuantizedMultiplier of the `tflm` profile.
func oracleRoundingTwice(_ x: Int32, _ q31: Int32, _ shift: Int32) -> Int32 {
  let left = shift > 0 ? shift : 0
  let right = shift < 0 ? -shift : 0
  let shifted = wrapped32(Int128(x) * powersOfTwo[Int(left)])
  return oracleDivideByPowerOfTwo(oracleHighMultiply(shifted, q31), right)
}
