import Program

extension ScaleFactor {
  /// The factor that TFLite takes for a real one: 31 bits, rounded half away from zero; zero below
  /// a shift of −31.
  ///
  /// nil where `real` is negative, not finite, or its shift above `mostShift`, which is what a file
  /// holds.
  init?(tflite real: Double, mostShift: Int = 30) {
    guard real.isFinite, real >= 0 else { return nil }
    guard real > 0 else {
      self = .zero
      return
    }
    var shift = Int(real.exponent) + 1
    var q31 = (real.significand * 0x1p30).rounded(.toNearestOrAwayFromZero)
    if q31 == 0x1p31 {
      q31 = 0x1p30
      shift += 1
    }
    guard shift <= mostShift else { return nil }
    self = shift < -31 ? .zero : ScaleFactor(q31: Int32(q31), shift: shift)
  }

  /// The factor of a mean over `count` values, as TFLite divides: into the mantissa, truncated.
  func dividedAsTFLite(by count: Int) -> ScaleFactor {
    let bits = max(0, min(63 - Int64(count).leadingZeroBitCount, 32, 31 + shift))
    return ScaleFactor(
      q31: Int32(truncatingIfNeeded: (Int64(q31) << Int64(bits)) / Int64(count)),
      shift: shift - bits)
  }

  /// The factor with the 15 bits that TFLite leaves of it for sums of 64.
  var reduced: ScaleFactor {
    let q15 = q31 < 0x7FFF_0000 ? (q31 + 1 << 15) >> 16 : 0x7FFF
    return ScaleFactor(q31: q15 << 16, shift: shift)
  }
}

extension Quantisation {
  /// A real value in steps, rounded half away from zero in float, as activations' limits are.
  func level(_ real: Float) -> Int {
    let steps = (real / scale).rounded(.toNearestOrAwayFromZero)
    return Int(zeroPoint) + Int(max(-1e6, min(1e6, steps)))
  }
}
