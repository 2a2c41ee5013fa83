import Foundation
import LungSounds
import Testing

/// What is heard.
@Suite struct SoundTests {
  /// Few and low-rated samples: the tests are built without optimisation.
  private func set(
    subjects: Int = 2, seconds: Double = 6, rate: Int = 4_000, signalToNoise: Double = 20,
    seed: UInt64 = 1
  ) -> LungSoundSet {
    var settings = LungSoundSettings()
    settings.subjects = subjects
    settings.seconds = seconds...seconds
    settings.rate = rate
    settings.signalToNoise = signalToNoise
    settings.proportions = [1, 1, 1, 1]
    settings.seed = seed
    return LungSoundSet(settings)
  }

  @Test func soundsAreDeterministic() {
    let first = set().recordings.map { $0.samples() }
    #expect(first == set().recordings.map { $0.samples() })
    #expect(first.map(\.count) == [24_000, 24_000, 24_000, 24_000])
    #expect(Set(first).count == 4)
    #expect(first != set(seed: 2).recordings.map { $0.samples() })
  }

  @Test(arguments: [-5.0, 0, 10, 20, 40]) func noiseIsAsLoudAsAskedFor(decibels: Double) {
    for recording in set(signalToNoise: decibels).recordings {
      let powers = recording.layerPowers()
      #expect(abs(10 * log10(powers.lungs / powers.noise) - decibels) < 1)
      #expect(powers.heart > 0)
    }
  }

  @Test(arguments: [4_000, 16_000, 44_100]) func nothingIsClippedOrSilent(rate: Int) {
    for recording in set(rate: rate, signalToNoise: -10).recordings {
      let samples = recording.samples().map { abs(Int($0)) }
      #expect((samples.max() ?? .max) < 32_000)
      #expect((samples.max() ?? 0) > 200)
    }
  }

  /// With next to no noise, one number each tells cycles with crackles, and cycles with wheezes,
  /// from the others.
  @Test func eventsAreHeardWhereTheyAreAnnotated() {
    var heard: [(label: LungSoundClass, burstiness: Double, tonality: Double)] = []
    for recording in set(subjects: 8, seconds: 12, signalToNoise: 60).recordings {
      let samples = recording.samples().map(Double.init)
      for cycle in recording.cycles {
        let piece = Array(samples[Int(cycle.start * 4_000)..<Int(cycle.end * 4_000)])
        heard.append((cycle.label, burstiness(piece), tonality(piece)))
      }
    }
    let crackles = separation(
      heard.filter(\.label.hasCrackles).map(\.burstiness),
      from: heard.filter { !$0.label.hasCrackles }.map(\.burstiness))
    let wheezes = separation(
      heard.filter(\.label.hasWheezes).map(\.tonality),
      from: heard.filter { !$0.label.hasWheezes }.map(\.tonality))
    #expect(crackles > 0.8)
    #expect(wheezes > 0.8)
  }

  /// How often one of the first is greater than one of the second: the area under the curve of
  /// the receiver's operating characteristic.
  private func separation(_ positives: [Double], from negatives: [Double]) -> Double {
    let wins = positives.reduce(0) { sum, positive in
      sum + negatives.reduce(0) { $0 + (positive > $1 ? 1 : 0) }
    }
    return Double(wins) / Double(max(1, positives.count * negatives.count))
  }

  /// How far the strongest 3 ms of steep movement stand out of the 50 ms before and after, as a
  /// ratio of amplitudes; pauses count as a bit of noise. Second differences leave little of the
  /// heart.
  private func burstiness(_ samples: [Double]) -> Double {
    let bends = samples.indices.dropFirst(2).map {
      samples[$0] - 2 * samples[$0 - 1] + samples[$0 - 2]
    }
    let blocks = stride(from: 0, to: bends.count - 11, by: 12).map { start in
      bends[start..<start + 12].reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    let least = max(0.4 * blocks.sorted()[blocks.count * 3 / 4], 1e-3)
    return blocks.indices.reduce(0) { highest, index in
      let around = blocks[max(0, index - 16)..<min(blocks.count, index + 17)].sorted()
      return max(highest, blocks[index] / max(around[around.count / 2], least))
    }
  }

  /// The strongest line that stays for 256 ms, over its neighbourhood in the spectrum.
  private func tonality(_ samples: [Double]) -> Double {
    let length = 512
    let window = (0..<length).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(length)) }
    // From 62 to 1,250 Hz.
    let prominences = stride(from: 0, to: samples.count - length, by: length / 2).map { start in
      let piece = zip(samples[start..<start + length], window).map { $0 * $1 }
      let lines = (8..<160).map { line in
        goertzel(piece, turnsPerSample: Double(line) / Double(length))
      }
      return lines.indices.dropFirst(8).dropLast(8).map { line in
        lines[line] / max(lines[line - 8...line + 8].sorted()[8], 1e-3)
      }
    }
    var highest = 0.0
    for (now, later) in zip(prominences, prominences.dropFirst(2)) {
      for line in now.indices.dropFirst(3).dropLast(3) {
        highest = max(highest, min(now[line], later[line - 3...line + 3].max() ?? 0))
      }
    }
    return highest
  }

  /// The magnitude of one line of the spectrum.
  private func goertzel(_ samples: [Double], turnsPerSample: Double) -> Double {
    let feedback = 2 * cos(2 * .pi * turnsPerSample)
    var (last, previous) = (0.0, 0.0)
    for sample in samples { (last, previous) = (sample + feedback * last - previous, last) }
    return max(0, last * last + previous * previous - feedback * last * previous).squareRoot()
  }
}
