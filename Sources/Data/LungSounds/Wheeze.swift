import Foundation
import Basics

/// A wheeze: a fundamental that glides and trembles, and its harmonics.
struct Wheeze {
  /// Seconds.
  let duration: Double
  private let frequency: Double
  /// The fundamental's relative change over the whole duration.
  private let glide: Double
  private let tremor: (depth: Double, frequency: Double, phase: Double)
  /// Amplitudes from the fundamental on, of power 1 together.
  private let harmonics: [Double]

  init(pitch: Double, duration: Double, random: inout SplitMix64) {
    self.duration = duration
    frequency = min(max(pitch * random.octaves(in: 0.8...1.25), 100), 800)
    glide = random.number(in: 0.06...0.25) * (random.chance(0.6) ? -1 : 1)
    tremor = (
      random.number(in: 0.003...0.015), random.number(in: 2...6), random.number(in: 0...2 * .pi)
    )
    let slope = random.number(in: 0.8...2)
    let amplitudes = (1...random.count(in: 2...4)).map { pow(Double($0), -slope) }
    let power = amplitudes.reduce(0) { $0 + $1 * $1 / 2 }
    harmonics = amplitudes.map { $0 / power.squareRoot() }
  }

  /// The sound at a time since the start: the integral of the frequency is the phase.
  func value(at time: Double) -> Double {
    let x = time / duration
    let cycle = 2 * .pi * tremor.frequency
    let turns =
      frequency
      * (time * (1 + glide * (x - 1) / 2)
        - tremor.depth / cycle * cos(cycle * time + tremor.phase))
    let sum = harmonics.enumerated().reduce(0) { sum, harmonic in
      sum + harmonic.element * sin(2 * .pi * Double(harmonic.offset + 1) * turns)
    }
    return sum * fade(time, of: duration, edge: min(0.05, duration / 3))
  }
}

/// 1, with half a raised cosine at both ends.
func fade(_ time: Double, of duration: Double, edge: Double) -> Double {
  let distance = min(time, duration - time)
  guard distance < edge else { return 1 }
  return distance <= 0 ? 0 : 0.5 * (1 - cos(.pi * distance / edge))
}

extension Track {
  /// One or two wheezes, mostly while breathing out.
  mutating func addWheezes(
    in cycle: RespiratoryCycle, of subject: Subject, random: inout SplitMix64
  ) {
    let level = random.amplitude(decibels: SoundLevels.wheeze)
    for _ in 0..<random.count(in: 1...2) {
      let phase = random.chance(0.8) ? (cycle.turn, cycle.end) : (cycle.start, cycle.turn)
      let available = phase.1 - phase.0
      let duration = max(0.12, available * random.number(in: 0.2...0.6))
      let start = phase.0 + random.number(in: 0.03...0.5) * (available - duration)
      let wheeze = Wheeze(pitch: subject.wheezePitch, duration: duration, random: &random)
      let gain = level * random.amplitude(decibels: -3...0)
      add(from: start, lasting: duration) { gain * wheeze.value(at: $0) }
    }
  }
}
