extension Predictions {
  /// One row a clip: name, true and predicted class, all scores.
  public var table: Table {
    let predicted = predicted
    return Table(
      columns: ["clip", "truth", "predicted"] + labels.map { "score of \($0)" },
      rows: names.indices.map { clip in
        [.text(names[clip]), .text(labels[truth[clip]]), .text(labels[predicted[clip]])]
          + scores[clip].map { .number($0, decimals: 3) }
      })
  }
}

extension FoldStatistics {
  /// One row a figure: its mean and deviation, then its values.
  ///
  /// - Precondition: All figures have the same folds.
  public static func table(_ figures: [(name: String, statistics: FoldStatistics)]) -> Table {
    let folds = figures.first?.statistics.values.count ?? 0
    return Table(
      columns: ["figure", "mean", "standard deviation"]
        + (0..<folds).map { "fold \($0 + 1)" },
      rows: figures.map { name, statistics in
        [
          .text(name), .number(statistics.mean, decimals: 3),
          .number(statistics.standardDeviation, decimals: 3),
        ] + statistics.values.map { .number($0, decimals: 3) }
      })
  }
}

extension PairedComparison {
  /// One row a figure.
  public var table: Table {
    Table(
      columns: ["figure", "value"],
      rows: [
        [.text("both correct"), .count(bothCorrect)],
        [.text("only the first correct"), .count(onlyFirstCorrect)],
        [.text("only the second correct"), .count(onlySecondCorrect)],
        [.text("neither correct"), .count(neitherCorrect)],
        [.text("difference of accuracy"), .share(difference)],
        [.text("difference, lower 95 % bound"), .share(interval.lower)],
        [.text("difference, upper 95 % bound"), .share(interval.upper)],
        [.text("McNemar's exact p"), .number(mcNemarProbability, decimals: 4)],
      ])
  }
}
