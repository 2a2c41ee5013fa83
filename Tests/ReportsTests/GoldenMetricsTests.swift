import Foundation
import Reports
import Testing
import TestSupport

/// The figures of scikit-learn, written by Tools/golden/metrics.py.
private struct GoldenMetrics: Decodable {
  struct Case: Decodable {
    let truth: [Int]
    let scores: [[Double]]
    let accuracy: Double
    let confusion: [[Int]]
    let precision: [Double]
    let recall: [Double]
    let f1: [Double]
    let support: [Int]
    let macro: [Double]
    let weighted: [Double]
    let matthewsCorrelation: Double
    let logLoss: Double
    let rocAreas: [Double]
    let averagePrecisions: [Double]
    let rocPoints: [[[Double]]]
    let precisionRecallPoints: [[[Double]]]
  }

  struct MultiLabelCase: Decodable {
    let truth: [[Int]]
    let scores: [[Double]]
    let meanAveragePrecision: Double
    let meanROCArea: Double
  }

  struct McNemar: Decodable {
    let first: Int
    let second: Int
    let probability: Double
  }

  let cases: [Case]
  let multiLabel: [MultiLabelCase]
  let mcNemar: [McNemar]

  static func read() throws -> GoldenMetrics {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/metrics.json")
    return try JSONDecoder().decode(GoldenMetrics.self, from: Data(contentsOf: file))
  }
}

private func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-12 }

private func isClose(_ a: [Double], _ b: [Double]) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { isClose($0, $1) }
}

@Suite(.golden("reports")) struct GoldenMetricsTests {
  @Test func evaluationAgreesWithScikitLearn() throws {
    for golden in try GoldenMetrics.read().cases {
      let evaluation = Evaluation(try predictions(truth: golden.truth, scores: golden.scores))
      #expect(isClose(evaluation.accuracy.value, golden.accuracy))
      #expect(evaluation.confusion.counts == golden.confusion)
      let scores = evaluation.classes.map(\.scores)
      #expect(isClose(scores.map(\.precision), golden.precision))
      #expect(isClose(scores.map(\.recall), golden.recall))
      #expect(isClose(scores.map(\.f1), golden.f1))
      #expect(scores.map(\.support) == golden.support)
      for (average, expected) in [
        (evaluation.macroAverage, golden.macro), (evaluation.weightedAverage, golden.weighted),
      ] {
        #expect(isClose([average.precision, average.recall, average.f1], expected))
      }
      #expect(isClose(evaluation.matthewsCorrelation, golden.matthewsCorrelation))
      #expect(isClose(try #require(evaluation.logLoss), golden.logLoss))
    }
  }

  @Test func curvesAgreeWithScikitLearn() throws {
    for golden in try GoldenMetrics.read().cases {
      let evaluation = Evaluation(try predictions(truth: golden.truth, scores: golden.scores))
      for (label, result) in evaluation.classes.enumerated() {
        let roc = try #require(result.roc)
        #expect(isClose(roc.area, golden.rocAreas[label]))
        #expect(roc.points.count == golden.rocPoints[label].count)
        for (point, expected) in zip(roc.points, golden.rocPoints[label]) {
          #expect(isClose([point.falsePositiveRate, point.truePositiveRate], expected))
        }
        let curve = try #require(result.precisionRecall)
        #expect(isClose(curve.averagePrecision, golden.averagePrecisions[label]))
        #expect(curve.points.count == golden.precisionRecallPoints[label].count)
        for (point, expected) in zip(curve.points, golden.precisionRecallPoints[label]) {
          #expect(isClose([point.recall, point.precision], expected))
        }
      }
    }
  }

  @Test func multiLabelEvaluationAgreesWithScikitLearn() throws {
    for golden in try GoldenMetrics.read().multiLabel {
      let classes = golden.scores[0].count
      let evaluation = MultiLabelEvaluation(
        try MultiLabelPredictions(
          labels: (0..<classes).map { "class \($0)" }, truth: golden.truth,
          scores: golden.scores, names: golden.truth.indices.map { "clip \($0)" }))
      #expect(
        isClose(try #require(evaluation.meanAveragePrecision), golden.meanAveragePrecision))
      #expect(isClose(try #require(evaluation.meanROCArea), golden.meanROCArea))
    }
  }

  @Test func mcNemarAgreesWithTheBinomialTest() throws {
    for golden in try GoldenMetrics.read().mcNemar {
      let comparison = PairedComparison(
        bothCorrect: 7, onlyFirstCorrect: golden.first, onlySecondCorrect: golden.second,
        neitherCorrect: 2)
      #expect(
        abs(comparison.mcNemarProbability / golden.probability - 1) < 1e-9,
        "\(golden.first) against \(golden.second)")
    }
  }
}
