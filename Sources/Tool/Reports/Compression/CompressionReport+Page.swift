import Basics

extension CompressionReport {
  public var page: HTMLReport {
    HTMLReport(
      title: "Compression on \(dataSet)", subtitle: subtitle,
      sections: [accuracyAndBytes, comparisons, counts, bytes]
        + (sensitivity.map { [$0.section] } ?? []),
      footer: tool)
  }

  private var subtitle: String {
    let names = networks.map(\.name).joined(separator: ", ")
    return "\(names): as floats and compiled to integers"
  }

  private var accuracyAndBytes: HTMLReport.Section {
    HTMLReport.Section(
      "Accuracy and bytes",
      [
        .keyFigures(keyFigures),
        .table(
          resultTable,
          caption:
            "Test clips of all folds. The interval holds 95 %: over subjects where there are several, "
            + "otherwise clips are taken as independent; ± is the deviation over the folds. "
            + "Floats take four bytes for each parameter. Integers take the whole file, the largest "
            + "of the folds: weights and their places, scales, header, names. The reduction is "
            + "relative to the first row."),
      ] + repetitionNote + [.figures([HTMLReport.Figure(scatter, caption: scatterCaption)])])
  }

  private var repetitionNote: [HTMLReport.Block] {
    guard !repetitions.isEmpty else { return [] }
    let names = repetitions.map { "\($0.name) (as \($0.original))" }.joined(separator: ", ")
    return [.paragraph("Left out, because others are the same networks: \(names).")]
  }

  private var keyFigures: [HTMLReport.KeyFigure] {
    let limit = Numerals.bytes(Double(fileLimit))
    guard let best = bestFile, let file = best.form.file else {
      return [HTMLReport.KeyFigure("Best within \(limit)", "–", note: "no file is small enough")]
    }
    let (form, accuracy) = (best.form, best.form.predictions.accuracy)
    let lost = origin(of: best.network).flatMap {
      form.predictions.comparison(with: $0.form.predictions)
    }
    let points = lost?.points(decimals: 2)
    return [
      HTMLReport.KeyFigure(
        "Best within \(limit)", Numerals.percent(accuracy.value),
        note: "\(best.title), \(accuracy.sample)"),
      HTMLReport.KeyFigure(
        "Against its floats", points?.difference ?? "–",
        note: points.map { "points, 95 % interval \($0.interval)" } ?? ""),
      HTMLReport.KeyFigure(
        "File", Numerals.bytes(Double(form.bytes)), note: "\(form.bytes.grouped) bytes"),
      HTMLReport.KeyFigure(
        "Arena", Numerals.bytes(Double(file.arenaBytes)),
        note: "\(file.arenaBytes.grouped) bytes of RAM"),
    ]
  }

  private var scatter: ScatterChart {
    let sizes = entries.map { Double($0.form.bytes) } + [Double(fileLimit)]
    // Room for whiskers and names beside the outermost points.
    let range = (sizes.min() ?? 1) / 1.5...(sizes.max() ?? 1) * 1.5
    return ScatterChart(
      x: Axis("bytes", scale: .logarithmic, unit: .bytes, range: range),
      y: Axis("accuracy", unit: .percent),
      series: networks.map { network in
        ScatterChart.Series(
          network.name,
          network.forms.map { form in
            ScatterChart.Point(
              form.name, x: Double(form.bytes), y: form.predictions.accuracy.value,
              interval: form.predictions.accuracy.interval)
          }, isConnected: true)
      }, limit: (name: Numerals.bytes(Double(fileLimit)), x: Double(fileLimit)))
  }

  private var scatterCaption: String {
    "Accuracy against bytes, from the floats of a network to its files. Whiskers are the 95 % intervals "
      + "of the table. The differences below have smaller intervals, because all forms score the same "
      + "clips. Forms of equal size stand side by side."
  }

  private var comparisons: HTMLReport.Section {
    let ofForms = HTMLReport.Block.table(
      differenceTable,
      caption:
        "Accuracy of a network less that of another on the test clips of their common folds, in "
        + "points with the 95 % interval over paired clips, clips of one subject together, with the "
        + "clips that only one of them has right, and McNemar's exact p, which takes clips as "
        + "independent. Files are compared with their own floats, "
        + "floats with those of the first network. A network that was trained in integers is "
        + "also compared with the test of its training; there should be no difference.")
    let ofFiles = HTMLReport.Block.table(
      fileMatrix,
      caption: "The file of a row less the file of a column, in points with the 95 % interval.")
    return HTMLReport.Section(
      "Differences",
      (differences.isEmpty ? [] : [ofForms]) + (fileDifferences.isEmpty ? [] : [ofFiles]))
  }

  private var counts: HTMLReport.Section {
    HTMLReport.Section(
      "Counts",
      [
        .table(
          countTable,
          caption:
            "Parameters, as the low-complexity tasks of the DCASE challenge counted them. 2021: at "
            + "most \(Numerals.bytes(Double(DCASECount.mostNonZeroBytes))) of parameters that are "
            + "not zero, four bytes each as floats and one byte each in a file, on any grid. 2022: "
            + "at most \(DCASECount.mostParameters.grouped) parameters of INT8 with the zeros, "
            + "and \(DCASECount.mostMACs.grouped) multiply-accumulates for a second "
            + "of audio. Files have their batch norms folded, and no channels that add nothing.")
      ])
  }

  private var bytes: HTMLReport.Section {
    let asked = maxFileBytes.map {
      "Weights are encoded as far as a file of \($0.grouped) bytes needs"
        + (files.contains { $0.form.bytes > fileLimit }
          ? "; larger files are as small as possible. " : ". ")
    }
    return HTMLReport.Section(
      "Bytes",
      [
        .table(
          byteTable,
          caption:
            "The bytes of the largest file of the folds by their kind, and the RAM that it takes. "
            + "Others are kinds that take less than 1 % of every file, such as labels and names. "
            + (asked ?? "")
            + "Activations are calibrated on at most \(calibrationClips.grouped) "
            + "training clips of each fold. Survivors are the weights that pruning kept; rounding "
            + "should bring none of them to 0.")
      ])
  }
}

extension LayerSensitivity {
  fileprivate var section: HTMLReport.Section {
    HTMLReport.Section(
      "Layers",
      [
        .paragraph(
          "The cost of rounding the weights of one layer of \(network) to whole numbers of steps, "
            + "from \u{2212}n to n for each output channel, while everything else stays float. On "
            + "these \(clips.grouped) test clips of \(folds.joined(separator: ", ")) the floats "
            + "have an accuracy of \(Numerals.percent(accuracy)) and a log loss of "
            + "\(Numerals.fixed(logLoss, decimals: 3))."),
        .figures([
          HTMLReport.Figure(
            chart(decimals: 3, darkest: 0.05) { $0.logLoss },
            caption: "Change of the log loss; darker is worse."),
          HTMLReport.Figure(
            chart(decimals: 2, darkest: -5) { $0.accuracy * 100 },
            caption: "Change of the accuracy in points; a clip is "
              + "\(Numerals.fixed(100 / Double(max(1, clips)), decimals: 2))."),
        ]),
        .table(
          table,
          caption:
            "Change of the log loss, and the weights of each layer. A file may lose more than all "
            + "layers together, because its activations are rounded too."),
      ])
  }

  /// - Parameter least: a change that has the darkest shade unless another one is worse.
  private func chart(
    decimals: Int, darkest least: Double, _ value: (Change) -> Double
  ) -> HeatChart {
    let values = (layers.map(\.changes) + [together]).map { $0.map(value) }
    let all = [least] + values.joined()
    return HeatChart(
      rows: layers.map(\.name) + ["all together"], columns: gridNames, values: values,
      decimals: decimals, darkest: (least < 0 ? all.min() : all.max()) ?? least)
  }
}
