import FixedPoint
import Testing

@Suite struct SoftmaxScoreTests {
  @Test(
    arguments: [
      (0, 65536, -128), (1, 4, -64), (1, 512, -127), (1, 513, -128), (65536, 65536, 127),
      (5, 0, -128),
    ] as [(UInt32, UInt32, Int8)])
  func documentedValues(exponential: UInt32, total: UInt32, result: Int8) {
    #expect(softmaxScore(exponential: exponential, total: total) == result)
  }

  @Test func everySmallShare() throws {
    for total in UInt32(1)...1024 {
      for exponential in 0...total { try check(exponential, total) }
    }
  }

  @Test func everyExponentialOfOneTotal() throws {
    for total: UInt32 in [65_536, 65_537, 98_304, 655_360, 1 << 31, .max - 1, .max] {
      for exponential in UInt32(0)...65_536 { try check(exponential, total) }
    }
  }

  @Test func randomShares() throws {
    try randomCases(1_000_000, seed: 0x5EED_000A) { random in
      let total = max(random.anyWidth(UInt32.self), 1)
      try check(UInt32.random(in: 0...65_536, using: &random), total)
    }
  }

  @Test func nothingTrapsForAnyInput() {
    for exponential in int32Edges.map(UInt32.init(bitPattern:)) {
      for total in int32Edges.map(UInt32.init(bitPattern:)) {
        let score = softmaxScore(exponential: exponential, total: total)
        if total == 0 { #expect(score == -128) }
      }
    }
  }

  private func check(_ exponential: UInt32, _ total: UInt32) throws {
    let share = nearestHalfUp(256 * Int128(exponential), Int128(total))
    try same(
      softmaxScore(exponential: exponential, total: total),
      Int8(min(share - 128, 127)), "\(exponential) / \(total)")
  }
}
