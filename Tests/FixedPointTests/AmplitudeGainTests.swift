import FixedPoint
import Testing

@Suite struct AmplitudeGainTests {
  @Test(
    arguments: [
      (1 << 28, 16, 4096), (9, 0, 22_369_621), (255, 16, 1 << 22), (0, 0, 1 << 26),
      (-5, 0, 1 << 26), (0, 1 << 27, 1), (0, .max, 0),
    ] as [(Int64, UInt32, UInt32)])
  func documentedGains(varianceQ8: Int64, minimum: UInt32, gain: UInt32) {
    let made = AmplitudeGain(meanQ4: 7, varianceQ8: varianceQ8, minimumDeviationQ4: minimum)
    #expect(made == AmplitudeGain(meanQ4: 7, gain: gain))
  }

  @Test(
    arguments: [
      (1024, 0, 4096, 1024), (1000, 16_000, 4096, 0), (0, 8, 4096, 0), (1, 8, 4096, 1),
      (32_767, -1 << 19, 1 << 26, 32_767), (-32_768, 1 << 19, 1 << 26, -32_768),
    ] as [(Int16, Int32, UInt32, Int16)])
  func documentedSamples(x: Int16, meanQ4: Int32, gain: UInt32, result: Int16) {
    #expect(AmplitudeGain(meanQ4: meanQ4, gain: gain).standardise(x) == result)
  }

  @Test func randomGains() throws {
    try randomCases(200_000, seed: 0x5EED_000E) { random in
      let variance = random.anyWidth(Int64.self)
      let minimum = random.anyWidth(UInt32.self)
      try same(
        AmplitudeGain(meanQ4: -3, varianceQ8: variance, minimumDeviationQ4: minimum),
        oracleGain(meanQ4: -3, varianceQ8: Int128(variance), minimum: minimum),
        "variance \(variance), least deviation \(minimum)")
    }
  }

  @Test func everySampleAtManyGains() throws {
    let end: Int32 = 1 << 19
    for meanQ4 in [-end, -1_003, -8, -1, 0, 1, 8, 16, 77_777, end] {
      for gain: UInt32 in [0, 1, 4095, 4096, 5_003, 65_536, 4_194_304, 1 << 26 - 1, 1 << 26] {
        for x in Int16.min...Int16.max { try check(x, AmplitudeGain(meanQ4: meanQ4, gain: gain)) }
      }
    }
  }

  @Test func randomSamples() throws {
    try randomCases(1_000_000, seed: 0x5EED_000F) { random in
      let meanQ4 = Int32.random(in: (-1 << 19)...(1 << 19), using: &random)
      let gain = random.anyWidth(UInt32.self) >> 6
      try check(random.anyWidth(Int16.self), AmplitudeGain(meanQ4: meanQ4, gain: gain))
    }
  }

  @Test func nothingTrapsForAnyInput() {
    var sum: Int16 = 0
    for meanQ4 in int32Edges {
      for gain in int32Edges.map(UInt32.init(bitPattern:)) {
        for x: Int16 in [.min, -1, 0, 1, .max] {
          sum &+= AmplitudeGain(meanQ4: meanQ4, gain: gain).standardise(x)
        }
      }
    }
    // The sum is used, so that no call can be left out.
    #expect(sum != 1)
  }

  private func check(_ x: Int16, _ map: AmplitudeGain) throws {
    let value = nearestHalfUp((16 * Int128(x) - Int128(map.meanQ4)) * Int128(map.gain), 65_536)
    try same(map.standardise(x), saturated(value, Int16.self), "x \(x), \(map)")
  }
}

/// The map for a mean and variance, in rational arithmetic.
func oracleGain(meanQ4: Int128, varianceQ8: Int128, minimum: UInt32) -> AmplitudeGain {
  let deviation = [1, Int128(minimum), floorRoot(max(varianceQ8, 0))].reduce(0, max)
  let gain = nearestHalfUp(powersOfTwo[26], deviation)
  return AmplitudeGain(meanQ4: Int32(meanQ4), gain: UInt32(gain))
}
