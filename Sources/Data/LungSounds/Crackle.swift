import Foundation
import Basics

/// A crackle: two damped cycles, the first half of which is steep.
///
/// With x = t / duration in 0…1, sin(4π·xᵅ) · ½(1 + cos 2π(√x − ½)), where α = ln ¼ / ln x₀ puts
/// the end of the first half-cycle at the initial deflection width x₀ (Vannuccini et al., 1998).
struct Crackle {
  /// Two-cycle duration in seconds.
  let duration: Double
  private let exponent: Double

  init(deflection: Double, duration: Double) {
    self.duration = duration
    exponent = log(0.25) / log(deflection / duration)
  }

  /// High and short, from small airways.
  static func fine(_ random: inout SplitMix64) -> Crackle {
    Crackle(
      deflection: random.number(in: 0.000_6...0.000_9), duration: random.number(in: 0.004_2...0.006)
    )
  }

  /// Low and long, from large airways.
  static func coarse(_ random: inout SplitMix64) -> Crackle {
    Crackle(
      deflection: random.number(in: 0.001_1...0.001_6), duration: random.number(in: 0.009...0.012))
  }

  /// The deflection at a time since the start; the first one is upwards and near 1.
  func value(at time: Double) -> Double {
    let x = time / duration
    guard x > 0, x < 1 else { return 0 }
    return sin(4 * .pi * pow(x, exponent)) * 0.5 * (1 + cos(2 * .pi * (x.squareRoot() - 0.5)))
  }
}

extension Track {
  /// A cluster of crackles in the middle and at the end of an inspiration, coarse ones sometimes
  /// at the start of the expiration too.
  mutating func addCrackles(
    in cycle: RespiratoryCycle, of subject: Subject, random: inout SplitMix64
  ) {
    let inspiration = cycle.turn - cycle.start
    let level = random.amplitude(decibels: SoundLevels.crackle)
    let polarity = random.chance(0.5) ? 1.0 : -1.0
    var time = cycle.start + random.number(in: 0.35...0.65) * inspiration
    for _ in 0..<random.count(in: SoundLevels.crackleCount) {
      let isCoarse = random.chance(subject.coarseShare)
      let crackle = isCoarse ? Crackle.coarse(&random) : Crackle.fine(&random)
      let gain = polarity * level * random.amplitude(decibels: -5...0)
      let latest = cycle.turn + (isCoarse ? 0.15 * (cycle.end - cycle.turn) : 0)
      guard time + crackle.duration < latest else { break }
      add(from: time, lasting: crackle.duration) { gain * crackle.value(at: $0) }
      time += crackle.duration + random.octaves(in: 0.006...0.09)
    }
  }
}
