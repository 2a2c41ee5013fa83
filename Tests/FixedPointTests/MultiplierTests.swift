import FixedPoint
import Testing

/// A mantissa of 1 with exponent 30, and of ¾ of the range.
private let half: Int32 = 1 << 30
private let threeQuarters: Int32 = 3 << 29

@Suite struct MultiplierTests {
  @Test func documentedFactors() {
    let large: Int32 = 1 << 20
    #expect(Multiplier.one == Multiplier(q31: half, shift: 1))
    #expect(Multiplier.one.scaleRoundingOnce(large) == large)
    #expect(Multiplier(q31: half, shift: 0).scaleRoundingOnce(large) == large / 2)
    #expect(Multiplier(q31: half, shift: -31).scaleRoundingOnce(.min) == 0)
    #expect(Multiplier(q31: half, shift: -31).scaleRoundingOnce(.min + 1) == 0)
    #expect(Multiplier(q31: 0, shift: 0).scaleRoundingOnce(large) == 0)
  }

  @Test(
    arguments: [
      (5, half, 0, 3), (-5, half, 0, -2), (5, half, -1, 1), (-6, half, -1, -1),
      (7, threeQuarters, -2, 1), (.min, .max, -31, -1), (.max, half, 1, .max),
      (1 << 30, half, 2, .min), (3, half, 30, 3 << 29),
    ] as [(Int32, Int32, Int32, Int32)])
  func documentedRoundingOnce(x: Int32, q31: Int32, shift: Int32, result: Int32) {
    #expect(Multiplier(q31: q31, shift: shift).scaleRoundingOnce(x) == result)
  }

  @Test(
    arguments: [
      (5, half, 0, 3), (-5, half, 0, -2), (5, half, -1, 2), (-6, half, -1, -2),
      (7, threeQuarters, -2, 1), (.min, .max, -31, -1),
      ((1 << 30) - 1, half, 1, (1 << 30) - 1), (1 << 30, half, 1, -1 << 30),
    ] as [(Int32, Int32, Int32, Int32)])
  func documentedRoundingTwice(x: Int32, q31: Int32, shift: Int32, result: Int32) {
    #expect(Multiplier(q31: q31, shift: shift).scaleRoundingTwice(x) == result)
  }

  @Test(
    arguments: [(5, -1, 1, 2), (-6, -1, -1, -2), (-5, 0, -2, -2)] as [(Int32, Int32, Int32, Int32)])
  func documentedProfiles(x: Int32, shift: Int32, single: Int32, double: Int32) {
    let multiplier = Multiplier(q31: half, shift: shift)
    #expect(multiplier.scale(x, .single) == single)
    #expect(multiplier.scale(x, .tflm) == double)
  }

  @Test func profilesHaveTheCodesOfTheFile() {
    #expect(Rounding(rawValue: 0) == .single)
    #expect(Rounding(rawValue: 1) == .tflm)
    #expect(Rounding(rawValue: 2) == nil)
  }

  @Test func oneIsTheIdentity() throws {
    for x in int32Edges {
      try same(Multiplier.one.scaleRoundingOnce(x), x, "\(x)")
      if x.magnitude < 1 << 30 { try same(Multiplier.one.scaleRoundingTwice(x), x, "\(x)") }
    }
  }

  @Test func edgesAtEveryShift() throws {
    for shift in Int32(-31)...30 {
      for q31 in int32Edges where q31 >= 0 {
        for x in int32Edges { try check(x, q31, shift) }
      }
    }
  }

  /// Small x at small mantissas: every tie of both roundings lies here.
  @Test func tiesAtEveryNegativeShift() throws {
    for shift in Int32(-8)...1 {
      for eighths in Int32(0)..<8 {
        for x in Int32(-2048)...2048 { try check(x, eighths << 28, shift) }
      }
    }
  }

  @Test func randomMultipliers() throws {
    try randomCases(1_000_000, seed: 0x5EED_0002) { random in
      let q31 = random.anyWidth(Int32.self) & .max
      try check(random.anyWidth(Int32.self), q31, Int32.random(in: -31...30, using: &random))
    }
  }

  /// The multipliers of real layers: a normalised mantissa, a shift of −12 to 0, and sums whose
  /// scaled values are near the int8 range.
  @Test func randomLayers() throws {
    try randomCases(1_000_000, seed: 0x5EED_0003) { random in
      let shift = Int32.random(in: -12...0, using: &random)
      let reach: Int32 = 512 << -shift
      let q31 = Int32.random(in: half...Int32.max, using: &random)
      try check(Int32.random(in: -reach...reach, using: &random), q31, shift)
    }
  }

  @Test func profilesDifferByOneAtMost() throws {
    var differences = 0
    try randomCases(1_000_000, seed: 0x5EED_0004) { random in
      let multiplier = Multiplier(
        q31: Int32.random(in: half...Int32.max, using: &random),
        shift: Int32.random(in: -12...0, using: &random))
      let x = Int32.random(in: -1_000_000...1_000_000, using: &random)
      let once = multiplier.scaleRoundingOnce(x)
      let twice = multiplier.scaleRoundingTwice(x)
      let allowed = multiplier.shift < 0 ? 1 : 0
      try same((once - twice).magnitude <= allowed, true, "x \(x), \(multiplier)")
      if once != twice { differences += 1 }
    }
    #expect(differences > 1000)
  }

  /// A mantissa of 16 bits times an accumulator fits a Double, so that the float path computes the
  /// same bits.
  @Test func doubleAgreesForShortMantissas() throws {
    var checked = 0
    func check(_ x: Int32, _ q31: Int32, _ shift: Int32) throws {
      let factor = Double(sign: .plus, exponent: Int(shift) - 31, significand: 1)
      let value = (Double(x) * Double(q31) * factor + 0.5).rounded(.down)
      guard value.magnitude < 2_147_483_648 else { return }
      checked += 1
      try same(
        Multiplier(q31: q31, shift: shift).scaleRoundingOnce(x), Int32(value),
        "x \(x), q31 \(q31), shift \(shift)")
    }
    for shift in Int32(-31)...30 {
      for x in int32Edges {
        for mantissa in Int32(0)..<32 { try check(x, (65535 - mantissa) << 15, shift) }
      }
    }
    for unit: Int32 in [15, 16] {
      try randomCases(1_000_000, seed: 0x5EED_0005) { random in
        let mantissa = Int32.random(in: 0..<(1 << (31 - unit)), using: &random)
        let shift = Int32.random(in: -31...30, using: &random)
        try check(random.anyWidth(Int32.self), mantissa << unit, shift)
      }
    }
    #expect(checked > 1_000_000)
  }

  @Test func nothingTrapsOutsideTheContract() throws {
    var sum: Int32 = 0
    func use(_ x: Int32, _ q31: Int32, _ shift: Int32) {
      let multiplier = Multiplier(q31: q31, shift: shift)
      sum &+= multiplier.scale(x, .single) ^ multiplier.scale(x, .tflm)
      sum &+= roundingDivideByPowerOfTwo(x, shift)
    }
    for x in int32Edges {
      for q31 in int32Edges {
        for shift in Int32(-70)...70 { use(x, q31, shift) }
      }
    }
    for shift in int32Edges { use(.min, .min, shift) }
    // The sum is used, so that no call can be left out.
    #expect(sum != 1)
  }

  private func check(_ x: Int32, _ q31: Int32, _ shift: Int32) throws {
    let multiplier = Multiplier(q31: q31, shift: shift)
    let once = oracleRoundingOnce(x, q31, shift)
    let twice = oracleRoundingTwice(x, q31, shift)
    try same(multiplier.scaleRoundingOnce(x), once, "once, x \(x), \(multiplier)")
    try same(multiplier.scaleRoundingTwice(x), twice, "twice, x \(x), \(multiplier)")
    try same(multiplier.scale(x, .single), once, "single, x \(x), \(multiplier)")
    try same(multiplier.scale(x, .tflm), twice, "double, x \(x), \(multiplier)")
  }
}
