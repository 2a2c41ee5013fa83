import FixedPoint
import Testing

private let longest: Int32 = 1 << 23

@Suite struct AverageTests {
  @Test(
    arguments: [(5, 2, 3), (-5, 2, -3), (-4, 3, -1), (127, 1, 127), (9, 0, 0)]
      as [(Int32, Int32, Int32)])
  func documentedPool(sum: Int32, count: Int32, result: Int32) {
    #expect(poolAverage(sum: sum, count: count) == result)
  }

  @Test(
    arguments: [
      (1, 2, 128), (1, 3, 85), (-1, 3, -85), (1, 512, 1), (-1, 512, 0),
      (-255 * longest, longest, -65280), (7, 0, 0),
    ] as [(Int32, Int32, Int32)])
  func documentedGlobal(sum: Int32, count: Int32, result: Int32) {
    #expect(globalAverageQ8(sum: sum, count: count) == result)
  }

  @Test func everySumOfSmallWindows() throws {
    for count in Int32(1)...64 {
      for sum in (-255 * count)...(255 * count) {
        try checkPool(sum, count)
        try checkGlobal(sum, count)
      }
    }
  }

  @Test func everyMeanAtTheLongestCounts() throws {
    for count in (longest - 4)...longest {
      for mean in Int32(-255)...255 {
        for offset in int32Edges where offset.magnitude < longest {
          let sum = mean * count + offset
          if sum.magnitude <= 255 * UInt32(count) { try checkGlobal(sum, count) }
        }
      }
    }
  }

  @Test func randomSums() throws {
    try randomCases(1_000_000, seed: 0x5EED_0008) { random in
      let count = Int32(random.anyWidth(UInt32.self) % UInt32(longest)) + 1
      let sum = Int32.random(in: (-255 * count)...(255 * count), using: &random)
      try checkPool(sum, count)
      try checkGlobal(sum, count)
    }
  }

  /// Sums up to the ends of 32 bits, where adding half a count wraps.
  @Test func poolOfAnySum() throws {
    for sum in int32Edges {
      for count in int32Edges where count > 0 { try checkPool(sum, count) }
    }
    try randomCases(1_000_000, seed: 0x5EED_0009) {
      let count = max($0.anyWidth(Int32.self) & .max, 1)
      try checkPool($0.anyWidth(Int32.self), count)
    }
  }

  @Test func nothingTrapsForAnyInput() {
    for sum in int32Edges {
      for count in int32Edges {
        let pool = poolAverage(sum: sum, count: count)
        let global = globalAverageQ8(sum: sum, count: count)
        if count <= 0 {
          #expect(pool == 0)
          #expect(global == 0)
        }
      }
    }
  }

  private func checkPool(_ sum: Int32, _ count: Int32) throws {
    let half = Int128(count / 2)
    let dividend = sum > 0 ? Int128(sum) + half : Int128(sum) - half
    let fits = dividend >= Int128(Int32.min) && dividend <= Int128(Int32.max)
    let expected =
      fits
      ? Int32(nearestHalfAway(Int128(sum), Int128(count))) : wrapped32(dividend) / count
    try same(poolAverage(sum: sum, count: count), expected, "\(sum) / \(count)")
  }

  private func checkGlobal(_ sum: Int32, _ count: Int32) throws {
    try same(
      globalAverageQ8(sum: sum, count: count),
      Int32(nearestHalfUp(256 * Int128(sum), Int128(count))), "256 · \(sum) / \(count)")
  }
}
