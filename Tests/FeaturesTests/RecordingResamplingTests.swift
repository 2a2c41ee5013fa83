import Audio
import Features
import Testing

@Suite struct RecordingResamplingTests {
  @Test(
    arguments: [
      (0, 0), (0.49, 0), (0.5, 1), (-0.5, 0), (-0.51, -1), (-1.5, -1), (1.5, 2), (32_767.4, 32_767),
      (32_767.5, 32_767), (40_000, 32_767), (-32_768.6, -32_768), (-1e30, -32_768),
      (.infinity, 32_767), (0.49999997, 0),
    ] as [(Float, Int16)])
  func rounding(steps: Float, sample: Int16) {
    #expect(Int16(fraction: steps / 32_768) == sample)
  }

  @Test func everySampleSurvives() {
    let recording = Recording(samples: Array(.min ... .max), rate: 16_000, channels: 2)
    #expect(recording.resampled(to: 16_000) == recording)
    #expect(recording.samples(at: 16_000).map { Int16(fraction: $0) } == recording.samples)
  }

  @Test func toneAtAnotherRate() {
    let samples = Synthesis.chirp(samples: 48_000, rate: 48_000, from: 1_000, to: 1_000)
    let result = Recording(samples: samples, rate: 48_000, channels: 2).resampled(to: 16_000)
    #expect(result.rate == 16_000 && result.channels == 2 && result.samples.count == 16_000)
    let expected = Synthesis.chirp(samples: 16_000, rate: 16_000, from: 1_000, to: 1_000)
    let differences = zip(result.samples, expected).map { abs(Int($0) - Int($1)) }
    #expect(differences[70..<15_930].allSatisfy { $0 <= 1 })
  }

  /// A square wave overshoots when its edges lose their highest frequencies.
  @Test func saturates() {
    let samples = (0..<48_000).map { $0 / 600 % 2 == 0 ? Int16.max : .min }
    let recording = Recording(samples: samples, rate: 48_000)
    #expect(recording.samples(at: 16_000).contains { $0 > 1.05 })
    let result = recording.resampled(to: 16_000).samples
    #expect(result.contains(.max) && result.contains(.min))
    #expect(zip(result, result.dropFirst()).allSatisfy { abs(Int($0) - Int($1)) <= 65_535 })
  }

  @Test func nothing() {
    let empty = Recording(samples: [], rate: 48_000)
    #expect(empty.resampled(to: 16_000) == Recording(samples: [], rate: 16_000))
  }
}
