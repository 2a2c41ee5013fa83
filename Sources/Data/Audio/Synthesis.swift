import Basics

/// Sound made from a seed: for demos, calibration without recordings, and verification.
///
/// Everything here is integer arithmetic, so that the same arguments give the same samples on
/// every platform. A shorter clip is the beginning of a longer one with the same seed (`chirp`
/// excepted, which stretches its sweep). Changing a sample breaks stored checksums: add a
/// generator instead.
public enum Synthesis {
  /// Noise that changes its colour, from white to dull, and its level, from nothing to full
  /// scale, every 20 to 200 ms at 16 kHz.
  public static func noise(samples count: Int, seed: UInt64) -> [Int16] {
    var random = SplitMix64(seed: seed)
    var samples: [Int16] = []
    samples.reserveCapacity(count)
    var level = 0
    var filtered = 0
    while samples.count < count {
      let length = random.next(in: 320...3_200)
      let colour = random.next(in: 16...256)
      // Levels are spread evenly over octaves; a few of them saturate.
      let nextLevel = random.next(in: 256...511) << random.next(in: 0...8)
      for index in 0..<min(length, count - samples.count) {
        filtered += ((random.nextSample() - filtered) * colour) >> 8
        let gain = level + (nextLevel - level) * index / length
        samples.append(Int16(clamping: (filtered * gain) >> 16))
      }
      level = nextLevel
    }
    return samples
  }

  /// A sine whose frequency moves evenly from one value to another.
  ///
  /// - Parameters:
  ///   - count: the length in samples, at most 2³⁰.
  ///   - rate: samples per second, at most 768,000.
  ///   - first: the frequency at the start in Hz, at most half the rate.
  ///   - last: the frequency that the sweep approaches at its end.
  ///   - amplitude: the peak, at most 32,767.
  public static func chirp(
    samples count: Int, rate: Int, from first: Int, to last: Int, amplitude: Int = 16_384
  ) -> [Int16] {
    precondition((0...1 << 30).contains(count) && (1...768_000).contains(rate))
    precondition((0...rate / 2).contains(first) && (0...rate / 2).contains(last))
    precondition((0...32_767).contains(amplitude))
    // Phase steps are at most 2³¹ and times at most 2³⁰: their products fit 62 bits.
    let firstStep = phaseStep(first, rate)
    let lastStep = phaseStep(last, rate)
    var phase: UInt32 = 0
    return (0..<count).map { index in
      let sample = scaled(sine(phase), by: amplitude)
      phase &+= UInt32(truncatingIfNeeded: firstStep + (lastStep - firstStep) * index / count)
      return Int16(clamping: sample)
    }
  }

  /// Something of everything that a microphone hears: passages of 40 to 240 ms of noise bursts,
  /// tones with harmonics, both at once, sweeps, and digital silence; each passage loud or quiet
  /// at random, from a few steps to saturation, fading in and out.
  ///
  /// - Precondition: the rate is from 1,000 to 768,000 Hz.
  public static func clip(samples count: Int, rate: Int, seed: UInt64) -> [Int16] {
    precondition((1_000...768_000).contains(rate))
    var random = SplitMix64(seed: seed)
    var samples: [Int16] = []
    samples.reserveCapacity(count)
    var kind = random.next(in: 0...4)
    while samples.count < count {
      let length = random.next(in: rate / 25...rate * 6 / 25)
      let level = random.next(in: 128...255) << random.next(in: 0...9)
      let burst = Burst(random: &random)
      let tone = Tone(rate: rate, isSweep: kind == 3, random: &random)
      samples += passage(
        length: length, level: level, fade: max(rate / 200, 1),
        burst: kind == 0 || kind == 2 ? burst : nil, tone: (1...3).contains(kind) ? tone : nil
      ).prefix(count - samples.count)
      kind = (kind + random.next(in: 1...2)) % 5
    }
    return samples
  }
}

/// A stretch of noise and tone at one level, in units of 2⁻¹⁶ of the sounds' own, fading over
/// `fade` samples at both ends.
private func passage(length: Int, level: Int, fade: Int, burst: Burst?, tone: Tone?) -> [Int16] {
  var burst = burst
  var tone = tone
  return (0..<length).map { index in
    let sound = (burst?.next() ?? 0) + (tone?.next() ?? 0)
    let edge = min(index, length - 1 - index, fade)
    return Int16(clamping: ((sound * level) >> 16) * edge / fade)
  }
}

/// Noise that dies away: each sample loses 2⁻ᵈ of the envelope.
private struct Burst {
  var random: SplitMix64
  let colour: Int
  let decay: Int
  var filtered = 0
  /// In units of 2⁻³⁰.
  var envelope = 1 << 30

  init(random: inout SplitMix64) {
    self.random = SplitMix64(seed: random.next())
    colour = random.next(in: 16...256)
    decay = random.next(in: 8...14)
  }

  mutating func next() -> Int {
    filtered += ((random.nextSample() - filtered) * colour) >> 8
    envelope -= envelope >> decay
    return (filtered * envelope) >> 30
  }
}

/// A fundamental and its harmonics below half the rate, the hth at 1/h of the amplitude.
private struct Tone {
  let harmonics: Int
  /// The change of `step` from one sample to the next, in units of 2⁻³² turns / 256.
  let glide: Int
  var step: Int
  var phase: UInt32 = 0

  init(rate: Int, isSweep: Bool, random: inout SplitMix64) {
    let frequency = random.next(in: 60...rate / 8)
    let direction = random.next(in: 0...1) * 2 - 1
    let wanted = random.next(in: 1...6)
    harmonics = isSweep ? 1 : min(wanted, rate / 2 / frequency)
    step = phaseStep(frequency, rate) << 8
    // Twice the fundamental, or nothing, after a fifth of a second.
    glide = isSweep ? direction * step / max(rate / 5, 1) : 0
  }

  mutating func next() -> Int {
    var sum = 0
    for harmonic in 1...harmonics {
      sum += scaled(sine(phase &* UInt32(harmonic)), by: 20_000) / harmonic
    }
    phase &+= UInt32(truncatingIfNeeded: step >> 8)
    step += glide
    return sum
  }
}

/// The part of a turn, in units of 2⁻³² and rounded, that a frequency advances per sample.
private func phaseStep(_ frequency: Int, _ rate: Int) -> Int {
  ((frequency << 32) + rate / 2) / rate
}

/// ⌊amplitude · sine + ½⌋
private func scaled(_ sine: Int, by amplitude: Int) -> Int {
  (sine * amplitude + (1 << 29)) >> 30
}

/// The sine of a phase in units of 2⁻³² turns, in units of 2⁻³⁰, within 4·10⁻⁶: the Taylor series
/// to the ninth power over a quarter turn, in Horner's form.
private func sine(_ phase: UInt32) -> Int {
  // Fold the turn into a quarter: x in 0...2³⁰ is the part of a quarter turn.
  let quarter = phase >> 30
  let along = Int(phase & 0x3FFF_FFFF)
  let x = quarter % 2 == 0 ? along : (1 << 30) - along
  let square = (x * x) >> 30
  // (π/2)ⁿ / n! in units of 2⁻³⁰.
  var series = 172_272
  series = 5_026_995 - ((series * square) >> 30)
  series = 85_569_306 - ((series * square) >> 30)
  series = 693_598_668 - ((series * square) >> 30)
  series = 1_686_629_713 - ((series * square) >> 30)
  let magnitude = min((series * x) >> 30, 1 << 30)
  return quarter < 2 ? magnitude : -magnitude
}

extension SplitMix64 {
  /// White noise of 16 bits.
  fileprivate mutating func nextSample() -> Int { Int(Int16(truncatingIfNeeded: next() >> 48)) }
}
