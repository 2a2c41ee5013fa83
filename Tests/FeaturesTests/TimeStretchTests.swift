import Features
import Testing

@Suite struct TimeStretchTests {
  @Test(arguments: [0.5, 0.8, 0.93, 1.1, 1.5, 2], [300.0, 1_000, 3_217])
  func aToneKeepsItsFrequency(factor: Double, frequency: Double) {
    let tone = Tone(frequency: frequency, rate: 16_000)
    let result = TimeStretch(factor: factor).stretch(tone.samples(32_000))
    #expect(result.count == Int(32_000 * factor))
    // Over a second or more, a frequency 0.001 Hz off would leave more.
    let fit = tone.fit(result[1_024..<result.count - 1_024])
    #expect(abs(fit.gain) < 1e-4 && fit.rest < -65)
  }

  @Test(arguments: [0.5, 0.9, 1.25]) func eventsMove(factor: Double) {
    var samples = [Float](repeating: 0, count: 16_000)
    for (index, value) in Tone(frequency: 500, rate: 16_000).samples(2_000).enumerated() {
      samples[8_000 + index] = value
    }
    let result = TimeStretch(factor: factor, frameSamples: 512).stretch(samples)
    let energy = result.map { Double($0) * Double($0) }
    let centre =
      energy.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element } / energy.reduce(0, +)
    #expect(abs(centre - 9_000 * factor) < 100)
  }

  /// Of a click, two fifths of the energy stay within a millisecond, at most 16 ms from its place.
  @Test func transientsStaySharp() {
    var samples = [Float](repeating: 0, count: 16_000)
    samples[8_000] = 1
    let result = TimeStretch(factor: 1.25).stretch(samples)
    let peak = result.indices.max { abs(result[$0]) < abs(result[$1]) } ?? 0
    #expect(abs(peak - 10_000) < 256)
    let energy = result.reduce(0) { $0 + $1 * $1 }
    let near = result[peak - 8...peak + 8].reduce(0) { $0 + $1 * $1 }
    #expect(near > 0.4 * energy)
  }

  @Test func oneReturnsTheClip() {
    let samples = Golden.signal(1_000)
    #expect(TimeStretch(factor: 1).stretch(samples) == samples)
  }

  @Test(arguments: [0, 1, 3, 100, 1_023]) func shortClips(count: Int) {
    for factor in [0.3, 0.99, 1.7] {
      let result = TimeStretch(factor: factor).stretch(Golden.signal(count))
      #expect(result.count == Int((Double(count) * factor).rounded()))
      #expect(result.allSatisfy { abs($0) < 2 })
    }
  }

  @Test func silenceStaysSilent() {
    let result = TimeStretch(factor: 1.1).stretch([Float](repeating: 0, count: 5_000))
    #expect(result == [Float](repeating: 0, count: 5_500))
  }

  @Test func deterministic() {
    let samples = Golden.signal(20_000)
    let first = TimeStretch(factor: 1.07).stretch(samples)
    #expect(first == TimeStretch(factor: 1.07).stretch(samples))
  }
}
