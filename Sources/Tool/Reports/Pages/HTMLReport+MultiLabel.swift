import Basics

extension HTMLReport.Section {
  /// What there is to say about one classifier of clips with several labels: key figures and the
  /// table of classes.
  public static func evaluation(
    _ evaluation: MultiLabelEvaluation, heading: String = "Results"
  ) -> HTMLReport.Section {
    let classes = evaluation.classes.count - evaluation.classesWithoutPositives
    return HTMLReport.Section(
      heading,
      [
        .keyFigures([
          HTMLReport.KeyFigure(
            "Mean average precision", Numerals.fixed(evaluation.meanAveragePrecision, decimals: 3),
            note: "over \(classes.grouped) classes"),
          HTMLReport.KeyFigure(
            "Mean ROC area", Numerals.fixed(evaluation.meanROCArea, decimals: 3)),
        ]),
        .table(
          evaluation.classTable,
          caption:
            "Each class against its absence over \(evaluation.clips.grouped) clips."
            + " A clip may have several classes. "
            + (evaluation.classesWithoutPositives == 0
              ? "All classes occur."
              : "\(evaluation.classesWithoutPositives.grouped) of "
                + "\(evaluation.classes.count.grouped) do not occur and are left out of "
                + "the means.")),
      ])
  }

  /// Two classifiers on the same clips.
  public static func comparison(
    _ comparison: MultiLabelComparison, first: String, second: String,
    heading: String = "Comparison"
  ) -> HTMLReport.Section {
    HTMLReport.Section(
      heading,
      [
        .paragraph(
          "On the same clips, the mean average precision of \(second) less that of \(first) is "
            + "\(Numerals.fixed(comparison.difference, decimals: 3)). \(second) has the higher "
            + "average precision of \(comparison.betterClasses.grouped) classes and the lower of "
            + "\(comparison.worseClasses.grouped).")
      ])
  }
}
