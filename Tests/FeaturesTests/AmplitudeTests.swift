import Features
import Testing

@Suite struct AmplitudeTests {
  @Test func knownValues() {
    #expect(Amplitude.standardised([1, 3]) == [-1, 1])
    #expect(
      Amplitude.standardised([2, 4, 4, 4, 5, 5, 7, 9]) == [-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2])
  }

  @Test(arguments: [[], [0.3], [0, 0, 0], [0.1, 0.1, 0.1], [-0.7, -0.7]] as [[Float]])
  func withoutVariation(values: [Float]) {
    #expect(Amplitude.standardised(values) == values.map { _ in 0 })
  }

  @Test func meanAndDeviation() {
    let input = Tone(frequency: 441, rate: 16_000, amplitude: 1e-4).samples(16_001).map { $0 + 0.5 }
    let result = Amplitude.standardised(input)
    #expect(abs(result.reduce(0) { $0 + Double($1) }) / 16_001 < 1e-6)
    #expect(abs(rootMeanSquare(result) - 1) < 1e-6)
  }
}
