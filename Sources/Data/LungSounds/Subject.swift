import Basics

/// One person and the device that records them. Frequencies are in Hz, levels are amplitudes
/// relative to the breath's.
struct Subject: Sendable {
  /// From 101, as in ICBHI.
  let number: Int
  let equipment: Equipment

  let cycleSeconds: Double
  let inspirationShare: Double
  let breathBottom: Double
  let inspirationCutoff: Double
  let expirationCutoff: Double
  let expirationLevel: Double

  /// The share of the coarse among the crackles.
  let coarseShare: Double
  let wheezePitch: Double

  /// Beats a minute.
  let heartRate: Double
  let heartPitch: Double
  let heartLevel: Double

  /// Where chest and microphone stop to transmit.
  let sensorCutoff: Double
  let resonance: (frequency: Double, decibels: Double)
  /// Root mean square of a recording, as part of full scale.
  let loudness: Double

  init(number: Int, random: inout SplitMix64) {
    self.number = number
    equipment = Equipment.allCases[random.count(in: 0...Equipment.allCases.count - 1)]
    cycleSeconds = random.octaves(in: 2.2...4.2)
    inspirationShare = Self.shares[random.count(in: 0...Self.shares.count - 1)]
    breathBottom = random.octaves(in: 70...150)
    inspirationCutoff = random.octaves(in: 250...700)
    expirationCutoff = inspirationCutoff * random.number(in: 0.5...0.8)
    expirationLevel = random.number(in: 0.25...0.7)
    coarseShare = random.chance(0.5) ? random.number(in: 0...0.3) : random.number(in: 0.7...1)
    wheezePitch = random.octaves(in: 130...600)
    heartRate = random.number(in: 55...100)
    heartPitch = random.octaves(in: 28...60)
    heartLevel = random.octaves(in: 0.3...2.5)
    sensorCutoff = random.octaves(in: equipment.cutoff)
    resonance = (random.octaves(in: 150...1_200), random.number(in: -6...6))
    loudness = random.octaves(in: 0.008...0.08)
  }

  /// Inspiration's share of a cycle: 1:3, 2:5, 3:7, 4:9 and 1:2.
  private static let shares = [1.0 / 3, 2.0 / 5, 3.0 / 7, 4.0 / 9, 1.0 / 2]

  func sensor(rate: Double) -> [Biquad] {
    [
      Biquad(.lowPass, frequency: sensorCutoff, rate: rate),
      Biquad(.peak(resonance.decibels), frequency: resonance.frequency, quality: 1, rate: rate),
    ]
  }
}

/// The microphones and stethoscopes of ICBHI, by the names in its files.
enum Equipment: String, CaseIterable, Sendable {
  case microphone = "AKGC417L"
  case classic = "LittC2SE"
  case electronic = "Litt3200"
  case meditron = "Meditron"

  /// In Hz; stethoscopes are duller than microphones.
  var cutoff: ClosedRange<Double> {
    switch self {
    case .microphone: 3_000...6_000
    case .classic: 1_500...3_000
    case .electronic: 1_200...2_500
    case .meditron: 2_000...4_000
    }
  }
}
