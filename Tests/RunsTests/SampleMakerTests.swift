import Basics
import Features
import Foundation
import Recipes
import Runs
import Testing

/// What networks are fed with.
@Suite struct SampleMakerTests {
  private let rate = 8_000

  private func noise(_ count: Int, seed: UInt64 = 1, mean: Double = 700) -> [Int16] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in Int16(mean + 2_000 * random.nextNormal()) }
  }

  private func sine(_ count: Int, period: Int = 16) -> [Int16] {
    (0..<count).map { Int16((8_000 * sin(2 * .pi * Double($0) / Double(period))).rounded()) }
  }

  private func maker(_ augmentation: Recipe.Augmentation = .init(), longest: Int = 4_000)
    -> SampleMaker
  {
    SampleMaker(.waveform, augmentation, rate: rate, longest: longest)
  }

  private func moments(_ values: [Float]) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
    let squares = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (mean, (squares / Double(values.count)).squareRoot())
  }

  @Test func cropsHaveTheirLength() {
    var random = SplitMix64(seed: 3)
    for seconds in [0.0001, 0.1, 0.2503, 0.5] {
      for (speed, stretch) in [(1.0, 1.0), (1.3, 1), (4, 1), (1, 1.2), (1.1, 2), (4, 4)] {
        let maker = maker(
          .init(speed: speed, stretch: stretch, crop: .init(seconds: seconds)))
        #expect(maker.trainingCount == max(1, Int((seconds * 8_000).rounded())))
        for count in [1, 100, 3_000, 9_000] {
          let sample = maker.training(noise(count), &random)
          #expect(sample.count == maker.trainingCount)
          #expect(sample.allSatisfy { $0.isFinite })
        }
      }
    }
  }

  @Test func speedChangesPitchAndStretchDoesNot() {
    // Crossings of zero a sample, over many draws: constant with stretch, spread with speed.
    func crossings(_ augmentation: Recipe.Augmentation) -> [Double] {
      let maker = maker(augmentation, longest: 4_096)
      var random = SplitMix64(seed: 8)
      return (0..<40).map { _ in
        let sample = maker.training(sine(4_096), &random)
        return Double(zip(sample, sample.dropFirst()).count { ($0 < 0) != ($1 < 0) }) / 4_096
      }
    }
    let fast = crossings(.init(speed: 1.5))
    #expect((fast.max() ?? 0) > 0.125 * 1.3)
    #expect((fast.min() ?? 0) < 0.125 / 1.3)
    #expect(fast.allSatisfy { $0 < 0.125 * 1.52 && $0 > 0.125 / 1.52 })
    #expect(crossings(.init(stretch: 1.5)).allSatisfy { abs($0 - 0.125) < 0.006 })
  }

  @Test func wholeClipsAreStandardised() {
    for clip in [noise(4_000), noise(9_000, mean: -9_000), sine(4_000), [-32_768] + sine(3_999)] {
      let (mean, deviation) = moments(maker().whole(clip))
      #expect(abs(mean) < 1e-4)
      #expect(abs(deviation - 1) < 1e-4)
    }
  }

  @Test func aWholeClipIsATrainingSampleWithoutChanges() {
    var random = SplitMix64(seed: 1)
    for count in [4_000, 2_500, 1] {
      let clip = noise(count)
      #expect(maker().training(clip, &random) == maker().whole(clip))
    }
  }

  @Test func shortClipsAreFittedAndLongOnesAreWhole() {
    let clip = noise(1_500)
    #expect(maker().wholeSound(clip) == SamplePadding.fitted(clip, to: 4_000))
    #expect(maker().whole(clip) == maker().whole(SamplePadding.fitted(clip, to: 4_000)))
    #expect(maker().wholeCount(1_500) == 4_000)
    #expect(maker().wholeSound(noise(5_000)) == noise(5_000))
    #expect(maker().wholeCount(5_000) == 5_000)
  }

  @Test func silenceIsZeros() {
    let all = Recipe.Augmentation(
      shift: 0.2, speed: 1.2, stretch: 1.2, crop: .init(seconds: 0.3, quietest: 20), gain: 6,
      noise: 10...20)
    var random = SplitMix64(seed: 4)
    for clip in [[Int16](repeating: 0, count: 4_000), [Int16](repeating: 123, count: 4_000), []] {
      #expect(maker().whole(clip).allSatisfy { $0 == 0 })
      #expect(maker(all).training(clip, &random).allSatisfy { $0 == 0 })
    }
    for features in [Recipe.FeatureChoice.cough, .crackle] {
      let maker = SampleMaker(features, all, rate: features.fixed?.rate ?? 0, longest: 1)
      let silence = [Int16](repeating: 0, count: 30_000)
      #expect(maker.whole(silence).allSatisfy { $0.isFinite })
      #expect(maker.training(silence, &random).allSatisfy { $0.isFinite })
    }
  }

  @Test func gainsLieInTheirRange() {
    let maker = maker(.init(gain: 6))
    var random = SplitMix64(seed: 5)
    let levels = (0..<200).map { _ in
      20 * log10(moments(maker.training(noise(4_000), &random)).deviation)
    }
    #expect(levels.allSatisfy { abs($0) < 6.001 })
    #expect((levels.max() ?? 0) > 5)
    #expect((levels.min() ?? 0) < -5)
  }

  @Test(arguments: [0.0, 12])
  func noiseLiesBelowTheSound(gain: Double) {
    let clip = sine(4_000)
    let clean = maker().whole(clip)
    let maker = maker(.init(gain: gain, noise: 10...30))
    var random = SplitMix64(seed: 6)
    let levels = (0..<200).map { _ in
      let sample = maker.training(clip, &random)
      // What is not in phase with the sine is noise.
      var share = 0.0
      for index in sample.indices { share += Double(sample[index]) * Double(clean[index]) }
      share /= 4_000
      let rest = zip(sample, clean).map { $0 - Float(share) * $1 }
      return 20 * log10(share / moments(rest).deviation)
    }
    #expect(levels.allSatisfy { $0 > 9.7 && $0 < 30.3 })
    #expect((levels.max() ?? 0) > 28)
    #expect((levels.min() ?? 0) < 12)
  }

  @Test func quietPiecesAreDrawnAgain() {
    let clip = noise(4_000, mean: 0) + [Int16](repeating: 0, count: 4_000)
    var random = SplitMix64(seed: 7)
    func silent(_ quietest: Double?) -> Int {
      let maker = maker(.init(crop: .init(seconds: 0.1, quietest: quietest)))
      return (0..<200).count { _ in
        let sample = maker.training(clip, &random)
        return (sample.max() ?? 0) - (sample.min() ?? 0) < 0.1
      }
    }
    #expect(silent(nil) > 50)
    #expect(silent(20) == 0)
  }

  @Test func shiftsTurnAround() {
    let clip = noise(4_000)
    let whole = maker().whole(clip)
    let maker = maker(.init(shift: 0.05))
    var random = SplitMix64(seed: 8)
    var shifts: Set<Int> = []
    for _ in 0..<60 {
      let sample = maker.training(clip, &random)
      let shift = (-400...400).first { shift in
        sample.indices.allSatisfy { sample[$0] == whole[($0 + shift + 4_000) % 4_000] }
      }
      guard let shift else {
        Issue.record("not a rotation by at most 400 samples")
        return
      }
      shifts.insert(shift)
    }
    #expect((shifts.min() ?? 0) < -200)
    #expect((shifts.max() ?? 0) > 200)
  }

  @Test func shiftsMayBeLongerThanTheClip() {
    var random = SplitMix64(seed: 9)
    let sorted = maker().whole(noise(4_000)).sorted()
    for _ in 0..<20 {
      let sample = maker(.init(shift: 3_600)).training(noise(4_000), &random)
      #expect(sample.sorted() == sorted)
    }
  }

  @Test func featuresHaveTheirCounts() {
    var random = SplitMix64(seed: 10)
    for (features, count) in [(Recipe.FeatureChoice.cough, 41 * 128), (.crackle, 257 * 45)] {
      let plain = SampleMaker(features, .init(), rate: features.fixed?.rate ?? 0, longest: 1)
      let changed = SampleMaker(
        features, .init(shift: 0.1, speed: 1.1, stretch: 1.1, noise: 10...20, vocalTract: 1.2),
        rate: features.fixed?.rate ?? 0, longest: 1)
      #expect(features.values == count)
      for samples in [1_000, 200_000] {
        #expect(plain.whole(noise(samples)).count == count)
        #expect(plain.wholeCount(samples) == features.fixed?.count)
      }
      #expect(changed.training(noise(50_000), &random).count == count)
      #expect(plain.whole(noise(50_000)) == plain.training(noise(50_000), &random))
    }
  }

  @Test func theSeedMakesTheSample() {
    let maker = maker(
      .init(
        shift: 0.2, speed: 1.2, stretch: 1.1, crop: .init(seconds: 0.3, quietest: 20), gain: 6,
        noise: 10...20))
    func sample(_ seed: UInt64) -> [Float] {
      var random = SplitMix64(seed: seed)
      return maker.training(noise(4_000), &random)
    }
    #expect(sample(1) == sample(1))
    #expect(sample(1) != sample(2))
  }
}

extension Recipe.Augmentation {
  fileprivate init(
    shift: Double = 0, speed: Double = 1, stretch: Double = 1, crop: Recipe.Crop? = nil,
    gain: Double = 0, noise: ClosedRange<Double>? = nil, vocalTract: Double = 1
  ) {
    self.init()
    self.shift = shift
    self.speed = speed
    self.stretch = stretch
    self.crop = crop
    self.gain = gain
    self.noise = noise
    self.vocalTract = vocalTract
  }
}

extension Recipe.Crop {
  fileprivate init(seconds: Double, quietest: Double? = nil) {
    self.init()
    self.seconds = seconds
    self.quietest = quietest
  }
}
