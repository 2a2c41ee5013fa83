import FixedPoint
import Program
import Reference
import Testing

/// The oracle's standardisation in Double against the runtime's integers.
@Suite struct StandardisedAudioTests {
  static let clips: [(name: String, samples: [Int16])] = [
    ("a single sample", [-7]), ("the lowest sample", [.min]), ("silence", repeated([0], 1_000)),
    ("offset", repeated([1_234], 700)), ("lowest offset", repeated([.min], 70_000)),
    ("highest offset", repeated([.max], 70_000)),
    ("full square", repeated([.min, .max], 40_000)),
    ("slow square", repeated(repeated([.min], 5_000) + repeated([.max], 5_000), 40_000)),
    ("one click", repeated([0], 999) + [.max]),
    ("the least noise", repeated([0, 0, 1], 3_000)),
    ("one block", repeated([100, -50, 3], 256)),
    ("a sample more than a block", repeated([100, -50, 3], 257)),
    ("more than 2^16 samples", noise(70_001, width: 16)),
  ]

  @Test(arguments: clips.indices) func clip(index: Int) {
    for minimum in [0, 1, 16, 1_000_000] as [UInt32] {
      expectEqual(Self.clips[index].samples, minimum, 16_000, Self.clips[index].name)
    }
  }

  @Test func randomClips() {
    var random = Generator(state: 0x5EED)
    for _ in 0..<400 {
      let samples = noise(
        Int.random(in: 1...1_500, using: &random), width: Int.random(in: 1...16, using: &random),
        offset: Int16.random(in: -3_000...3_000, using: &random), seed: random.next())
      expectEqual(
        samples, UInt32.random(in: 0...64, using: &random),
        UInt32.random(in: 0...500_000, using: &random), "noise")
    }
  }

  @Test func fixedLeavesSamples() {
    let samples = noise(300, width: 16)
    #expect(StandardisedAudio.standardise(samples, .fixed) == samples)
  }

  @Test func nothingOfNothing() {
    for standardisation in [.clip(minimumDeviationQ4: 1), .fixed] as [Standardisation] {
      #expect(StandardisedAudio.standardise([], standardisation) == [])
    }
  }

  private func expectEqual(
    _ samples: [Int16], _ minimum: UInt32, _ initial: UInt32, _ name: String
  ) {
    var statistics = ClipStatistics()
    for sample in samples { statistics.add(sample) }
    let gain = statistics.gain(minimumDeviationQ4: minimum)
    #expect(
      StandardisedAudio.standardise(samples, .clip(minimumDeviationQ4: minimum))
        == samples.map { gain.standardise($0) }, "\(name), clip, at least \(minimum)")
    let running = StandardisedAudio.standardise(
      samples, .running(minimumDeviationQ4: minimum, initialDeviationQ4: initial))
    #expect(
      running == runtime(samples, minimum, initial), "\(name), running, at least \(minimum)")
  }

  /// As the executor standardises: the gain moves behind the sample that ends a block.
  private func runtime(_ samples: [Int16], _ minimum: UInt32, _ initial: UInt32) -> [Int16] {
    var statistics = RunningStatistics(deviationQ4: initial)
    var gain = statistics.gain(minimumDeviationQ4: minimum)
    return samples.map { sample in
      let value = gain.standardise(sample)
      if statistics.add(sample) { gain = statistics.gain(minimumDeviationQ4: minimum) }
      return value
    }
  }
}

private func repeated(_ pattern: [Int16], _ count: Int) -> [Int16] {
  (0..<count).map { pattern[$0 % pattern.count] }
}

/// Uniform noise of so many bits around an offset.
private func noise(_ count: Int, width: Int, offset: Int16 = 0, seed: UInt64 = 1) -> [Int16] {
  var random = Generator(state: seed)
  return (0..<count).map { _ in
    (Int16(truncatingIfNeeded: random.next()) >> (16 - width)) &+ offset
  }
}

private struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 33
  }
}
