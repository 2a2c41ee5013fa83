import FixedPoint
import Kernels

// What the documentation of FixedPoint and the reference kernels of gemmlowp say, in 128 bits.

/// ⌊n / d⌋, for d > 0.
func floorQuotient(_ n: Int128, _ d: Int128) -> Int128 {
  let (quotient, remainder) = n.quotientAndRemainder(dividingBy: d)
  return remainder < 0 ? quotient - 1 : quotient
}

/// ⌊n / d + ½⌋.
func nearestHalfUp(_ n: Int128, _ d: Int128) -> Int128 { floorQuotient(2 * n + d, 2 * d) }

/// The integer nearest to n / d; of two, the one further from zero.
func nearestHalfAway(_ n: Int128, _ d: Int128) -> Int128 {
  n < 0 ? -nearestHalfUp(-n, d) : nearestHalfUp(n, d)
}

func powerOfTwo(_ exponent: Int) -> Int128 { (0..<exponent).reduce(1) { power, _ in power * 2 } }

/// The value of the low 32 bits.
func wrapped32(_ n: Int128) -> Int128 {
  let half = powerOfTwo(31)
  return n + half - floorQuotient(n + half, 2 * half) * 2 * half - half
}

/// gemmlowp's SaturatingRoundingDoublingHighMul of 32-bit numbers.
func highMultiply(_ a: Int128, _ b: Int128) -> Int128 {
  let product = a * b
  if product == powerOfTwo(62) { return powerOfTwo(31) - 1 }
  return (product + (product >= 0 ? powerOfTwo(30) : 1 - powerOfTwo(30))) / powerOfTwo(31)
}

extension Multiplier {
  /// x · q31 · 2^(shift − 31), rounded once or as gemmlowp rounds.
  func exact(_ x: Int, _ rounding: Rounding) -> Int {
    let (factor, shift) = (Int128(q31), Int(shift))
    switch rounding {
    case .single:
      return Int(wrapped32(nearestHalfUp(Int128(x) * factor, powerOfTwo(31 - shift))))
    case .tflm:
      let shifted = wrapped32(Int128(x) * powerOfTwo(max(shift, 0)))
      return Int(nearestHalfAway(highMultiply(shifted, factor), powerOfTwo(max(-shift, 0))))
    }
  }
}

extension LongFactor {
  /// ⌊x · q15 · 2^(shift − 15) + ½⌋.
  func exact(_ x: Int) -> Int {
    Int(nearestHalfUp(Int128(x) * Int128(q15), powerOfTwo(15 - Int(shift))))
  }
}

extension Requantiser {
  /// clamp(scale(x) + zero point).
  func exact(_ x: Int, _ multiplier: Multiplier) -> Int {
    exactClamp(multiplier.exact(x, rounding) + Int(zeroPoint))
  }

  /// The value nearest to x in the range; the highest where the range is empty.
  func exactClamp(_ x: Int) -> Int {
    if lowest > highest || x > Int(highest) { return Int(highest) }
    return x < Int(lowest) ? Int(lowest) : x
  }
}
