import Foundation
import Basics

extension Track {
  /// The thumps of the valves, S1 and S2, over the whole track.
  mutating func addHeart(of subject: Subject, random: inout SplitMix64) {
    let level = subject.heartLevel * random.amplitude(decibels: -3...3)
    let beat = 60 / subject.heartRate
    var time = -random.number(in: 0...beat)
    while time < seconds {
      let strength = level * random.amplitude(decibels: -1.5...1.5)
      addThump(at: time, pitch: subject.heartPitch, duration: 0.13, gain: strength)
      // Systole: about a third of the beat.
      addThump(
        at: time + 0.2 + 0.13 * beat, pitch: 1.5 * subject.heartPitch, duration: 0.09,
        gain: 0.7 * strength)
      time += beat * random.number(in: 0.96...1.04)
    }
  }

  private mutating func addThump(at time: Double, pitch: Double, duration: Double, gain: Double) {
    add(from: time, lasting: duration) {
      gain * sin(2 * .pi * pitch * $0) * exp(-4 * $0 / duration)
        * fade($0, of: duration, edge: 0.008)
    }
  }
}
