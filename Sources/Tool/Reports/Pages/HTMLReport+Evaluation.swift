import Basics

extension HTMLReport.Section {
  /// What there is to say about one classifier: key figures, the table of classes, the confusion
  /// matrix, the curves, and the accuracy of each subject.
  ///
  /// - Parameter predictions: what the evaluation is of.
  public static func evaluation(
    _ evaluation: Evaluation, of predictions: Predictions, heading: String = "Results"
  ) -> HTMLReport.Section {
    let accuracy = evaluation.accuracy
    var figures = [
      HTMLReport.KeyFigure(
        "Accuracy", Numerals.percent(accuracy.value),
        note: "95 % interval \(Numerals.fixed(accuracy.interval.lower * 100, decimals: 1)) to "
          + "\(Numerals.percent(accuracy.interval.upper)), \(accuracy.sample)"),
      HTMLReport.KeyFigure(
        "Macro F1", Numerals.fixed(evaluation.macroAverage.f1, decimals: 3),
        note: "weighted \(Numerals.fixed(evaluation.weightedAverage.f1, decimals: 3))"),
      HTMLReport.KeyFigure(
        "Matthews correlation", Numerals.fixed(evaluation.matthewsCorrelation, decimals: 3)),
    ]
    for (name, figure) in [
      ("Mean ROC area", evaluation.meanROCArea),
      ("Mean average precision", evaluation.meanAveragePrecision), ("Log loss", evaluation.logLoss),
    ] {
      guard let figure else { continue }
      figures.append(HTMLReport.KeyFigure(name, Numerals.fixed(figure, decimals: 3)))
    }
    if let scores = evaluation.respiratory {
      figures += [
        HTMLReport.KeyFigure("Sensitivity", Numerals.fixed(scores.sensitivity, decimals: 3)),
        HTMLReport.KeyFigure("Specificity", Numerals.fixed(scores.specificity, decimals: 3)),
        HTMLReport.KeyFigure(
          "ICBHI score", Numerals.fixed(scores.averageScore, decimals: 3),
          note: "harmonic \(Numerals.fixed(scores.harmonicScore, decimals: 3))"),
      ]
    }
    let clips = accuracy.trials.grouped
    return HTMLReport.Section(
      heading,
      [
        .keyFigures(figures),
        .table(
          evaluation.classTable,
          caption: "Scores of each class over \(clips) clips. The macro average leaves out classes "
            + "that do not occur."),
        .figures([
          HTMLReport.Figure(
            ConfusionChart(evaluation.confusion),
            caption: "Confusion matrix: counts, shaded by the share of the true class. "
              + "Empty cells are 0.")
        ]),
        .figures([
          HTMLReport.Figure(
            LineChart.roc(evaluation),
            caption: "Receiver operating characteristic of each class against all others, with the "
              + "area under the curve."),
          HTMLReport.Figure(
            LineChart.precisionRecall(evaluation),
            caption: "Precision and recall of each class, with the average precision."),
        ]),
      ] + subjects(of: predictions))
  }

  private static let mostSubjects = 40

  private static func subjects(of predictions: Predictions) -> [HTMLReport.Block] {
    guard let table = predictions.subjectTable(limit: mostSubjects) else { return [] }
    let all = predictions.subjects.knownCount ?? 0
    let which =
      all > table.rows.count
      ? "The \(table.rows.count) subjects with the lowest accuracy of \(all.grouped)."
      : "All subjects, from the lowest accuracy on."
    return [.table(table, caption: "Accuracy by subject. \(which)")]
  }

  /// Two classifiers on the same clips.
  public static func comparison(
    _ comparison: PairedComparison, first: String, second: String, heading: String = "Comparison"
  ) -> HTMLReport.Section {
    let (points, interval) = comparison.points(decimals: 1)
    let probability = comparison.mcNemarProbability
    let p = probability < 0.0001 ? "p < 0.0001" : "p = \(Numerals.fixed(probability, decimals: 4))"
    return HTMLReport.Section(
      heading,
      [
        .paragraph(
          "On the same \(comparison.sample), the accuracy of \(second) less "
            + "that of \(first) is \(points) percentage points (95 % interval \(interval)). "
            + "McNemar's exact test, which takes clips as independent, gives \(p)."),
        .table(
          Table(
            columns: ["", "\(second) right", "\(second) wrong"],
            rows: [
              [
                .text("\(first) right"), .count(comparison.bothCorrect),
                .count(comparison.onlyFirstCorrect),
              ],
              [
                .text("\(first) wrong"), .count(comparison.onlySecondCorrect),
                .count(comparison.neitherCorrect),
              ],
            ]), caption: "Clips by the model that classified them correctly."),
      ])
  }
}
