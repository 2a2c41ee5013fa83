import Basics

extension CompressionReport {
  /// The page.
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
            "Test clips of all folds. The interval holds 95 %; ± is the deviation over the folds. "
            + "Bytes are four a parameter for floats, and the whole file, the largest of the folds, "
            + "for integers: weights and where they stand, scales, header, names. The reduction is "
            + "against the first row."),
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
    return [
      HTMLReport.KeyFigure(
        "Best within \(limit)", Numerals.percent(accuracy.value),
        note: best.title),
      HTMLReport.KeyFigure(
        "Against its floats", lost.map { Numerals.fixed($0.difference * 100, decimals: 2) } ?? "–",
        note: lost.map {
          "points, 95 % interval \(Numerals.fixed($0.interval.lower * 100, decimals: 2)) to "
            + Numerals.fixed($0.interval.upper * 100, decimals: 2)
        } ?? ""),
      HTMLReport.KeyFigure(
        "File", Numerals.bytes(Double(form.bytes)),
        note: "\(form.bytes.grouped) bytes"),
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
      }, limit: ScatterChart.Limit(Numerals.bytes(Double(fileLimit)), x: Double(fileLimit)))
  }

  private var scatterCaption: String {
    "Accuracy against bytes, from the floats of a network to its files. Whiskers are 95 % intervals "
      + "over clips, and wider than those of the differences below, because all forms are asked "
      + "about the same clips. Forms of equal size stand side by side."
  }

  private var comparisons: HTMLReport.Section {
    HTMLReport.Section(
      "Differences",
      (differences.isEmpty
        ? []
        : [
          .table(
            differenceTable,
            caption:
              "Accuracy of a network less that of another on the test clips of the folds that both "
              + "have, in points with their 95 % interval over paired clips, and McNemar's exact "
              + "p; clips that only one of them has right are counted. Files are compared with the floats that they come from, floats with those of the "
              + "first network. What was trained in integers is also compared with what its training "
              + "has tested: there should be no difference.")
        ])
        + (fileDifferences.isEmpty
          ? []
          : [
            .table(
              fileMatrix,
              caption:
                "The file of a row less that of a column, in points with their 95 % interval.")
          ]))
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
            + "not zero, four bytes each as floats and one each in a file, whatever its grid. 2022: "
            + "at most \(DCASECount.mostParameters.grouped) parameters of INT8, zeros "
            + "too, and \(DCASECount.mostMACs.grouped) multiply-accumulates for a second "
            + "of audio. Files have their batch norms folded, and no channels that add nothing.")
      ])
  }

  private var bytes: HTMLReport.Section {
    let asked = maxFileBytes.map {
      "Weights are stored as far below their dense size as \($0.grouped) bytes ask for"
        + (files.contains { $0.form.bytes > fileLimit }
          ? "; files that cannot be so small are as small as they get. " : ". ")
    }
    return HTMLReport.Section(
      "Bytes",
      [
        .table(
          byteTable,
          caption:
            "Where the bytes of the largest file of the folds are, and the RAM that running it "
            + "takes. Others are those of kinds that take less than 1 % of every file, such as "
            + "labels and names. " + (asked ?? "")
            + "Activations are calibrated on at most \(calibrationClips.grouped) "
            + "training clips of each fold. Survivors are the weights that pruning has left; none "
            + "should be lost by becoming 0.")
      ])
  }
}

extension LayerSensitivity {
  fileprivate var section: HTMLReport.Section {
    HTMLReport.Section(
      "Layers",
      [
        .paragraph(
          "What it costs to round the weights of one layer of \(network) to whole numbers from "
            + "\u{2212}n to n of a step for each output channel, while all else stays float. "
            + "\(clips.grouped) test clips of \(folds.joined(separator: ", ")), on which "
            + "the floats have an accuracy of \(Numerals.percent(accuracy)) and a log loss of "
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
            "Change of the log loss, and the weights of each layer. What a file loses beyond all "
            + "layers together is due to its activations, which are rounded too."),
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
