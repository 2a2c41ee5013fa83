import Basics
import Foundation
import Reports
import Testing

@Suite struct MultiLabelTests {
  /// Class c does not occur; two scores of b are equal.
  private static let truth = [[1, 0], [1], [], [0]]
  private static let scores = [
    [0.9, 0.5, 0.1], [0.8, 0.5, 0.2], [0.3, 0.6, 0.3], [0.4, 0.1, 0.4],
  ]

  private func predictions(
    truth: [[Int]] = truth, scores: [[Double]] = scores
  ) throws -> MultiLabelPredictions {
    try MultiLabelPredictions(
      labels: ["a", "b", "c"], truth: truth, scores: scores,
      names: truth.indices.map { "clip\($0)" })
  }

  @Test func byHand() throws {
    let evaluation = MultiLabelEvaluation(try predictions())
    let (a, b, c) = (evaluation.classes[0], evaluation.classes[1], evaluation.classes[2])
    #expect(evaluation.clips == 4)
    #expect(evaluation.classes.map(\.support) == [2, 2, 0])
    // Right, wrong, right, wrong: (1 + 2/3) / 2, and three of four pairs in order.
    #expect(abs(try #require(a.averagePrecision) - 5 / 6) < 1e-15)
    #expect(a.rocArea == 0.75)
    // Wrong, both right ones at once, wrong.
    #expect(abs(try #require(b.averagePrecision) - 2 / 3) < 1e-15)
    #expect(b.rocArea == 0.5)
    #expect(c.averagePrecision == nil && c.rocArea == nil)
    #expect(evaluation.classesWithoutPositives == 1)
    #expect(abs(try #require(evaluation.meanAveragePrecision) - 0.75) < 1e-15)
    #expect(evaluation.meanROCArea == 0.625)
  }

  @Test func aClassThatIsEverywhereHasNoArea() throws {
    let evaluation = MultiLabelEvaluation(try predictions(truth: [[0], [0], [0], [0]]))
    #expect(evaluation.classes[0].averagePrecision == 1 && evaluation.classes[0].rocArea == nil)
    #expect(evaluation.meanAveragePrecision == 1 && evaluation.meanROCArea == nil)
    let nothing = MultiLabelEvaluation(try predictions(truth: [[], [], [], []]))
    #expect(nothing.meanAveragePrecision == nil && nothing.classesWithoutPositives == 3)
  }

  @Test func tablesAndThePage() throws {
    let predictions = try predictions()
    let evaluation = MultiLabelEvaluation(predictions)
    let lines = evaluation.classTable.csv.split(separator: "\n")
    #expect(lines[0] == "class,average precision,ROC area,clips")
    #expect(lines[1].hasPrefix("a,0.8333") && lines[1].hasSuffix(",0.75,2"))
    #expect(lines[3] == "c,,,0")
    #expect(lines[4] == "mean,0.75,0.625,4")
    #expect(
      evaluation.metricTable.csv.hasSuffix(
        """
        c,average precision,
        c,ROC area,
        c,clips,0
        ,clips,4
        ,mean average precision,0.75
        ,mean area under ROC,0.625
        ,classes without clips,1

        """))
    #expect(predictions.table.csv.split(separator: "\n")[1] == "clip0,,b;a,0.9,0.5,0.1")
    let page = HTMLReport(title: "", sections: [.evaluation(evaluation)]).html
    for text in ["0.750", "0.625", "over 2 classes", "1 of 3 do not occur"] {
      #expect(page.contains(text), "\(text)")
    }
    let json = try jsonText(evaluation)
    #expect(json.contains("\"meanAveragePrecision\" : 0.75"))
  }

  @Test func comparisonByHand() throws {
    let first = MultiLabelEvaluation(try predictions())
    var scores = Self.scores
    scores[3][0] = 0.85
    scores[2][1] = 0.7
    let second = MultiLabelEvaluation(try predictions(scores: scores))
    let comparison = MultiLabelComparison(first, second)
    #expect(abs(comparison.difference - (1 - 5 / 6.0) / 2) < 1e-15)
    #expect(comparison.betterClasses == 1 && comparison.worseClasses == 0)
    let page = HTMLReport(
      title: "", sections: [.comparison(comparison, first: "x", second: "y")]
    ).html
    #expect(page.contains("0.083"))
  }

  @Test func malformedPredictionsAreRefused() {
    #expect(throws: ReportError.unknownClass(clip: "clip1", index: 3, classes: 3)) {
      try predictions(truth: [[], [0, 3], [], []])
    }
    #expect(throws: ReportError.unequalCounts(field: "scores", count: 4, clips: 1)) {
      try predictions(truth: [[0]])
    }
    #expect(throws: ReportError.notFinite(clip: "clip0", label: "b")) {
      try predictions(truth: [[]], scores: [[0, .nan, 0]])
    }
  }
}
