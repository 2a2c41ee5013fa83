import Basics
import Reports
import Runs

extension Assessment {
  /// A table of the classes, and the figures of all of them.
  var text: String {
    switch self {
    case .exclusive(_, let evaluation): evaluation.text
    case .multiLabel(_, let evaluation): evaluation.text
    }
  }
}

extension Evaluation {
  fileprivate var text: String {
    var table = TextTable(["class", " precision", " recall", " F1", " clips"])
    for result in classes {
      table.append(
        [result.scores.label]
          + [result.scores.precision, result.scores.recall, result.scores.f1].map {
            Numerals.fixed($0, decimals: 3)
          } + ["\(result.scores.support)"])
    }
    var lines = [
      table.text,
      "accuracy \(Numerals.percent(accuracy.value)) (\(accuracy.certainty))"
        + ", macro F1 \(Numerals.fixed(macroAverage.f1, decimals: 3))"
        + ", MCC \(Numerals.fixed(matthewsCorrelation, decimals: 3))"
        + (logLoss.map { ", log loss \(Numerals.fixed($0, decimals: 3))" } ?? ""),
    ]
    if let respiratory {
      lines.append(
        "sensitivity \(Numerals.fixed(respiratory.sensitivity, decimals: 3))"
          + ", specificity \(Numerals.fixed(respiratory.specificity, decimals: 3))"
          + ", AS \(Numerals.fixed(respiratory.averageScore, decimals: 3))"
          + ", HS \(Numerals.fixed(respiratory.harmonicScore, decimals: 3))")
    }
    return lines.joined(separator: "\n")
  }
}

extension MultiLabelEvaluation {
  fileprivate var text: String {
    var table = TextTable(["class", " average precision", " ROC area", " clips"])
    for result in classes {
      table.append(
        [
          result.label, Numerals.fixed(result.averagePrecision, decimals: 3),
          Numerals.fixed(result.rocArea, decimals: 3), "\(result.support)",
        ])
    }
    let without = classesWithoutPositives
    return table.text
      + "\nmAP \(Numerals.fixed(meanAveragePrecision, decimals: 3))"
      + ", mean ROC area \(Numerals.fixed(meanROCArea, decimals: 3))"
      + (without > 0 ? " (\(without) of \(classes.count) classes without clips left out)" : "")
  }
}
