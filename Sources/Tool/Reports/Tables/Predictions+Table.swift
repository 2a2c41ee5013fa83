extension Predictions {
  /// One row a clip: name, true and predicted class, all scores.
  public var table: Table {
    let predicted = predicted
    return Table(
      columns: ["clip", "truth", "predicted"] + labels.map { "score of \($0)" },
      rows: names.indices.map { clip in
        [.text(names[clip]), .text(labels[truth[clip]]), .text(labels[predicted[clip]])]
          + scores[clip].map { .number($0) }
      })
  }
}
