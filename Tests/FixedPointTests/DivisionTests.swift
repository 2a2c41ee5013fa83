import FixedPoint
import Testing

@Suite struct DivisionTests {
  @Test(
    arguments: [
      (7, 2, 3), (1 << 32, 3, 1_431_655_765), (.max, 1, .max), (.max, .max, 1 << 32 + 1),
      (5, 0, .max),
    ] as [(UInt64, UInt32, UInt64)])
  func documentedValues(dividend: UInt64, divisor: UInt32, result: UInt64) {
    #expect(divide(dividend, by: divisor) == result)
  }

  @Test func edges() throws {
    let words = int32Edges.map(UInt32.init(bitPattern:))
    for high in words {
      for low: UInt32 in [0, 1, .max >> 1, 1 << 31, .max] {
        for divisor in words where divisor > 0 {
          try check(UInt64(high) << 32 | UInt64(low), divisor)
        }
      }
    }
  }

  @Test func randomQuotients() throws {
    try randomCases(1_000_000, seed: 0x5EED_000D) {
      try check($0.anyWidth(UInt64.self), max($0.anyWidth(UInt32.self), 1))
    }
  }

  private func check(_ dividend: UInt64, _ divisor: UInt32) throws {
    try same(
      divide(dividend, by: divisor), dividend / UInt64(divisor), "\(dividend) / \(divisor)")
  }
}
