public import DataSets
import Foundation
import Graph
import Interchange
import Recipes
public import Reports
import Training

/// What came out of a run: every fold's test clips under the fold's network.
public struct RunResult: Sendable {
  /// Over the clips of all folds.
  public let evaluation: Evaluation
  /// The accuracies of the folds.
  public let accuracies: FoldStatistics
  private let predictions: Predictions
  private let plan: RunPlan
  private let state: RunState

  init(_ plan: RunPlan, _ state: RunState) throws {
    self.plan = plan
    self.state = state
    predictions = try Self.predictions(plan, state.results)
    evaluation = Evaluation(predictions, normal: plan.normalClass)
    accuracies = FoldStatistics(
      try state.results.map { try Self.evaluation(plan, [$0]).accuracy.value })
  }

  static func evaluation(_ plan: RunPlan, _ results: [RunState.FoldResult]) throws -> Evaluation {
    Evaluation(try predictions(plan, results), normal: plan.normalClass)
  }

  private static func predictions(
    _ plan: RunPlan, _ results: [RunState.FoldResult]
  ) throws -> Predictions {
    let clips = results.flatMap(\.clips)
    return try Predictions(
      labels: plan.network.labels, truth: clips.map { plan.store.set.clips[$0].label },
      scores: results.flatMap(\.logits).map { softmax($0.map(Double.init)).probabilities },
      names: clips.map { plan.store.set.clips[$0].name })
  }

  /// One line: the mean over the folds, and the interval of all clips.
  public var summary: String {
    let accuracy = evaluation.accuracy
    let folds = accuracies.values.count
    let spread = " ± \(Numerals.percent(accuracies.standardDeviation)) over \(folds) folds"
    return "accuracy \(Numerals.percent(accuracies.mean))" + (folds > 1 ? spread : "")
      + " (95 % interval \(Numerals.percent(accuracy.interval.lower)) to "
      + "\(Numerals.percent(accuracy.interval.upper)), \(Numerals.grouped(accuracy.trials)) clips)"
  }

  private struct Summary: Encodable {
    var recipe: String
    var dataSet: String
    var folds: [FoldSummary]
    var accuracy: FoldStatistics
    var evaluation: Evaluation
  }

  private struct FoldSummary: Encodable {
    var fold: String
    var clips: Int
    var accuracy: Double
    var epochs: Int
    var bestEpoch: Int?
  }

  func write(to folder: RunFolder) throws {
    let summary = Summary(
      recipe: plan.recipe.name, dataSet: plan.store.set.name, folds: foldSummaries,
      accuracy: accuracies, evaluation: evaluation)
    try RunFolder.write(try jsonText(summary) + "\n", to: folder.results)
    try RunFolder.write(predictions.table.csv, to: folder.predictions)
    try RunFolder.write(report.html, to: folder.report)
  }

  private var foldSummaries: [FoldSummary] {
    zip(state.results, accuracies.values).map { result, accuracy in
      FoldSummary(
        fold: result.fold, clips: result.clips.count, accuracy: accuracy,
        epochs: state.epochs.count { $0.fold == result.fold }, bestEpoch: result.bestEpoch)
    }
  }

  /// The page.
  private var report: HTMLReport {
    HTMLReport(
      title: plan.recipe.name,
      subtitle: "\(plan.network.name) on \(plan.store.set.name), seed \(plan.recipe.seed)",
      sections: [
        HTMLReport.Section(
          "Folds",
          [
            .keyFigures([
              HTMLReport.KeyFigure(
                "Accuracy", Numerals.percent(accuracies.mean),
                note: accuracies.values.count > 1
                  ? "± \(Numerals.percent(accuracies.standardDeviation)) over the folds" : "")
            ]),
            .table(foldTable, caption: "The test clips of each fold."),
            .figures([
              HTMLReport.Figure(
                curve("loss", \.loss, \.validationLoss), caption: "Loss by epoch."),
              HTMLReport.Figure(
                curve("accuracy", \.accuracy, \.validationAccuracy),
                caption: "Accuracy by epoch, on the training clips as they were mixed and changed"
                  + (state.epochs.contains { $0.validationAccuracy != nil }
                    ? ", and on the validation clips." : ".")),
            ]),
          ]),
        .evaluation(evaluation, heading: "All test clips"),
        WorstMistakes(predictions, count: 6).section { clip in
          sound(ofClipNamed: predictions.names[clip])
        },
      ])
  }

  private var foldTable: Table {
    Table(
      columns: ["fold", "clips", "accuracy", "epochs", "taken"],
      rows: foldSummaries.map { fold in
        [
          .text(fold.fold), .count(fold.clips), .share(fold.accuracy), .count(fold.epochs),
          .text(fold.bestEpoch.map { "epoch \($0)" } ?? "the last"),
        ]
      })
  }

  private func curve(
    _ name: String, _ training: KeyPath<RunState.Epoch, Double>,
    _ validation: KeyPath<RunState.Epoch, Double?>
  ) -> LineChart {
    let series = state.results.flatMap { result in
      let epochs = state.epochs.filter { $0.fold == result.fold }
      let validated = epochs.compactMap { $0[keyPath: validation] }
      return [LineChart.Series(result.fold, values: epochs.map { $0[keyPath: training] })]
        + (validated.isEmpty
          ? [] : [LineChart.Series("\(result.fold), validation", values: validated)])
    }
    return LineChart(
      x: Axis("epoch"), y: Axis(name, unit: name == "accuracy" ? .percent : .number),
      series: series)
  }

  private func sound(ofClipNamed name: String) -> (samples: [Int16], rate: Int)? {
    guard let clip = plan.store.set.clips.firstIndex(where: { $0.name == name }) else { return nil }
    return (plan.store.samples(clip), plan.store.rate)
  }
}

extension RunPlan {
  var normalClass: Int? { store.set.normalClass }
}

extension DataSet {
  /// The class of healthy cycles, where sensitivity and specificity are asked for.
  public var normalClass: Int? {
    labels == ["normal", "crackle", "wheeze", "both"] ? 0 : nil
  }
}
