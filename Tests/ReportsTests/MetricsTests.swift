import Basics
import Foundation
import Reports
import Testing

private func isClose(_ a: Double, _ b: Double, within tolerance: Double = 1e-12) -> Bool {
  abs(a - b) <= tolerance
}

@Suite struct MetricsTests {
  @Test func matthewsCorrelationOfThePublishedSpectrogramClassifier() {
    let matrix = ConfusionMatrix(labels: ["healthy", "sick"], counts: [[468, 260], [78, 650]])
    #expect(isClose(matrix.matthewsCorrelation, 0.5532833351724882, within: 1e-15))
    #expect(matrix.correct == 1118 && matrix.clips == 1456)
  }

  /// Wilson's 95 % intervals, worked out by hand from the formula.
  @Test(arguments: [
    (8, 10, 0.490_162_47, 0.943_317_82), (0, 10, 0, 0.277_532_80), (10, 10, 0.722_467_20, 1),
    (50, 100, 0.403_831_53, 0.596_168_47), (0, 0, 0, 1),
  ])
  func wilsonInterval(successes: Int, trials: Int, lower: Double, upper: Double) {
    let interval = Proportion(successes, of: trials).interval
    #expect(isClose(interval.lower, lower, within: 1e-7))
    #expect(isClose(interval.upper, upper, within: 1e-7))
  }

  @Test func threeClassesByHand() throws {
    // Truth a a a b b c; said a a b b c c.
    let evaluation = Evaluation(
      try predictions(truth: [0, 0, 0, 1, 1, 2], predicted: [0, 0, 1, 1, 2, 2], classes: 3))
    #expect(evaluation.confusion.counts == [[2, 1, 0], [0, 1, 1], [0, 0, 1]])
    #expect(evaluation.accuracy.value == 4.0 / 6)
    #expect(evaluation.classes.map(\.scores.precision) == [1, 0.5, 0.5])
    #expect(evaluation.classes.map(\.scores.recall) == [2.0 / 3, 0.5, 1])
    #expect(evaluation.classes.map(\.scores.f1) == [0.8, 0.5, 2.0 / 3])
    #expect(isClose(evaluation.macroAverage.precision, 2.0 / 3))
    #expect(isClose(evaluation.weightedAverage.precision, 0.75))
    // (4·6 − (3·2 + 2·2 + 1·2)) / √((36 − 14)(36 − 12))
    #expect(isClose(evaluation.matthewsCorrelation, 12 / (22.0 * 24).squareRoot()))
  }

  @Test func tiesCountHalfInTheArea() throws {
    // Positives score 0.9, 0.5; negatives 0.5, 0.1: of 4 pairs, 3 in order and 1 tied.
    let made = try predictions(
      truth: [0, 0, 1, 1], scores: [[0.9, 0.1], [0.5, 0.5], [0.5, 0.5], [0.1, 0.9]])
    let roc = try #require(ROCCurve(made, label: 0))
    #expect(roc.area == 3.5 / 4)
    #expect(roc.points.map(\.falsePositiveRate) == [0, 0, 0.5, 1])
    #expect(roc.points.map(\.truePositiveRate) == [0, 0.5, 1, 1])
    #expect(roc.points.map(\.threshold) == [nil, 0.9, 0.5, 0.1])
    let curve = try #require(PrecisionRecallCurve(made, label: 0))
    #expect(isClose(curve.averagePrecision, 0.5 * 1 + 0.5 * 2 / 3))
  }

  @Test func equalScoresGiveTheFirstClassAndTheDiagonal() throws {
    let made = try predictions(truth: [0, 1, 1], scores: [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]])
    #expect(made.predicted == [0, 0, 0])
    #expect(ROCCurve(made, label: 1)?.area == 0.5)
    #expect(ROCCurve(made, label: 1)?.points.count == 2)
  }

  @Test func logLossIsClippedAndOnlyOfProbabilities() throws {
    let certain = try predictions(truth: [0, 0], scores: [[1, 0], [0, 1]])
    let wrong = -log(Double.ulpOfOne)
    #expect(isClose(try #require(certain.logLoss), (wrong - log(1 - Double.ulpOfOne)) / 2))
    #expect(try predictions(truth: [0], scores: [[2, -1]]).logLoss == nil)
    #expect(try predictions(truth: [0], scores: [[0.9, 0.9]]).logLoss == nil)
  }

  @Test func respiratoryScoresWantTheRightAbnormalClass() {
    // Normal, crackle, wheeze, both.
    let matrix = ConfusionMatrix(
      labels: ["normal", "crackle", "wheeze", "both"],
      counts: [[80, 10, 5, 5], [10, 20, 5, 5], [2, 3, 10, 5], [4, 4, 2, 10]])
    let scores = RespiratoryScores(matrix, normal: 0)
    #expect(scores.sensitivity == 40.0 / 80)
    #expect(scores.specificity == 0.8)
    #expect(isClose(scores.averageScore, 0.65))
    #expect(isClose(scores.harmonicScore, 2 * 0.5 * 0.8 / 1.3))
  }

  @Test func foldsHaveTheDeviationOfASample() {
    let folds = FoldStatistics([0.5, 0.6, 0.7, 0.8])
    #expect(isClose(folds.mean, 0.65))
    #expect(isClose(folds.standardDeviation, (0.05 / 3).squareRoot()))
    #expect(FoldStatistics([0.3]).standardDeviation == 0)
  }

  @Test func comparisonByHand() throws {
    let first = try predictions(truth: [0, 0, 0, 1, 1], predicted: [0, 0, 1, 1, 0], classes: 2)
    let second = try predictions(truth: [0, 0, 0, 1, 1], predicted: [0, 1, 0, 1, 1], classes: 2)
    let comparison = try PairedComparison(first, second)
    #expect(
      comparison
        == PairedComparison(
          bothCorrect: 2, onlyFirstCorrect: 1, onlySecondCorrect: 2, neitherCorrect: 0))
    #expect(comparison.difference == 0.2)
    // 2/7 and 3/7: 1/7 ± 1.96 √((5/7 − 1/49) / 7)
    let reach = 1.959963984540054 * ((5.0 / 7 - 1.0 / 49) / 7).squareRoot()
    #expect(isClose(comparison.interval.lower, 1.0 / 7 - reach))
    #expect(isClose(comparison.interval.upper, 1.0 / 7 + reach))
    #expect(comparison.mcNemarProbability == 1)
  }

  @Test func oneSidedDisagreementsStayWithinTheRange() {
    for count in [0, 1, 5, 5000] {
      let comparison = PairedComparison(
        bothCorrect: 0, onlyFirstCorrect: 0, onlySecondCorrect: count, neitherCorrect: 0)
      #expect(comparison.interval.lower <= comparison.difference)
      #expect(comparison.interval.upper >= comparison.difference)
      #expect(comparison.interval.upper <= 1)
      let expected = count == 0 ? 1 : min(1, 2 * exp2(-Double(count)))
      #expect(isClose(comparison.mcNemarProbability, expected))
    }
  }

  @Test func nothingIsUndefinedWithoutClipsOrWithOneClass() throws {
    let none = Evaluation(
      try Predictions(labels: ["a", "b"], truth: [], scores: [], names: []), normal: 0)
    #expect(none.accuracy.value == 0)
    #expect(none.macroAverage.f1 == 0)
    #expect(none.matthewsCorrelation == 0)
    #expect(none.logLoss == nil)
    #expect(none.meanROCArea == nil)
    #expect(none.meanAveragePrecision == nil)
    #expect(none.respiratory?.harmonicScore == 0)
    // The encoder throws at numbers that are not finite.
    #expect(try !jsonText(none).isEmpty)

    let single = Evaluation(try predictions(truth: [0, 0], scores: [[1], [3]]))
    #expect(single.accuracy.value == 1)
    #expect(single.classes[0].roc == nil)
    #expect(single.meanAveragePrecision == 1)
    #expect(single.matthewsCorrelation == 0)
    #expect(try !jsonText(single).isEmpty)

    // Class c never occurs; class b is never predicted.
    let empty = Evaluation(
      try predictions(truth: [0, 1], predicted: [0, 0], classes: 3))
    #expect(empty.classes.map(\.scores.recall) == [1, 0, 0])
    #expect(empty.classes.map(\.scores.precision) == [0.5, 0, 0])
    #expect(empty.macroAverage.recall == 0.5)
    #expect(empty.classes[2].precisionRecall == nil)
    #expect(empty.meanAveragePrecision == 0.5)
  }

  @Test func malformedPredictionsAreRefused() throws {
    #expect(throws: ReportError.noLabels) {
      try Predictions(labels: [], truth: [], scores: [], names: [])
    }
    #expect(throws: ReportError.unequalCounts(field: "scores", count: 0, clips: 1)) {
      try Predictions(labels: ["a"], truth: [0], scores: [], names: ["x"])
    }
    #expect(throws: ReportError.unknownClass(clip: "x", index: 1, classes: 1)) {
      try Predictions(labels: ["a"], truth: [1], scores: [[0]], names: ["x"])
    }
    #expect(throws: ReportError.scoreCount(clip: "x", count: 2, classes: 1)) {
      try Predictions(labels: ["a"], truth: [0], scores: [[0, 1]], names: ["x"])
    }
    #expect(throws: ReportError.notFinite(clip: "x", label: "a")) {
      try Predictions(labels: ["a"], truth: [0], scores: [[.nan]], names: ["x"])
    }
    let a = try predictions(truth: [0, 1], predicted: [0, 1], classes: 2)
    let b = try predictions(truth: [0, 0], predicted: [0, 1], classes: 2)
    let c = try predictions(truth: [0], predicted: [0], classes: 2)
    let d = try predictions(truth: [0, 1], predicted: [0, 1], classes: 3)
    #expect(
      throws: ReportError.differentClips(position: 1, first: "clip1 (b)", second: "clip1 (a)")
    ) { try PairedComparison(a, b) }
    #expect(throws: ReportError.differentClipCounts(first: 2, second: 1)) {
      try PairedComparison(a, c)
    }
    #expect(throws: ReportError.differentLabels) { try PairedComparison(a, d) }
  }
}
