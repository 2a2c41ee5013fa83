import Features
import Testing
import TestSupport

@Suite struct LogMelTests {
  /// Within 0.001 dB of librosa.
  @Test(.golden("features")) func coughOfLibrosa() throws {
    let golden = try Golden.read().cough
    let result = LogMel.cough.spectrogram(of: Golden.signal(96_000))
    #expect([result.frames, result.bands] == golden.shape && golden.shape == [41, 128])
    for (frame, expected) in zip(golden.frames, golden.values) {
      #expect(largestDifference(row(frame, of: result), expected) < 0.001)
    }
    #expect(result.values.max() == 0)
  }

  /// Within 0.0001 deviations of librosa.
  @Test(.golden("features")) func crackleOfLibrosa() throws {
    let golden = try Golden.read().crackle
    let result = LogMel.crackle().spectrogram(of: Golden.signal(131_960))
    #expect([result.frames, result.bands] == golden.shape && golden.shape == [257, 45])
    for (frame, expected) in zip(golden.frames, golden.values) {
      #expect(largestDifference(row(frame, of: result), expected) < 0.0001)
    }
    #expect(abs(rootMeanSquare(result.values) - 1) < 1e-5)
    #expect(abs(result.values.reduce(0) { $0 + Double($1) }) < 1e-2)
  }

  func row(_ frame: Int, of spectrogram: Spectrogram) -> [Float] {
    (0..<spectrogram.bands).map { spectrogram[frame, $0] }
  }

  @Test func loudnessDoesNotMatter() {
    let samples = Golden.signal(48_000)
    let loud = LogMel.cough.spectrogram(of: samples)
    let quiet = LogMel.cough.spectrogram(of: samples.map { $0 / 16 })
    #expect(largestDifference(loud.values, quiet.values) < 1e-4)
  }

  @Test func floor() {
    let tone = Tone(frequency: 12_000, rate: 48_000).samples(48_000)
    let result = LogMel.cough.spectrogram(of: tone)
    #expect(result.values.max() == 0 && result.values.min() == -80)
  }

  @Test func theVocalTractMovesATone() {
    let tone = Tone(frequency: 2_000, rate: 16_000).samples(16_384)
    func loudest(_ factor: Double) -> Int {
      let logMel = LogMel.crackle(vocalTract: VocalTractLength(factor: factor))
      let values = row(5, of: logMel.spectrogram(of: tone))
      return values.indices.max { values[$0] < values[$1] } ?? -1
    }
    // Filters that moved upwards meet the tone with a lower one.
    #expect(loudest(1.1) < loudest(1) && loudest(1) < loudest(0.9))
    #expect(
      LogMel.crackle(vocalTract: VocalTractLength(factor: 1)).spectrogram(of: tone).frames == 32)
  }

  @Test(arguments: [0, 1, 511, 2_399, 2_400]) func silenceAndShortClips(count: Int) {
    let silence = [Float](repeating: 0, count: count)
    let cough = LogMel.cough.spectrogram(of: silence)
    #expect(cough.frames == (count == 0 ? 0 : count < 2_400 ? 1 : 2))
    #expect(cough.values.allSatisfy { $0 == 0 })
    let crackle = LogMel.crackle().spectrogram(of: silence)
    #expect(crackle.frames == count / 512 && crackle.values.allSatisfy { $0 == 0 })
  }

  @Test func naturalLogarithm() {
    let logMel = LogMel(
      fourier: ShortTimeFourier(
        frameSamples: 4, hopSamples: 4, window: .rectangular, isCentred: false),
      filters: MelFilters(count: 1, frameSamples: 4, rate: 16_000, hasUnitArea: false),
      level: .naturalLogarithm(epsilon: 1))
    #expect(logMel.spectrogram(of: [0, 0, 0, 0]).values == [0])
  }
}
