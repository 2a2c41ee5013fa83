import Foundation
import Basics

extension Track {
  /// Vesicular breathing: band-shaped noise that swells and fades with the flow, of power 1 at the
  /// height of an average inspiration; breathing out is duller and quieter.
  mutating func addBreathing(
    in cycles: [RespiratoryCycle], of subject: Subject, random: inout SplitMix64
  ) {
    let bottom = Biquad(.highPass, frequency: subject.breathBottom, rate: rate)
    func noise(_ cutoff: Double) -> Track {
      let top = Biquad(.lowPass, frequency: cutoff, quality: 0.6, rate: rate)
      return self.noise(through: [bottom, top], random: &random)
    }
    var inwards = noise(subject.inspirationCutoff)
    var outwards = noise(subject.expirationCutoff)

    var (inflow, outflow) = (silence, silence)
    for cycle in cycles {
      let effort = random.amplitude(decibels: -4...4)
      let relaxation = effort * subject.expirationLevel * random.amplitude(decibels: -4...4)
      let skew = random.number(in: 0.8...1.3)
      let (intake, release) = (cycle.turn - cycle.start, cycle.end - cycle.turn)
      inflow.add(from: cycle.start, lasting: intake) {
        effort * sin(.pi * pow($0 / intake, skew))
      }
      // Passive: strongest soon after the turn, gone before the end.
      let length = release * random.number(in: 0.7...1)
      outflow.add(from: cycle.turn, lasting: length) {
        relaxation * sin(.pi * pow($0 / length, 0.6 * skew))
      }
    }
    inwards.modulate(by: inflow)
    outwards.modulate(by: outflow)
    inwards.add(outwards)

    // Turbulence: the flow is never quite steady.
    let slow = Biquad(.lowPass, frequency: 8, rate: rate)
    var turbulence = self.noise(through: [slow], random: &random)
    for index in turbulence.samples.indices {
      turbulence.samples[index] = max(0, 1 + SoundLevels.turbulence * turbulence.samples[index])
    }
    inwards.modulate(by: turbulence)
    add(inwards)
  }
}
