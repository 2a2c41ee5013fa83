extension Evaluation {
  /// One row a figure: the accuracy and its interval, the averages, what else is one number.
  public var summaryTable: Table {
    var rows: [[Table.Cell]] = [
      [.text("clips"), .count(accuracy.trials)],
      [.text("subjects"), accuracy.subjects.map(Table.Cell.count) ?? .missing],
      [.text("accuracy"), .share(accuracy.value)],
      [.text("accuracy, lower 95 % bound"), .share(accuracy.interval.lower)],
      [.text("accuracy, upper 95 % bound"), .share(accuracy.interval.upper)],
      [.text("macro F1"), .number(macroAverage.f1)],
      [.text("weighted F1"), .number(weightedAverage.f1)],
      [.text("Matthews correlation"), .number(matthewsCorrelation)],
      [.text("mean area under ROC"), .optional(meanROCArea)],
      [.text("mean average precision"), .optional(meanAveragePrecision)],
      [.text("log loss"), .optional(logLoss)],
    ]
    if let respiratory {
      rows += [
        [.text("ICBHI sensitivity"), .number(respiratory.sensitivity)],
        [.text("ICBHI specificity"), .number(respiratory.specificity)],
        [.text("ICBHI average score"), .number(respiratory.averageScore)],
        [.text("ICBHI harmonic score"), .number(respiratory.harmonicScore)],
      ]
    }
    return Table(columns: ["figure", "value"], rows: rows)
  }

  /// One row a class, then the averages.
  public var classTable: Table {
    func row(_ scores: ClassScores, area: Double?, averagePrecision: Double?) -> [Table.Cell] {
      [
        .text(scores.label), .number(scores.precision), .number(scores.recall), .number(scores.f1),
        .optional(area), .optional(averagePrecision), .count(scores.support),
      ]
    }
    let rows = classes.map {
      row($0.scores, area: $0.roc?.area, averagePrecision: $0.precisionRecall?.averagePrecision)
    }
    return Table(
      columns: ["class", "precision", "recall", "F1", "ROC area", "average precision", "clips"],
      rows: rows + [
        row(macroAverage, area: meanROCArea, averagePrecision: meanAveragePrecision),
        row(weightedAverage, area: nil, averagePrecision: nil),
      ], summaryRows: 2)
  }

  /// One row a figure: those of each class, then those of all, whose class is empty.
  public var metricTable: Table { Table(classes: classTable, all: summaryTable) }
}
