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

  @Test func everySampleSurvives() throws {
    let recording = Recording(samples: Array(.min ... .max), rate: 16_000, channels: 2)
    #expect(try recording.resampled(to: 16_000, path: "a.wav") == recording)
    #expect(recording.samples(at: 16_000).map { Int16(fraction: $0) } == recording.samples)
  }

  @Test func toneAtAnotherRate() throws {
    let samples = Synthesis.chirp(samples: 48_000, rate: 48_000, from: 1_000, to: 1_000)
    let result = try Recording(samples: samples, rate: 48_000, channels: 2)
      .resampled(to: 16_000, path: "a.wav")
    #expect(result.rate == 16_000 && result.channels == 2 && result.samples.count == 16_000)
    let expected = Synthesis.chirp(samples: 16_000, rate: 16_000, from: 1_000, to: 1_000)
    let differences = zip(result.samples, expected).map { abs(Int($0) - Int($1)) }
    #expect(differences[70..<15_930].allSatisfy { $0 <= 1 })
  }

  /// A square wave overshoots when its edges lose their highest frequencies.
  @Test func saturates() throws {
    let samples = (0..<48_000).map { $0 / 600 % 2 == 0 ? Int16.max : .min }
    let recording = Recording(samples: samples, rate: 48_000)
    #expect(recording.samples(at: 16_000).contains { $0 > 1.05 })
    let result = try recording.resampled(to: 16_000, path: "a.wav").samples
    #expect(result.contains(.max) && result.contains(.min))
    #expect(zip(result, result.dropFirst()).allSatisfy { abs(Int($0) - Int($1)) <= 65_535 })
  }

  @Test func nothing() throws {
    let empty = Recording(samples: [], rate: 48_000)
    #expect(
      try empty.resampled(to: 16_000, path: "a.wav") == Recording(samples: [], rate: 16_000))
  }

  /// Neither the filter nor the result takes more memory than a file may ask for.
  @Test(arguments: [
    (1, 8_000, false), (799, 16_000, false), (800, 16_000, true), (768_000, 8_000, true),
    (767_999, 8_000, false), (44_101, 8_000, true), (16_000, Int(Int32.max), false),
    (1, Int.max, false), (Int.max, 1, false), (Int.max, Int.max, true),
  ])
  func rates(rate: Int, wanted: Int, isPossible: Bool) throws {
    #expect(Resampler.canConvert(from: rate, to: wanted) == isPossible)
    guard !isPossible else { return }
    #expect(throws: AudioError.conversion(path: "a.wav", rate: rate, to: wanted)) {
      try Recording(samples: [1, 2], rate: rate).resampled(to: wanted, path: "a.wav")
    }
  }
}
