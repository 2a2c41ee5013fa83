import FixedPoint
import Testing

@Suite struct RunningStatisticsTests {
  @Test(arguments: [(0, 0), (16, 256), (1 << 19, 1 << 38)] as [(UInt32, Int64)])
  func documentedStarts(deviationQ4: UInt32, powerQ8: Int64) {
    #expect(RunningStatistics(deviationQ4: deviationQ4) == started(meanQ16: 0, powerQ8: powerQ8))
  }

  @Test(
    arguments: [
      (0, 0, 64, 64, 65_536, 16_384), (0, 256, 0, 0, 0, 252), (0, 0, -1, 0, -4, 0),
      (1, 1, 0, 0, 0, 0), (0, 0, .min, .min, -1 << 25, 1 << 32),
    ] as [(Int64, Int64, Int16, Int16, Int64, Int64)])
  func documentedBlocks(
    meanQ16: Int64, powerQ8: Int64, first: Int16, rest: Int16, meanAfter: Int64, powerAfter: Int64
  ) {
    var statistics = started(meanQ16: meanQ16, powerQ8: powerQ8)
    var ends = [statistics.add(first)]
    for _ in 1..<256 { ends.append(statistics.add(rest)) }
    #expect(ends == Array(repeating: false, count: 255) + [true])
    #expect(statistics == started(meanQ16: meanAfter, powerQ8: powerAfter))
  }

  @Test(
    arguments: [
      (0, 1 << 28, 0, 4096), (2047, 9, 0, 22_369_621), (2048, 10, 1, 22_369_621),
      (-2048, 9, 0, 22_369_621), (-2049, 10, -1, 22_369_621), (65_536, 100, 16, 1 << 26),
    ] as [(Int64, Int64, Int32, UInt32)])
  func documentedGains(meanQ16: Int64, powerQ8: Int64, meanQ4: Int32, gain: UInt32) {
    #expect(
      started(meanQ16: meanQ16, powerQ8: powerQ8).gain(minimumDeviationQ4: 0)
        == AmplitudeGain(meanQ4: meanQ4, gain: gain))
  }

  @Test func constants() {
    #expect(RunningStatistics.blockSamples == 256)
    #expect(RunningStatistics.memoryShift == 6)
  }

  @Test func randomStreams() throws {
    try randomCases(12, seed: 0x5EED_0013) { random in
      let deviation = random.anyWidth(UInt32.self) >> 13
      let width = Int.random(in: 0..<16, using: &random)
      let offset = random.anyWidth(Int16.self)
      var statistics = RunningStatistics(deviationQ4: deviation)
      var oracle = StreamOracle(deviationQ4: deviation)
      for index in 0..<100_000 {
        let sample = (Int16(truncatingIfNeeded: random.next()) >> width) &+ offset
        try same(statistics.add(sample), oracle.add(sample), "end at sample \(index)")
        guard oracle.block.isEmpty else { continue }
        try check(statistics, oracle, "after sample \(index)")
      }
    }
  }

  /// A constant at an end of the range: the estimates reach their limits and stay inside them.
  @Test(arguments: [Int16.min, Int16.max])
  func loudestStream(sample: Int16) throws {
    var statistics = RunningStatistics(deviationQ4: 0)
    var oracle = StreamOracle(deviationQ4: 0)
    for index in 0..<256 * 3_000 {
      try same(statistics.add(sample), oracle.add(sample), "end at sample \(index)")
    }
    try check(statistics, oracle, "at the end")
    #expect(statistics.meanQ16.magnitude <= 1 << 31)
    #expect(statistics.powerQ8 <= 1 << 38)
  }

  @Test func unfinishedBlockHasNoPart() {
    var statistics = RunningStatistics(deviationQ4: 160)
    let before = statistics.gain(minimumDeviationQ4: 1)
    for _ in 0..<255 { _ = statistics.add(30_000) }
    #expect(statistics.gain(minimumDeviationQ4: 1) == before)
    let ended = statistics.add(30_000)
    #expect(ended)
    #expect(statistics.gain(minimumDeviationQ4: 1) != before)
  }

  @Test func nothingTrapsForAnyState() throws {
    var sum: UInt32 = 0
    try randomCases(200_000, seed: 0x5EED_0014) { random in
      var statistics = RunningStatistics(
        meanQ16: random.anyWidth(Int64.self), powerQ8: random.anyWidth(Int64.self),
        blockSum: random.anyWidth(Int32.self), blockSquares: random.anyWidth(Int64.self),
        blockCount: random.anyWidth(Int32.self))
      _ = statistics.add(.min)
      sum &+= statistics.gain(minimumDeviationQ4: 0).gain
      sum &+= UInt32(
        truncatingIfNeeded: RunningStatistics(deviationQ4: random.anyWidth(UInt32.self)).powerQ8)
    }
    // The sum is used, so that no call can be left out.
    #expect(sum != 1)
  }

  private func started(meanQ16: Int64, powerQ8: Int64) -> RunningStatistics {
    RunningStatistics(
      meanQ16: meanQ16, powerQ8: powerQ8, blockSum: 0, blockSquares: 0, blockCount: 0)
  }

  private func check(
    _ statistics: RunningStatistics, _ oracle: StreamOracle, _ place: String
  ) throws {
    try same(Int128(statistics.meanQ16), oracle.meanQ16, "mean \(place)")
    try same(Int128(statistics.powerQ8), oracle.powerQ8, "power \(place)")
    try same(
      statistics.gain(minimumDeviationQ4: 16), oracle.gain(minimum: 16), "gain \(place)")
  }
}

/// The running estimate in rational arithmetic, with the block kept whole.
private struct StreamOracle {
  var meanQ16: Int128 = 0
  var powerQ8: Int128
  var block: [Int16] = []

  init(deviationQ4: UInt32) {
    powerQ8 = Int128(deviationQ4) * Int128(deviationQ4)
  }

  mutating func add(_ x: Int16) -> Bool {
    block.append(x)
    guard block.count == 256 else { return false }
    let sum = block.reduce(0) { $0 + Int128($1) }
    let squares = block.reduce(0) { $0 + Int128($1) * Int128($1) }
    meanQ16 += floorQuotient(256 * sum - meanQ16, 64)
    powerQ8 += floorQuotient(squares - powerQ8, 64)
    block.removeAll(keepingCapacity: true)
    return true
  }

  func gain(minimum: UInt32) -> AmplitudeGain {
    let meanQ4 = nearestHalfUp(meanQ16, 4096)
    return oracleGain(
      meanQ4: meanQ4, varianceQ8: powerQ8 - meanQ4 * meanQ4, minimum: minimum)
  }
}
