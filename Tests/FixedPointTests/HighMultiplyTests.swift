import FixedPoint
import Testing

@Suite struct HighMultiplyTests {
  @Test(
    arguments: [
      (3, 1 << 30, 2), (-3, 1 << 30, -1), (-1, .max, -1), (.max, .max, .max - 1),
      (.min, .max, .min + 1), (.min, .min, .max),
    ] as [(Int32, Int32, Int32)])
  func documentedProducts(a: Int32, b: Int32, result: Int32) {
    #expect(saturatingRoundingDoublingHighMultiply(a, b) == result)
  }

  @Test(
    arguments: [
      (5, 1, 3), (-5, 1, -3), (-5, 2, -1), (-7, 0, -7), (.max, 1, 1 << 30), (1 << 30, 31, 1),
      (-1 << 30, 31, -1), (.min, 31, -1),
    ] as [(Int32, Int32, Int32)])
  func documentedQuotients(x: Int32, exponent: Int32, result: Int32) {
    #expect(roundingDivideByPowerOfTwo(x, exponent) == result)
  }

  @Test func productsOfEdges() throws {
    for a in int32Edges {
      for b in int32Edges { try checkProduct(a, b) }
    }
  }

  @Test func randomProducts() throws {
    try randomCases(1_000_000, seed: 0x5EED_0006) {
      try checkProduct($0.anyWidth(Int32.self), $0.anyWidth(Int32.self))
    }
  }

  @Test func quotientsAtEveryExponent() throws {
    for exponent in Int32(0)...31 {
      for x in int32Edges { try checkQuotient(x, exponent) }
    }
    for exponent in Int32(0)...12 {
      for x in Int32(-10_000)...10_000 { try checkQuotient(x, exponent) }
    }
  }

  @Test func randomQuotients() throws {
    try randomCases(1_000_000, seed: 0x5EED_0007) {
      try checkQuotient($0.anyWidth(Int32.self), Int32.random(in: 0...31, using: &$0))
    }
  }

  @Test func otherExponentsAreTakenModulo32() {
    #expect(roundingDivideByPowerOfTwo(5, 33) == 3)
    #expect(roundingDivideByPowerOfTwo(5, -31) == 3)
  }

  private func checkProduct(_ a: Int32, _ b: Int32) throws {
    try same(
      saturatingRoundingDoublingHighMultiply(a, b), oracleHighMultiply(a, b), "\(a) · \(b)")
  }

  private func checkQuotient(_ x: Int32, _ exponent: Int32) throws {
    try same(
      roundingDivideByPowerOfTwo(x, exponent), oracleDivideByPowerOfTwo(x, exponent),
      "\(x) / 2^\(exponent)")
  }
}
