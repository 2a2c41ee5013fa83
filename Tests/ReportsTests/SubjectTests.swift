import Foundation
import Reports
import Testing

/// Intervals of clips of which several are of one subject.
@Suite struct SubjectTests {
  /// Subjects that differ: some are always understood and some hardly ever.
  ///
  /// - Returns: outcomes, and the subject of each; the true share is a half.
  private func trials(
    subjects: Int, clipsEach: Int, _ source: inout SplitMix
  ) -> ([Bool], [String?]) {
    var outcomes: [Bool] = []
    var names: [String?] = []
    for subject in 0..<subjects {
      let share = Double.random(in: 0...1, using: &source)
      for _ in 0..<clipsEach {
        outcomes.append(Double.random(in: 0..<1, using: &source) < share)
        names.append("s\(subject)")
      }
    }
    return (outcomes, names)
  }

  /// 95 % intervals hold the truth in about 95 of 100 draws; those that take clips as independent
  /// hold it in about half of them.
  @Test(arguments: [(4, 25), (10, 20), (30, 10)])
  func intervalsHoldTheTruth(subjects: Int, clipsEach: Int) {
    var source = SplitMix(state: 7)
    var (together, apart) = (0, 0)
    for _ in 0..<400 {
      let (outcomes, names) = trials(subjects: subjects, clipsEach: clipsEach, &source)
      let clustered = Proportion(outcomes, of: names)
      let independent = Proportion(outcomes.count { $0 }, of: outcomes.count)
      #expect(clustered.value == independent.value)
      if clustered.interval.lower <= 0.5, clustered.interval.upper >= 0.5 { together += 1 }
      if independent.interval.lower <= 0.5, independent.interval.upper >= 0.5 { apart += 1 }
    }
    #expect(together >= 370, "\(together) of 400")
    #expect(apart < 300, "\(apart) of 400")
  }

  @Test func clipsOfOneSubjectEachAreIndependent() {
    let outcomes = (0..<200).map { $0 % 3 != 0 }
    let own = Proportion(outcomes, of: outcomes.indices.map { "s\($0)" }).interval
    let wilson = Proportion(outcomes.count { $0 }, of: 200).interval
    #expect(abs(own.lower - wilson.lower) < 0.001 && abs(own.upper - wilson.upper) < 0.001)
  }

  @Test func clipsThatAreAllRightAreAsManyTrialsAsSubjects() {
    let outcomes = [Bool](repeating: true, count: 100)
    let few = Proportion(outcomes, of: (0..<100).map { "s\($0 / 20)" })
    #expect(few.value == 1 && few.interval.upper == 1)
    #expect(few.interval.lower < 0.57)
    #expect(Proportion(100, of: 100).interval.lower > 0.96)
  }

  @Test func whatAnIntervalIsOfStandsBesideIt() {
    func certainty(_ subjects: [String?]) -> String {
      Proportion([true, false, true, true], of: subjects).certainty.replacing("\u{A0}", with: " ")
    }
    #expect(certainty(["a", "a", "b", "b"]).hasSuffix(" %, 4 clips of 2 subjects"))
    #expect(
      certainty(["a", "a", "a", "a"]).hasSuffix("4 clips of one subject, taken as independent"))
    for unknown in [[nil, nil, nil, nil], ["a", "b", nil, "c"]] as [[String?]] {
      #expect(certainty(unknown) == "95 % interval 30.1 % to 95.4 %, 4 clips, taken as independent")
    }
  }

  /// Of ten subjects, two have got all of their clips from the second classifier only.
  @Test func differencesAreOverSubjectsToo() throws {
    let truth = [Int](repeating: 0, count: 100)
    let names = truth.indices.map { "clip\($0)" }
    func said(_ wrong: (Int) -> Bool, _ subjects: [String?]?) throws -> Predictions {
      try Predictions(
        labels: ["a", "b"], truth: truth,
        scores: truth.indices.map { wrong($0) ? [0, 1] : [1, 0] },
        names: names, subjects: subjects)
    }
    func comparison(_ subjects: [String?]?) throws -> PairedComparison {
      try PairedComparison(said({ $0 < 20 }, subjects), said({ _ in false }, subjects))
    }
    let together = try comparison(truth.indices.map { "s\($0 / 10)" })
    let apart = try comparison(nil)
    #expect(together.difference == 0.2 && apart.difference == 0.2)
    #expect(apart.interval.lower > 0.1)
    #expect(together.interval.lower < 0)
    #expect(together.sample.description == "100 clips of 10 subjects")
    #expect(together.mcNemarProbability == apart.mcNemarProbability)
  }

  @Test func theOrderOfClipsChangesNothing() {
    var source = SplitMix(state: 3)
    let (outcomes, names) = trials(subjects: 12, clipsEach: 7, &source)
    let first = Proportion(outcomes, of: names)
    for _ in 0..<5 {
      #expect(Proportion(outcomes, of: names) == first)
    }
  }

  @Test func subjectsStandInTheReportWithTheirAccuracy() throws {
    let truth = [Int](repeating: 0, count: 6)
    let predictions = try Predictions(
      labels: ["a", "b"], truth: truth, scores: [0, 1, 1, 0, 0, 0].map { [1 - $0, $0] },
      names: truth.indices.map { "clip\($0)" },
      subjects: ["anna", "theo", "theo", "anna", "anna", "theo"])
    let html = HTMLReport(
      title: "", sections: [.evaluation(Evaluation(predictions), of: predictions)]
    ).html
    #expect(html.contains("Accuracy by subject."))
    let (theo, anna) = (html.range(of: "<td>theo</td>"), html.range(of: "<td>anna</td>"))
    let first = try #require(theo), second = try #require(anna)
    #expect(first.lowerBound < second.lowerBound)
    #expect(html.contains("6 clips of 2 subjects"))
  }
}
