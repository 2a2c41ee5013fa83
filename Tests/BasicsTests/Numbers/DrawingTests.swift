import Basics
import Testing

/// What is drawn beside bits.
@Suite struct DrawingTests {
  @Test(arguments: [0.1, 0.2, 1, 5])
  func sharesHaveTheirMoments(alpha: Double) {
    var random = SplitMix64(seed: 12)
    let count = 200_000
    let shares = (0..<count).map { _ in random.nextBeta(alpha) }
    #expect(shares.allSatisfy { $0 >= 0 && $0 <= 1 })
    let mean = shares.reduce(0, +) / Double(count)
    let variance = shares.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / Double(count)
    let expected = 1 / (4 * (2 * alpha + 1))
    // Five standard errors of the mean, and two per cent.
    #expect(abs(mean - 0.5) < 5 * (expected / Double(count)).squareRoot())
    #expect(abs(variance / expected - 1) < 0.02)
    // Even for 1: every tenth holds a tenth.
    if alpha == 1 {
      for tenth in 0..<10 {
        let share = shares.count { Int($0 * 10) == tenth }
        #expect(abs(Double(share) / Double(count) - 0.1) < 0.005)
      }
    }
  }

  @Test func tinyAndHugeShapesAreNumbers() {
    var random = SplitMix64(seed: 13)
    for alpha in [1e-9, 1e-3, 100] {
      for _ in 0..<1_000 {
        let share = random.nextBeta(alpha)
        #expect(share >= 0 && share <= 1)
      }
    }
  }

  @Test func numbersBelowABoundAreEven() {
    var random = SplitMix64(seed: 14)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[random.next(below: 7)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
    #expect((0..<100).allSatisfy { _ in random.next(below: 1) == 0 })
    #expect((0..<100).allSatisfy { _ in (0..<Int.max).contains(random.next(below: .max)) })
  }

  @Test func everyPlaceHasItsGenerator() {
    var seen: Set<UInt64> = []
    for seed in [0, 1] as [UInt64] {
      for first in -1..<20 {
        for second in 0..<20 {
          var random = SplitMix64(seed: seed, at: first, second)
          seen.insert(random.next())
          #expect(
            SplitMix64(seed: seed, at: first, second) == SplitMix64(seed: seed, at: first, second))
        }
      }
    }
    #expect(seen.count == 2 * 21 * 20)
  }

  @Test func shuffledIsEveryOrder() {
    var random = SplitMix64(seed: 15)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<6_000 { counts[random.shuffled([1, 2, 3]), default: 0] += 1 }
    #expect(counts.count == 6)
    #expect(counts.values.allSatisfy { abs($0 - 1_000) < 150 })
  }
}
