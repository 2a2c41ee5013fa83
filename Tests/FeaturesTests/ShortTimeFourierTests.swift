import Features
import Foundation
import Testing
import TestSupport

@Suite struct ShortTimeFourierTests {
  static let windows: [FourierWindow] = [.hann, .hamming, .rectangular]

  /// The definition, in double precision.
  func slowTransform(
    _ samples: [Float], size: Int, hop: Int, window: FourierWindow, frame: Int, band: Int
  ) -> (Double, Double) {
    var sum = (0.0, 0.0)
    for n in 0..<size {
      let cosine = cos(2 * .pi * Double(n) / Double(size))
      let weight =
        switch window {
        case .hann: 0.5 - 0.5 * cosine
        case .hamming: 0.54 - 0.46 * cosine
        case .rectangular: 1.0
        }
      let angle = -2 * .pi * Double(band * n % size) / Double(size)
      let value = weight * Double(samples[frame * hop + n])
      sum = (sum.0 + value * cos(angle), sum.1 + value * sin(angle))
    }
    return sum
  }

  @Test(arguments: windows, [1, 2, 3, 16, 30, 31, 60])
  func definition(window: FourierWindow, size: Int) {
    let samples = Golden.signal(200)
    let fourier = ShortTimeFourier(
      frameSamples: size, hopSamples: 7, window: window, isCentred: false)
    let result = fourier.transform(samples)
    #expect(result.frames == 1 + (200 - size) / 7 && result.bands == size / 2 + 1)
    for frame in 0..<result.frames {
      for band in 0..<result.bands {
        let expected = slowTransform(
          samples, size: size, hop: 7, window: window, frame: frame, band: band)
        let index = frame * result.bands + band
        #expect(abs(Double(result.real[index]) - expected.0) < 1e-5)
        #expect(abs(Double(result.imaginary[index]) - expected.1) < 1e-5)
      }
    }
  }

  @Test func powerAndMagnitude() {
    let samples = Golden.signal(3_000)
    let fourier = ShortTimeFourier(frameSamples: 256, hopSamples: 100, isCentred: true)
    let spectra = fourier.transform(samples)
    let power = fourier.power(of: samples)
    #expect(power.frames == spectra.frames && power.bands == spectra.bands)
    #expect(power.values == zip(spectra.real, spectra.imaginary).map { $0 * $0 + $1 * $1 })
    #expect(fourier.magnitude(of: samples).values == power.values.map { $0.squareRoot() })
    #expect(power[3, 5] == power.values[3 * 129 + 5])
  }

  /// Within 10⁻⁵ of librosa, centred, with windows that do not divide the clip.
  @Test(.golden("features")) func magnitudeOfLibrosa() throws {
    let fourier = ShortTimeFourier(
      frameSamples: 60, hopSamples: 50, window: .hamming, isCentred: true)
    let magnitude = fourier.magnitude(of: Golden.signal(1_000))
    #expect(magnitude.frames == 21 && magnitude.bands == 31)
    #expect(largestDifference(magnitude.values, try Golden.read().magnitude) < 1e-5)
  }

  @Test(arguments: [
    (512, 512, false, 131_960, 257), (512, 512, false, 511, 0), (512, 512, false, 512, 1),
    (512, 512, false, 1_023, 1), (2_400, 2_400, true, 96_000, 41), (512, 128, true, 1, 1),
    (512, 128, true, 127, 1), (512, 128, true, 128, 2), (512, 128, true, 0, 0),
    (512, 128, false, 0, 0), (5, 1, true, 1, 1), (1, 1, true, 3, 3),
  ])
  func frames(size: Int, hop: Int, isCentred: Bool, count: Int, expected: Int) {
    let fourier = ShortTimeFourier(frameSamples: size, hopSamples: hop, isCentred: isCentred)
    #expect(fourier.frames(samples: count) == expected)
    let power = fourier.power(of: [Float](repeating: 0.1, count: count))
    #expect(power.frames == expected && power.values.count == expected * (size / 2 + 1))
  }

  @Test(arguments: windows, [(64, 16), (512, 128), (60, 15), (1_024, 256), (2_400, 100)])
  func inverse(window: FourierWindow, sizes: (frame: Int, hop: Int)) {
    let samples = Golden.signal(5_003)
    let fourier = ShortTimeFourier(
      frameSamples: sizes.frame, hopSamples: sizes.hop, window: window, isCentred: true)
    let result = fourier.inverse(fourier.transform(samples), samples: samples.count)
    #expect(largestDifference(result, samples) < 1e-6)
  }

  @Test func inverseWhereFramesDoNotReach() {
    let samples = [Float](repeating: 1, count: 1_000)
    let fourier = ShortTimeFourier(
      frameSamples: 64, hopSamples: 64, window: .rectangular, isCentred: false)
    let result = fourier.inverse(fourier.transform(samples), samples: 1_100)
    #expect(largestDifference(result.prefix(960), samples.prefix(960)) < 1e-6)
    #expect(result.suffix(140).allSatisfy { $0 == 0 } && result.count == 1_100)
    let hann = ShortTimeFourier(frameSamples: 64, hopSamples: 16, isCentred: false)
    let faded = hann.inverse(hann.transform(samples), samples: 1_000)
    #expect(faded[0] == 0 && abs(faded[32] - 1) < 1e-6)
    #expect(hann.inverse(hann.transform([]), samples: 3) == [0, 0, 0])
  }

  @Test func sameBitsOnEveryThread() async {
    let samples = Golden.signal(20_000)
    let shared = ShortTimeFourier(frameSamples: 500, hopSamples: 125, isCentred: true)
    let expected = shared.transform(samples)
    await withTaskGroup(of: ComplexSpectrogram.self) { group in
      for index in 0..<16 {
        group.addTask {
          let own = ShortTimeFourier(frameSamples: 500, hopSamples: 125, isCentred: true)
          return (index % 2 == 0 ? shared : own).transform(samples)
        }
      }
      for await result in group { #expect(result == expected) }
    }
  }
}

extension ShortTimeFourier {
  /// |X|
  fileprivate func magnitude(of samples: [Float]) -> Spectrogram {
    var result = power(of: samples)
    for index in result.values.indices { result.values[index].formSquareRoot() }
    return result
  }
}
