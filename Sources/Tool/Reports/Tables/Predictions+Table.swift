extension Predictions {
  /// One row a clip: name, subject, true and predicted class, all scores.
  public var table: Table {
    let predicted = predicted
    return Table(
      columns: ["clip", "subject", "truth", "predicted"] + labels.map { "score of \($0)" },
      rows: names.indices.map { clip in
        [
          .text(names[clip]), .text(subjects[clip] ?? ""), .text(labels[truth[clip]]),
          .text(labels[predicted[clip]]),
        ] + scores[clip].map { .number($0) }
      })
  }

  /// One row a subject with its clips and their accuracy, from the lowest on; nil where subjects are
  /// not known, are one, or have hardly more clips than one each.
  ///
  /// - Parameter limit: the most rows.
  func subjectTable(limit: Int) -> Table? {
    guard let count = subjects.knownCount, count > 1, clips >= 2 * count else { return nil }
    let results = Dictionary(grouping: zip(subjects, isCorrect)) { $0.0 ?? "" }
      .map { (name: $0, correct: $1.count { $0.1 }, clips: $1.count) }
      .sorted { (ratio($0.correct, $0.clips), $0.name) < (ratio($1.correct, $1.clips), $1.name) }
    return Table(
      columns: ["subject", "clips", "accuracy"],
      rows: results.prefix(limit).map {
        [.text($0.name), .count($0.clips), .share(ratio($0.correct, $0.clips))]
      })
  }
}
