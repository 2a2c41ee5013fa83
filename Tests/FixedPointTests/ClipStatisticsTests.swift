import FixedPoint
import Testing

@Suite struct ClipStatisticsTests {
  @Test func documentedAdditions() {
    #expect(gathered([-3]) == ClipStatistics(sum: -3, squares: 9, count: 1))
    #expect(gathered([.min]) == ClipStatistics(sum: -1 << 15, squares: 1 << 30, count: 1))
    var full = ClipStatistics(sum: 1, squares: 2, count: ClipStatistics.longestClip)
    full.add(100)
    #expect(full == ClipStatistics(sum: 1, squares: 2, count: 1 << 23))
  }

  @Test(
    arguments: [
      ([], 0, 1 << 26), ([1024, -1024], 0, 4096), ([5, 5], 80, 1 << 26),
      ([0, 0, -1], -5, 9_586_981), (Array(repeating: 0, count: 31) + [1], 1, 33_554_432),
    ] as [([Int16], Int32, UInt32)])
  func documentedGains(samples: [Int16], meanQ4: Int32, gain: UInt32) {
    let made = gathered(samples).gain(minimumDeviationQ4: 0)
    #expect(made == AmplitudeGain(meanQ4: meanQ4, gain: gain))
  }

  @Test func randomClips() throws {
    try randomCases(3_000, seed: 0x5EED_0010) { random in
      let width = Int.random(in: 0..<16, using: &random)
      let offset = random.anyWidth(Int16.self)
      let samples = (0..<Int.random(in: 0...600, using: &random)).map { _ in
        (Int16(truncatingIfNeeded: random.next()) >> width) &+ offset
      }
      try check(gathered(samples), samples)
    }
  }

  @Test func everyPairOfSmallSamples() throws {
    for first in Int16(-64)...64 {
      for second in Int16(-64)...64 { try check(gathered([first, second]), [first, second]) }
    }
  }

  /// The largest sums: every sample at an end of the range, up to the longest clip and beyond.
  @Test(arguments: [Int16.min, Int16.max])
  func longestLoudestClip(sample: Int16) {
    var statistics = ClipStatistics()
    for _ in 0..<Int(ClipStatistics.longestClip) + 100 { statistics.add(sample) }
    let count = Int64(ClipStatistics.longestClip)
    let square = Int64(sample) * Int64(sample)
    #expect(
      statistics
        == ClipStatistics(sum: Int64(sample) * count, squares: square * count, count: 1 << 23))
    #expect(
      statistics.gain(minimumDeviationQ4: 16)
        == AmplitudeGain(meanQ4: Int32(sample) * 16, gain: 1 << 22))
  }

  /// States that a clip can reach, of any length.
  @Test func randomStates() throws {
    try randomCases(200_000, seed: 0x5EED_0011) { random in
      let count = Int32(random.anyWidth(UInt32.self) % (1 << 23)) + 1
      let reach = Int64(count) << 15
      let sum = Int64.random(in: (-reach)...reach, using: &random)
      let squares = Int64.random(in: 0...(reach << 15), using: &random)
      try check(
        ClipStatistics(sum: sum, squares: squares, count: count), Int128(sum), Int128(squares))
    }
  }

  @Test func nothingTrapsForAnyState() throws {
    var sum: UInt32 = 0
    try randomCases(200_000, seed: 0x5EED_0012) { random in
      var statistics = ClipStatistics(
        sum: random.anyWidth(Int64.self), squares: random.anyWidth(Int64.self),
        count: random.anyWidth(Int32.self))
      statistics.add(.min)
      sum &+= statistics.gain(minimumDeviationQ4: 0).gain
    }
    // The sum is used, so that no call can be left out.
    #expect(sum != 1)
  }

  private func gathered(_ samples: [Int16]) -> ClipStatistics {
    var statistics = ClipStatistics()
    for sample in samples { statistics.add(sample) }
    return statistics
  }

  private func check(_ statistics: ClipStatistics, _ samples: [Int16]) throws {
    try same(Int(statistics.count), samples.count, "count")
    try check(
      statistics, samples.reduce(0) { $0 + Int128($1) },
      samples.reduce(0) { $0 + Int128($1) * Int128($1) })
  }

  private func check(_ statistics: ClipStatistics, _ sum: Int128, _ squares: Int128) throws {
    let count = max(Int128(statistics.count), 1)
    let meanQ4 = nearestHalfUp(16 * sum, count)
    let varianceQ8 = floorQuotient(256 * squares, count) - meanQ4 * meanQ4
    for minimum: UInt32 in [0, 16, 100_000] {
      try same(
        statistics.gain(minimumDeviationQ4: minimum),
        oracleGain(meanQ4: meanQ4, varianceQ8: varianceQ8, minimum: minimum),
        "\(statistics), least deviation \(minimum)")
    }
  }
}
