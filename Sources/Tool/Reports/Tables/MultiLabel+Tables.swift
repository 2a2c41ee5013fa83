extension MultiLabelEvaluation {
  /// One row a figure.
  public var summaryTable: Table {
    Table(
      columns: ["figure", "value"],
      rows: [
        [.text("clips"), .count(clips)],
        [.text("mean average precision"), .optional(meanAveragePrecision)],
        [.text("mean area under ROC"), .optional(meanROCArea)],
        [.text("classes without clips"), .count(classesWithoutPositives)],
      ])
  }

  /// One row a class, then the means.
  public var classTable: Table {
    let rows = classes.map { result -> [Table.Cell] in
      [
        .text(result.label), .optional(result.averagePrecision), .optional(result.rocArea),
        .count(result.support),
      ]
    }
    return Table(
      columns: ["class", "average precision", "ROC area", "clips"],
      rows: rows + [
        [.text("mean"), .optional(meanAveragePrecision), .optional(meanROCArea), .count(clips)]
      ], summaryRows: 1)
  }

  /// One row a figure: those of each class, then those of all, whose class is empty.
  public var metricTable: Table { Table(classes: classTable, all: summaryTable) }
}

extension MultiLabelPredictions {
  /// One row a clip: name, subject, true classes with semicolons between them, all scores.
  public var table: Table {
    Table(
      columns: ["clip", "subject", "truth"] + labels.map { "score of \($0)" },
      rows: names.indices.map { clip in
        [
          .text(names[clip]), .text(subjects[clip] ?? ""),
          .text(truth[clip].map { labels[$0] }.joined(separator: ";")),
        ] + scores[clip].map { .number($0) }
      })
  }
}
