import Basics

extension CompressionReport {
  /// One row a form: what it is worth and how large it is.
  public var resultTable: Table {
    Table(
      columns: [
        "network", "stored as", "clips", "subjects", "accuracy", "from", "to", "±", "log loss",
        "bytes",
        "reduction",
      ],
      rows: entries.map { entry in
        let (form, predictions) = (entry.form, entry.form.predictions)
        let accuracy = predictions.accuracy
        let reduction = firstFloats.map { Double($0.form.bytes) / Double(form.bytes) }
        return entry.names + [
          .count(accuracy.trials), accuracy.subjects.map(Table.Cell.count) ?? .missing,
          .share(accuracy.value), .share(accuracy.interval.lower),
          .share(accuracy.interval.upper),
          predictions.folds.count > 1 ? .share(predictions.byFold.standardDeviation) : .missing,
          .optional(predictions.logLoss), .count(form.bytes), .optional(reduction, decimals: 1),
        ]
      })
  }

  /// One row a difference, in points.
  public var differenceTable: Table {
    Table(
      columns: [
        "network", "less", "points", "from", "to", "only here", "only there", "p", "clips",
        "subjects",
      ],
      rows: differences.map { difference in
        let comparison = difference.comparison
        return [
          .text(difference.second), .text(difference.first), .points(comparison.difference),
          .points(comparison.interval.lower), .points(comparison.interval.upper),
          .count(comparison.onlySecondCorrect), .count(comparison.onlyFirstCorrect),
          .number(comparison.mcNemarProbability), .count(comparison.clips),
          comparison.subjects.map(Table.Cell.count) ?? .missing,
        ]
      })
  }

  /// Each file less each one before it, in points with their interval.
  public var fileMatrix: Table {
    let files = files.map(\.title)
    let differences = fileDifferences
    return Table(
      columns: ["less"] + files.dropLast(),
      rows: files.dropFirst().map { second in
        [.text(second)]
          + files.dropLast().map { first in
            let difference = differences.first { $0.first == first && $0.second == second }
            let points = difference?.comparison.points(decimals: 1)
            return .text(points.map { "\($0.difference) (\($0.interval))" } ?? "")
          }
      })
  }

  /// One row a form: its parameters, and what the challenge would have said.
  public var countTable: Table {
    Table(
      columns: [
        "network", "stored as", "parameters", "not zero", "KiB of these", "DCASE 2021", "MACs",
        "DCASE 2022",
      ],
      rows: entries.map { entry in
        let (form, count) = (entry.form, entry.form.dcase)
        return entry.names + [
          .count(form.parameters.total), .count(form.parameters.nonZero),
          .number(Double(count.nonZeroBytes) / 1_024, decimals: 2), .text(count.isWithin2021.word),
          .count(form.macs), .text(count.isWithin2022?.word ?? "–"),
        ]
      })
  }

  /// One row a file: its bytes by kind, the arena beside it. Kinds that are less than a hundredth of
  /// every file are summed up as others.
  public var byteTable: Table {
    let files = entries.compactMap { entry in entry.form.file.map { (entry: entry, figures: $0) } }
    let kinds = Self.merged(
      files.map { entry, figures in
        figures.parts.filter { 100 * $0.bytes >= entry.form.bytes }.map(\.name)
      })
    return Table(
      columns: ["network", "stored as"] + kinds + ["others", "file", "arena", "lost survivors"],
      rows: files.map { entry, figures in
        let bytes = kinds.map { kind in figures.parts.first { $0.name == kind }?.bytes ?? 0 }
        let others = figures.parts.reduce(0) { $0 + $1.bytes } - bytes.reduce(0, +)
        let sums = [others, entry.form.bytes, figures.arenaBytes, figures.lostSurvivors]
        return entry.names + (bytes + sums).map(Table.Cell.count)
      })
  }

  /// All names of lists that keep the same order, in that order.
  private static func merged(_ lists: [[String]]) -> [String] {
    lists.reduce(into: []) { names, list in
      var place = 0
      for name in list {
        if let known = names.firstIndex(of: name) {
          place = known + 1
        } else {
          names.insert(name, at: place)
          place += 1
        }
      }
    }
  }
}

extension LayerSensitivity {
  /// One row a layer: the change of the log loss on each grid; then all layers together.
  public var table: Table {
    Table(
      columns: ["layer", "weights", "not zero"] + gridNames,
      rows: layers.map { layer in
        [.text(layer.name), .count(layer.weights.total), .count(layer.weights.nonZero)]
          + layer.changes.map { .number($0.logLoss, decimals: 4) }
      } + [
        [
          .text("all together"), .count(layers.reduce(0) { $0 + $1.weights.total }),
          .count(layers.reduce(0) { $0 + $1.weights.nonZero }),
        ] + together.map { .number($0.logLoss, decimals: 4) }
      ], summaryRows: 1)
  }

  /// `±127`
  var gridNames: [String] { grids.map { "±\($0)" } }
}

extension CompressionReport.Entry {
  fileprivate var names: [Table.Cell] { [.text(network.name), .text(form.name)] }
}

extension Table.Cell {
  /// Percentage points of a difference of shares.
  fileprivate static func points(_ share: Double) -> Table.Cell {
    .number(share * 100, decimals: 2)
  }
}

extension Bool {
  fileprivate var word: String { self ? "yes" : "no" }
}
