extension Evaluation {
  /// One row a figure: those of each class, then those of all, whose class is empty.
  public var metricTable: Table { Table(classes: classTable, all: summaryTable) }
}

extension MultiLabelEvaluation {
  /// One row a figure: those of each class, then those of all, whose class is empty.
  public var metricTable: Table { Table(classes: classTable, all: summaryTable) }
}

extension Table {
  /// Both tables as class, metric, value.
  ///
  /// - Parameters:
  ///   - classes: a row a class, which names it first; rows that sum up are left out.
  ///   - all: a row a figure, its name and its value.
  fileprivate init(classes: Table, all: Table) {
    let rows = classes.rows.dropLast(classes.summaryRows).flatMap { row in
      zip(classes.columns, row).dropFirst().map { [row[0], .text($0), $1] }
    }
    self.init(
      columns: ["class", "metric", "value"], rows: rows + all.rows.map { [.text("")] + $0 })
  }
}
