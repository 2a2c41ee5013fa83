public import Basics
import Features
import Foundation
public import Recipes

/// Turns clips into what a network is fed with.
public struct SampleMaker: Sendable {
  private let features: Recipe.FeatureChoice
  private let augmentation: Recipe.Augmentation
  private let rate: Int
  /// Samples of sound in a training sample.
  public let trainingCount: Int

  /// - Parameters:
  ///   - rate: samples a second of the clips.
  ///   - longest: the longest clip's samples, which are taken where nothing is cropped.
  public init(
    _ features: Recipe.FeatureChoice, _ augmentation: Recipe.Augmentation, rate: Int, longest: Int
  ) {
    self.features = features
    self.augmentation = augmentation
    self.rate = rate
    trainingCount =
      features.fixed?.count
      ?? augmentation.crop.map { max(1, Int(($0.seconds * Double(rate)).rounded())) }
      ?? longest
  }

  /// The sound of a whole clip, as models are tested with: what is shorter than a training sample
  /// is repeated back and forth to that length; features of a fixed length are cut to it.
  public func wholeSound(_ clip: [Int16]) -> [Int16] {
    let count = wholeCount(clip.count)
    return clip.count == count ? clip : SamplePadding.fitted(clip, to: count)
  }

  /// Samples of the sound of a whole clip of so many samples.
  public func wholeCount(_ count: Int) -> Int { features.fixed?.count ?? max(count, trainingCount) }

  /// The network's input for a whole clip.
  public func whole(_ clip: [Int16]) -> [Float] {
    let sound = wholeSound(clip)
    return spectrogram(scaled(sound).samples(0..<sound.count), vocalTract: nil)
  }

  /// The network's input for a piece of a clip, changed at random.
  public func training(_ clip: [Int16], _ random: inout SplitMix64) -> [Float] {
    let speed = factor(augmentation.speed, &random)
    let stretch = factor(augmentation.stretch, &random)
    let isResampled = speed != 1 || stretch != 1
    let needed =
      isResampled
      ? Int((Double(trainingCount) / (speed * stretch)).rounded(.up)) + 1 : trainingCount
    let scaled = scaled(clip.count < needed ? SamplePadding.fitted(clip, to: needed) : clip)
    let most = min(scaled.count, Int(augmentation.shift * Double(rate)))
    let shift = most > 0 ? random.next(below: 2 * most + 1) - most : 0
    var samples = piece(of: scaled, count: needed, shift: shift, &random)
    if stretch != 1 { samples = TimeStretch(factor: stretch).stretch(samples) }
    if isResampled {
      samples = interpolated(samples, step: Double(samples.count - 1) / Double(trainingCount))
    }
    var level = scaled.power.squareRoot()
    if augmentation.gain > 0 {
      let factor = pow(10, random.number(in: -augmentation.gain...augmentation.gain) / 20)
      for index in samples.indices { samples[index] *= Float(factor) }
      level *= factor
    }
    if let noise = augmentation.noise {
      let deviation = Float(level * pow(10, -random.number(in: noise) / 20))
      for index in samples.indices { samples[index] += deviation * Float(random.nextNormal()) }
    }
    let tract = augmentation.vocalTract > 1 ? factor(augmentation.vocalTract, &random) : nil
    return spectrogram(samples, vocalTract: tract.map { VocalTractLength(factor: $0) })
  }

  /// Between 1 / most and most, every ratio as likely as the next.
  private func factor(_ most: Double, _ random: inout SplitMix64) -> Double {
    most > 1 ? exp(random.number(in: -log(most)...log(most))) : 1
  }

  /// A stretch of the clip, turned around its end; not one that is too quiet, if asked.
  private func piece(
    of clip: ScaledClip, count: Int, shift: Int, _ random: inout SplitMix64
  ) -> [Float] {
    var loudest: (power: Double, start: Int) = (-1, 0)
    let attempts = augmentation.crop?.quietest == nil ? 1 : 20
    let least = augmentation.crop?.quietest.map { clip.power * pow(10, -$0 / 10) } ?? 0
    for _ in 0..<attempts {
      let start = random.next(below: clip.count - count + 1)
      let power = attempts > 1 ? clip.power(start..<start + count, shift: shift) : 0
      if power > loudest.power { loudest = (power, start) }
      if power >= least { break }
    }
    return clip.samples(loudest.start..<loudest.start + count, shift: shift)
  }

  /// `trainingCount` samples, `step` apart, on straight lines between the given ones.
  private func interpolated(_ samples: [Float], step: Double) -> [Float] {
    (0..<trainingCount).map { index in
      let place = Double(index) * step
      let left = min(Int(place), samples.count - 1)
      let right = min(left + 1, samples.count - 1)
      let share = Float(place - Double(left))
      return samples[left] + (samples[right] - samples[left]) * share
    }
  }

  private func scaled(_ clip: [Int16]) -> ScaledClip {
    ScaledClip(clip, isStandardised: features == .waveform)
  }

  private func spectrogram(_ sound: [Float], vocalTract: VocalTractLength?) -> [Float] {
    switch features {
    case .waveform: sound
    case .cough: LogMel.cough.spectrogram(of: sound).values
    case .crackle: LogMel.crackle(vocalTract: vocalTract).spectrogram(of: sound).values
    }
  }
}

/// A clip as (x − mean) · factor, computed where it is looked at.
struct ScaledClip {
  private let clip: [Int16]
  private let mean: Double
  private let factor: Double
  /// The mean square of the whole clip, its mean taken off.
  let power: Double

  /// With deviation 1, or zeros where nothing varies; or as fractions of full scale.
  init(_ clip: [Int16], isStandardised: Bool) {
    self.clip = clip
    let count = Double(max(1, clip.count))
    var sum = 0
    var squares = 0
    for sample in clip {
      sum += Int(sample)
      squares += Int(sample) * Int(sample)
    }
    let average = Double(sum) / count
    let variance = Double(squares) / count - average * average
    let hasSound = variance > 1e-9
    mean = isStandardised ? average : 0
    factor = isStandardised ? (hasSound ? 1 / variance.squareRoot() : 0) : 1 / 32_768
    power = hasSound ? variance * factor * factor : 0
  }

  var count: Int { clip.count }

  func samples(_ range: Range<Int>, shift: Int = 0) -> [Float] {
    range.map { Float(value($0 + shift)) }
  }

  func power(_ range: Range<Int>, shift: Int) -> Double {
    let sum = range.reduce(0.0) { sum, index in
      let value = value(index + shift)
      return sum + value * value
    }
    return sum / Double(range.count)
  }

  /// Of a sample of the clip, turned around its end.
  private func value(_ index: Int) -> Double {
    let turned = index < 0 ? index + clip.count : index >= clip.count ? index - clip.count : index
    return (Double(clip[turned]) - mean) * factor
  }
}

extension Recipe.FeatureChoice {
  /// Samples that the features of a clip are taken from, at a rate, and their frames and bands;
  /// nil where these are the clip's.
  public var fixed: (count: Int, rate: Int, shape: [Int])? {
    switch self {
    case .waveform: nil
    case .cough: (96_000, 48_000, [41, 128])
    case .crackle: (131_960, 16_000, [257, 45])
    }
  }

  /// Values of the features of a clip, where that is fixed.
  public var values: Int? { fixed?.shape.reduce(1, *) }
}
