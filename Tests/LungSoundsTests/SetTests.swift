import Foundation
import LungSounds
import Testing

/// What is decided before a sample exists.
@Suite struct SetTests {
  private func set(
    subjects: Int = 20, recordings: Int = 3, seed: UInt64 = 1,
    proportions: [Double] = [0.53, 0.27, 0.13, 0.07]
  ) -> LungSoundSet {
    var settings = LungSoundSettings()
    settings.subjects = subjects
    settings.recordingsPerSubject = recordings
    settings.seed = seed
    settings.proportions = proportions
    return LungSoundSet(settings)
  }

  @Test(arguments: [[0.53, 0.27, 0.13, 0.07], [1, 1, 1, 1], [0, 0, 3, 1]])
  func proportionsAreThoseAskedFor(proportions: [Double]) {
    let counts = set(proportions: proportions).classCounts
    let total = Double(counts.values.reduce(0, +))
    for (label, share) in zip(LungSoundClass.allCases, proportions) {
      let wanted = share / proportions.reduce(0, +) * total
      #expect(abs(Double(counts[label] ?? 0) - wanted) <= 1)
    }
  }

  @Test(arguments: [1, 2, 5, 20, 41]) func subjectsStandOnOneSide(subjects: Int) {
    let recordings = set(subjects: subjects).recordings
    let training = Set(recordings.filter(\.isTraining).map(\.subject))
    let testing = Set(recordings.filter { !$0.isTraining }.map(\.subject))
    #expect(training.isDisjoint(with: testing))
    #expect(training.count == Int((0.6 * Double(subjects)).rounded()))
    #expect(training.union(testing) == Set(101..<101 + subjects))
  }

  @Test func namesAreThoseOfICBHI() {
    let names = set().recordings.map(\.name)
    let form = #/1[0-9]{2}_[123]b1_(Tc|[APL][lr])_sc_(AKGC417L|LittC2SE|Litt3200|Meditron)/#
    #expect(names.allSatisfy { $0.wholeMatch(of: form) != nil })
    #expect(Set(names).count == 60)
  }

  @Test func cyclesFillTheRecordings() {
    for recording in set().recordings {
      let seconds = Double(recording.sampleCount) / 16_000
      #expect((15...20).contains(seconds))
      #expect(recording.cycles.count >= 3)
      #expect(zip(recording.cycles, recording.cycles.dropFirst()).allSatisfy { $0.end == $1.start })
      #expect(recording.cycles.allSatisfy { (1.8...5).contains($0.end - $0.start) })
      let shares = recording.cycles.map { ($0.turn - $0.start) / ($0.end - $0.start) }
      #expect(shares.allSatisfy { (0.3...0.55).contains($0) })
      #expect((0...1).contains(recording.cycles.first?.start ?? -1))
      #expect((recording.cycles.last?.end ?? .infinity) <= seconds)
    }
  }

  @Test func seedsDiffer() {
    #expect(set(seed: 1).recordings.map(\.cycles) == set(seed: 1).recordings.map(\.cycles))
    #expect(set(seed: 1).recordings.map(\.cycles) != set(seed: 2).recordings.map(\.cycles))
  }
}
