import Foundation
import Basics

extension Track {
  /// What the amplifier adds: hiss, and hum of the mains at 50 Hz with odd harmonics.
  mutating func addAmplifier(random: inout SplitMix64) {
    add(noise(through: [], random: &random))
    let hum = random.amplitude(decibels: SoundLevels.hum)
    let phases = (0..<3).map { _ in random.number(in: 0...2 * .pi) }
    add(from: 0, lasting: seconds) { time in
      phases.enumerated().reduce(0) { sum, harmonic in
        let order = Double(2 * harmonic.offset + 1)
        return sum + hum / order * sin(100 * .pi * order * time + harmonic.element)
      }
    }
  }

  /// Handling: knocks on the case, which ring high and one-sided, dull bumps, and the hiss of
  /// cloth. None of them has a crackle's two widening cycles.
  mutating func addHandling(random: inout SplitMix64) {
    let events = random.number(in: SoundLevels.handlingPerSecond) * seconds
    for _ in 0..<Int(events.rounded()) {
      let time = random.number(in: 0...seconds)
      let gain = random.amplitude(decibels: SoundLevels.handling)
      switch random.count(in: 0...3) {
      case 0: addKnocks(at: time, gain: gain, random: &random)
      case 1: addBump(at: time, gain: gain, random: &random)
      default: addRub(at: time, gain: 0.5 * gain, random: &random)
      }
    }
  }

  /// A train of knocks, as numerous as a cluster of crackles.
  private mutating func addKnocks(at start: Double, gain: Double, random: inout SplitMix64) {
    let pitch = random.octaves(in: 500...3_000)
    var time = start
    for _ in 0..<random.count(in: 1...9) {
      let decay = random.octaves(in: 0.000_5...0.002)
      let strength = gain * random.amplitude(decibels: -6...0)
      add(from: time, lasting: 8 * decay) {
        strength * exp(-$0 / decay) * cos(2 * .pi * pitch * $0)
      }
      time += random.octaves(in: 0.012...0.12)
    }
  }

  private mutating func addBump(at start: Double, gain: Double, random: inout SplitMix64) {
    let duration = random.number(in: 0.02...0.06)
    add(from: start, lasting: duration) {
      let wave = sin(.pi * $0 / duration)
      return gain * wave * wave
    }
  }

  private mutating func addRub(at start: Double, gain: Double, random: inout SplitMix64) {
    let duration = random.octaves(in: 0.02...0.25)
    var band = Biquad(
      .bandPass, frequency: random.octaves(in: 200...2_500), quality: 0.8, rate: rate)
    add(from: start, lasting: duration) {
      gain * band.next(random.whiteSample()) * fade($0, of: duration, edge: duration / 2)
    }
  }
}
