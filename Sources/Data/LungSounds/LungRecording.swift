import Basics

/// A recording of a data set: all that is known about it before a sample exists.
public struct LungRecording: Sendable {
  /// Subject, recording, place on the chest, mode and equipment, such as
  /// `101_1b1_Al_sc_Meditron`: the file's name without extension.
  public let name: String
  /// Whether the split puts the subject on the training side.
  public let isTraining: Bool
  /// Samples a second.
  public let rate: Int
  public let sampleCount: Int
  /// In order, without gaps.
  public internal(set) var cycles: [RespiratoryCycle]

  private let person: Subject
  private let signalToNoise: Double
  private let random: SplitMix64

  public var subject: Int { person.number }

  init(
    _ index: Int, of person: Subject, isTraining: Bool, settings: LungSoundSettings,
    random: inout SplitMix64
  ) {
    let place = Self.places[random.count(in: 0...Self.places.count - 1)]
    name = "\(person.number)_\(index + 1)b1_\(place)_sc_\(person.equipment.rawValue)"
    self.isTraining = isTraining
    self.person = person
    rate = settings.rate
    signalToNoise = settings.signalToNoise
    let milliseconds = Int((1_000 * random.number(in: settings.seconds)).rounded())
    sampleCount = milliseconds * settings.rate / 1_000
    cycles = Self.cycles(within: milliseconds, of: person, random: &random)
    self.random = random.fork()
  }

  /// Trachea, and front, back and side of the chest, left and right.
  private static let places = ["Tc", "Al", "Ar", "Pl", "Pr", "Ll", "Lr"]

  /// Breaths one after the other from soon after the start, as many as fit; normal ones as yet.
  private static func cycles(
    within milliseconds: Int, of person: Subject, random: inout SplitMix64
  ) -> [RespiratoryCycle] {
    var cycles: [RespiratoryCycle] = []
    var start = Int(1_000 * random.number(in: 0.02...0.6))
    while true {
      let length = Int(1_000 * person.cycleSeconds * random.octaves(in: 0.85...1.18))
      guard start + length <= milliseconds else { return cycles }
      let share = person.inspirationShare * random.number(in: 0.92...1.08)
      let turn = start + Int(Double(length) * share)
      cycles.append(
        RespiratoryCycle(
          start: Double(start) / 1_000, turn: Double(turn) / 1_000,
          end: Double(start + length) / 1_000, label: .normal))
      start += length
    }
  }

  /// The sound: the same for every call. Each sample is rounded to nearest; none is clipped.
  public func samples() -> [Int16] {
    let layers = layers()
    var mix = layers.lungs
    mix.add(layers.heart)
    mix.add(layers.noise)
    let gain = min(
      person.loudness / max(mix.power, .leastNormalMagnitude).squareRoot(),
      0.95 / max(mix.peak, .leastNormalMagnitude))
    return mix.samples.map { Int16((32_767 * gain * $0).rounded()) }
  }

  /// What the samples are the sum of, before the microphone's gain.
  package func layerPowers() -> (lungs: Double, heart: Double, noise: Double) {
    let layers = layers()
    return (layers.lungs.power, layers.heart.power, layers.noise.power)
  }

  private func layers() -> (lungs: Track, heart: Track, noise: Track) {
    var random = random
    let silence = Track(count: sampleCount, rate: Double(rate))
    let sensor = person.sensor(rate: silence.rate)
    var (lungs, heart, noise) = (silence, silence, silence)

    var breath = random.fork()
    lungs.addBreathing(in: cycles, of: person, random: &breath)
    var events = random.fork()
    for cycle in cycles {
      if cycle.label.hasCrackles { lungs.addCrackles(in: cycle, of: person, random: &events) }
      if cycle.label.hasWheezes { lungs.addWheezes(in: cycle, of: person, random: &events) }
    }
    lungs.apply(sensor)

    var heartbeat = random.fork()
    heart.addHeart(of: person, random: &heartbeat)
    heart.apply(sensor)

    var disturbance = random.fork()
    noise.addRoom(random: &disturbance)
    // Summed on its own: samples would round otherwise if bit by bit were added to the room.
    var handling = silence
    handling.addHandling(random: &disturbance)
    noise.add(handling)
    noise.apply(sensor)
    var amplifier = silence
    amplifier.addAmplifier(random: &disturbance)
    noise.add(amplifier)
    let ratio = (lungs.power / max(noise.power, .leastNormalMagnitude)).squareRoot()
    noise.scale(by: ratio * amplitude(decibels: -signalToNoise))
    return (lungs, heart, noise)
  }
}
