import Foundation
import Basics

extension Track {
  /// The room: air, voices too far to be understood, and devices that beep.
  mutating func addRoom(random: inout SplitMix64) {
    let dull = Biquad(.lowPass, frequency: random.octaves(in: 150...600), rate: rate)
    let air = noise(through: [dull], random: &random)
    add(air, gain: random.amplitude(decibels: SoundLevels.air))
    for _ in 0..<random.count(in: 0...2) { addVoice(random: &random) }
    let beeps = random.number(in: SoundLevels.beepsPerSecond) * seconds
    for _ in 0..<Int(beeps.rounded()) { addBeep(random: &random) }
  }

  /// Syllables: a gliding fundamental with many harmonics and noise, through two formants that
  /// change from one to the next.
  private mutating func addVoice(random: inout SplitMix64) {
    let pitch = random.octaves(in: 90...240)
    let level = random.amplitude(decibels: SoundLevels.voice)
    var time = random.number(in: 0...1)
    while time < seconds {
      let duration = random.number(in: 0.1...0.3)
      var first = Biquad(
        .bandPass, frequency: random.octaves(in: 250...800), quality: 3, rate: rate)
      var second = Biquad(
        .bandPass, frequency: random.octaves(in: 900...2_200), quality: 4, rate: rate)
      let start = pitch * random.octaves(in: 0.8...1.25)
      let glide = start * random.number(in: -0.2...0.2) / duration
      add(from: time, lasting: duration) { t in
        let turns = t * (start + glide * t / 2)
        let excitation = 2 * (turns - turns.rounded(.down)) - 1 + 0.2 * random.whiteSample()
        let vowel = first.next(excitation) + 0.5 * second.next(excitation)
        return level * 3 * vowel * fade(t, of: duration, edge: 0.04)
      }
      // Between words, longer than between syllables.
      time += duration + (random.chance(0.2) ? random.number(in: 0.3...1.5) : 0.03)
    }
  }

  /// A pure tone that keeps its pitch, where a wheeze glides and has harmonics.
  private mutating func addBeep(random: inout SplitMix64) {
    let pitch = random.octaves(in: 120...1_600)
    let level = random.amplitude(decibels: SoundLevels.beep)
    let duration = random.octaves(in: 0.1...0.8)
    add(from: random.number(in: 0...seconds), lasting: duration) {
      level * sin(2 * .pi * pitch * $0) * fade($0, of: duration, edge: 0.02)
    }
  }
}
