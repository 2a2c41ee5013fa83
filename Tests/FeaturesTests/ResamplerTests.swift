import Features
import Foundation
import Testing

@Suite struct ResamplerTests {
  /// Every rate of the data sets, to 16 kHz and back.
  static let ratios = [44_100, 48_000, 22_050, 11_025, 8_000, 4_000, 10_000].flatMap {
    [Ratio(input: $0, output: 16_000), Ratio(input: 16_000, output: $0)]
  }

  struct Ratio: CustomTestStringConvertible {
    var input: Int
    var output: Int
    /// Half the lower rate.
    var nyquist: Double { Double(min(input, output)) / 2 }
    var testDescription: String { "\(input) → \(output)" }

    func apply(_ samples: [Float]) -> [Float] {
      Resampler(from: input, to: output).resample(samples)
    }

    /// All but the first and last 70 samples of the lower rate.
    func interior(_ samples: [Float]) -> ArraySlice<Float> {
      let edge = 70 * output / min(input, output) + 1
      return samples[edge..<samples.count - edge]
    }
  }

  @Test(arguments: ratios) func passBand(ratio: Ratio) {
    for fraction in [0.001, 0.01, 0.1, 0.25, 0.5, 0.7, 0.8, 0.85, 0.89, 0.9] {
      let tone = Tone(frequency: fraction * ratio.nyquist, rate: ratio.input)
      let output = ratio.apply(tone.samples(ratio.input / 4))
      let fit = Tone(frequency: tone.frequency, rate: ratio.output).fit(ratio.interior(output))
      #expect(abs(fit.gain) < 0.0001, "at \(fraction)")
      #expect(abs(fit.shift) < 1e-4, "at \(fraction)")
      #expect(fit.rest < -100, "at \(fraction)")
    }
  }

  @Test(arguments: ratios) func halfWayDownTheTransition(ratio: Ratio) {
    let tone = Tone(frequency: 0.95 * ratio.nyquist, rate: ratio.input)
    let output = ratio.apply(tone.samples(ratio.input / 4))
    let fit = Tone(frequency: tone.frequency, rate: ratio.output).fit(ratio.interior(output))
    #expect(abs(fit.gain + 6.02) < 0.01)
    #expect(fit.rest < -100)
  }

  /// Aliases: everything that remains of a tone which the output cannot hold.
  @Test(arguments: ratios.filter { $0.output < $0.input }) func stopBand(ratio: Ratio) {
    let top = Double(ratio.input) / 2
    for step in 0...20 {
      let frequency = ratio.nyquist + (top - ratio.nyquist) * pow(Double(step) / 20, 2)
      let input = Tone(frequency: frequency, rate: ratio.input).samples(ratio.input / 4)
      let rest = rootMeanSquare(ratio.interior(ratio.apply(input))) / rootMeanSquare(input)
      #expect(decibels(rest) < -100, "at \(frequency) Hz")
    }
  }

  @Test(arguments: ratios) func sweepThroughThePassBand(ratio: Ratio) {
    func sweep(_ rate: Int) -> [Float] {
      chirp(rate: rate, from: 0, to: 0.9 * ratio.nyquist)
    }
    let output = ratio.interior(ratio.apply(sweep(ratio.input)))
    let expected = ratio.interior(sweep(ratio.output))
    let difference = zip(output, expected).map { $0 - $1 }
    #expect(decibels(rootMeanSquare(difference) / rootMeanSquare(expected)) < -100)
  }

  @Test(arguments: ratios.filter { $0.output < $0.input })
  func sweepThroughTheStopBand(ratio: Ratio) {
    let input = chirp(rate: ratio.input, from: ratio.nyquist, to: Double(ratio.input) / 2)
    let output = ratio.interior(ratio.apply(input))
    #expect(decibels(rootMeanSquare(output) / rootMeanSquare(input)) < -100)
  }

  /// One second of a sine whose frequency rises evenly.
  func chirp(rate: Int, from first: Double, to last: Double) -> [Float] {
    (0..<rate).map { index in
      let time = Double(index) / Double(rate)
      let turns = first * time + (last - first) * time * time / 2
      return Float(0.5 * sin(2 * .pi * turns.truncatingRemainder(dividingBy: 1)))
    }
  }

  @Test(arguments: ratios) func constant(ratio: Ratio) {
    let output = ratio.interior(ratio.apply([Float](repeating: 1, count: ratio.input / 4)))
    #expect(output.allSatisfy { abs($0 - 1) < 1e-6 })
  }

  @Test func thereAndBack() {
    let tones = [100.0, 1_234, 2_999, 3_500].map {
      Tone(frequency: $0, rate: 8_000, amplitude: 0.2)
    }
    let input = tones.map { $0.samples(8_000) }.reduce([Float](repeating: 0, count: 8_000)) {
      zip($0, $1).map { $0 + $1 }
    }
    let up = Resampler(from: 8_000, to: 44_100).resample(input)
    let back = Resampler(from: 44_100, to: 8_000).resample(up)
    #expect(back.count == input.count)
    let difference = zip(back, input).map { $0 - $1 }[140..<7_860]
    #expect(decibels(rootMeanSquare(difference) / rootMeanSquare(input)) < -90)
  }

  @Test(arguments: ratios) func lengths(ratio: Ratio) {
    for count in [0, 1, 2, 3, 10, 131, 132, 1_000, 12_345] {
      let output = ratio.apply([Float](repeating: 0.25, count: count))
      #expect(output.count == (count * ratio.output + ratio.input - 1) / ratio.input)
      #expect(output.allSatisfy { $0.isFinite })
    }
  }

  @Test func impulsesKeepTheirTimes() {
    let resampler = Resampler(from: 7, to: 5)
    for position in 0..<12 {
      var input = [Float](repeating: 0, count: 12)
      input[position] = 1
      let output = resampler.resample(input)
      #expect(output.count == 9)
      let peak = output.indices.max { output[$0] < output[$1] }
      #expect(abs(Double(peak ?? -1) - Double(position) * 5 / 7) <= 0.5)
    }
  }

  @Test func equalRatesChangeNothing() {
    let samples: [Float] = [0.1, -3, .infinity, 7e-30]
    #expect(Resampler(from: 22_050, to: 22_050).resample(samples) == samples)
  }

  @Test func sameBitsOnEveryThread() async {
    let input = Tone(frequency: 997, rate: 44_100).samples(44_100)
    let expected = Resampler(from: 44_100, to: 16_000).resample(input)
    await withTaskGroup(of: [Float].self) { group in
      for _ in 0..<8 {
        group.addTask { Resampler(from: 88_200, to: 32_000).resample(input) }
      }
      for await output in group { #expect(output == expected) }
    }
  }

  /// A 10-s clip at 48 kHz takes about 10 ms; the bound leaves room for a busy machine.
  @Test func speed() {
    let input = Tone(frequency: 440, rate: 48_000).samples(480_000)
    let resampler = Resampler(from: 48_000, to: 16_000)
    let fastest = (0..<5).map { _ in
      ContinuousClock().measure { #expect(resampler.resample(input).count == 160_000) }
    }.min()
    #expect(fastest ?? .seconds(1) < .milliseconds(200))
  }
}
