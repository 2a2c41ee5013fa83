import DataSets
import Foundation
import Graph
import Interchange
import Recipes
public import Reports
import Training

/// What came out of a run: every fold's test clips under the fold's network.
public struct RunResult: Sendable {
  /// Over the clips of all folds.
  public let assessment: Assessment
  /// What is counted of each fold, and what came out.
  public let score: Score
  public let scores: FoldStatistics
  private let plan: RunPlan
  private let state: RunState

  init(_ plan: RunPlan, _ state: RunState) throws {
    self.plan = plan
    self.state = state
    score = plan.score
    assessment = try plan.assessment(
      state.results.flatMap(\.clips), logits: state.results.flatMap(\.logits))
    scores = FoldStatistics(
      try state.results.map { try plan.assessment($0.clips, logits: $0.logits).value })
  }

  /// One line: the mean over the folds, and how certain it is.
  public var summary: String {
    let folds = scores.values.count
    let spread = " ± \(score.text(scores.standardDeviation)) over \(folds) folds"
    return "\(score.name) \(score.text(scores.mean))" + (folds > 1 ? spread : "")
      + " (\(assessment.certainty))"
  }

  private struct Summary: Encodable {
    var recipe: String
    var dataSet: String
    var folds: [FoldSummary]
    /// The score, under the name of what it is.
    var accuracy: FoldStatistics?
    var meanAveragePrecision: FoldStatistics?
    var evaluation: Assessment
  }

  private struct FoldSummary: Encodable {
    var fold: String
    var clips: Int
    var accuracy: Double?
    var meanAveragePrecision: Double?
    var epochs: Int
    var bestEpoch: Int?
  }

  func write(to folder: RunFolder) throws {
    let summary = Summary(
      recipe: plan.recipe.name, dataSet: plan.store.set.name, folds: foldSummaries,
      accuracy: only(.accuracy, scores),
      meanAveragePrecision: only(.meanAveragePrecision, scores), evaluation: assessment)
    try RunFolder.write(try jsonText(summary) + "\n", to: folder.results)
    try RunFolder.write(assessment.table.csv, to: folder.predictions)
    try RunFolder.write(report.html, to: folder.report)
  }

  /// A value, where it is of the run's score.
  private func only<Value>(_ score: Score, _ value: Value) -> Value? {
    score == self.score ? value : nil
  }

  private var foldSummaries: [FoldSummary] {
    zip(state.results, scores.values).map { result, value in
      FoldSummary(
        fold: result.fold, clips: result.clips.count, accuracy: only(.accuracy, value),
        meanAveragePrecision: only(.meanAveragePrecision, value),
        epochs: state.epochs.count { $0.fold == result.fold }, bestEpoch: result.bestEpoch)
    }
  }

  /// The page.
  private var report: HTMLReport {
    HTMLReport(
      title: plan.recipe.name,
      subtitle: "\(plan.network.name) on \(plan.store.set.name), seed \(plan.recipe.seed)",
      sections: [
        folds, assessment.section(heading: "All test clips"),
      ]
        + assessment.mistakes { place in
          let clip = state.results.flatMap(\.clips)[place]
          return (plan.store.samples(clip), plan.store.rate)
        })
  }

  private var folds: HTMLReport.Section {
    HTMLReport.Section(
      "Folds",
      [
        .keyFigures([
          HTMLReport.KeyFigure(
            score.title, score.text(scores.mean),
            note: scores.values.count > 1
              ? "± \(score.text(scores.standardDeviation)) over the folds" : "")
        ]),
        .table(foldTable, caption: "The test clips of each fold."),
        .figures(
          [
            HTMLReport.Figure(
              curve("loss", unit: .number, \.loss, \.validationLoss), caption: "Loss by epoch.")
          ] + scoreCurves),
      ])
  }

  private var scoreCurves: [HTMLReport.Figure] {
    let isValidated = state.epochs.contains { $0.validationScore != nil }
    let caption: String
    switch score {
    case .accuracy:
      caption =
        "Accuracy by epoch, on the training clips as they were mixed and changed"
        + (isValidated ? ", and on the validation clips." : ".")
    case .meanAveragePrecision:
      guard isValidated else { return [] }
      caption = "Mean average precision by epoch, on the validation clips."
    }
    return [
      HTMLReport.Figure(
        curve(score.name, unit: score.unit, \.accuracy, \.validationScore), caption: caption)
    ]
  }

  private var foldTable: Table {
    Table(
      columns: ["fold", "clips", score.name, "epochs", "taken"],
      rows: zip(foldSummaries, scores.values).map { fold, value in
        [
          .text(fold.fold), .count(fold.clips), score.cell(value), .count(fold.epochs),
          .text(fold.bestEpoch.map { "epoch \($0)" } ?? "the last"),
        ]
      })
  }

  /// The curves of all folds, over the epochs that have a value.
  private func curve(
    _ name: String, unit: Axis.Unit, _ training: (RunState.Epoch) -> Double?,
    _ validation: (RunState.Epoch) -> Double?
  ) -> LineChart {
    let series = state.results.flatMap { result in
      let epochs = state.epochs.filter { $0.fold == result.fold }
      return [
        LineChart.Series(result.fold, values: epochs.compactMap(training)),
        LineChart.Series("\(result.fold), validation", values: epochs.compactMap(validation)),
      ].filter { !$0.points.isEmpty }
    }
    return LineChart(x: Axis("epoch"), y: Axis(name, unit: unit), series: series)
  }
}
