import Foundation
import Reports

/// Reports that show every kind of block and plot.
enum SampleReport {
  static let scenes = [
    "airport", "bus", "metro", "metro station", "park", "public square", "shopping mall",
    "street, pedestrian", "street, traffic", "tram",
  ]

  static func full() throws -> HTMLReport {
    let lungs = try madePredictions(
      labels: ["normal", "crackle", "wheeze", "both"], clips: 400, seed: 1)
    let scenes = try madePredictions(labels: scenes, clips: 1200, seed: 2, skill: 0.5)
    let other = try madePredictions(
      labels: SampleReport.scenes, clips: 1200, seed: 2, skill: 0.42)
    let many = try madePredictions(
      labels: (1...50).map { "class \($0)" }, clips: 2000, seed: 3, skill: 0.4)
    let spectrograms = try madePredictions(labels: ["healthy", "sick"], clips: 1456, seed: 4)
    let comparison = try PairedComparison(other, scenes)
    let folds = [
      ("accuracy", FoldStatistics([0.8310, 0.8275, 0.8405, 0.8190, 0.8340])),
      ("macro F1", FoldStatistics([0.8271, 0.8233, 0.8382, 0.8154, 0.8306])),
    ]
    let foldTable = Table(
      columns: ["figure", "mean", "standard deviation"],
      rows: folds.map { name, statistics in
        [
          .text(name), .number(statistics.mean, decimals: 3),
          .number(statistics.standardDeviation, decimals: 3),
        ]
      })
    return HTMLReport(
      title: "AemNet-DW on acoustic scenes <sample>",
      subtitle: "Made-up predictions & curves, to see how a report looks",
      sections: [
        .evaluation(Evaluation(scenes), of: scenes, heading: "Acoustic scenes"),
        training(), size(),
        .evaluation(Evaluation(lungs, normal: 0), of: lungs, heading: "Lung sounds"),
        .evaluation(Evaluation(spectrograms), of: spectrograms, heading: "Two classes"),
        .evaluation(Evaluation(many), of: many, heading: "Fifty classes"),
        HTMLReport.Section(
          "Cross-validation",
          [
            .table(
              foldTable,
              caption: "Figures of five folds, with the standard deviation of the sample.")
          ]),
        .comparison(comparison, first: "the pruned network", second: "the full network"),
        sound(),
      ], footer: "Written by the tests of Reports.")
  }

  private static func training() -> HTMLReport.Section {
    let epochs = (1...120).map(Double.init)
    let loss = epochs.map { 2.2 * exp(-$0 / 18) + 0.08 + 0.03 * sin($0 * 1.7) / $0.squareRoot() }
    let validation = epochs.map { 2.1 * exp(-$0 / 22) + 0.42 + 0.05 * sin($0 * 2.3) }
    func accuracy(_ losses: [Double]) -> [Double] { losses.map { exp(-$0) } }
    return HTMLReport.Section(
      "Training",
      [
        .paragraph(
          "The learning rate follows a cosine after five epochs of warm-up; mixup sets in "
            + "thereafter. Validation is on whole clips."),
        .figures([
          HTMLReport.Figure(
            LineChart(
              x: Axis("epoch"), y: Axis("cross-entropy", scale: .logarithmic),
              series: [
                LineChart.Series("training", values: loss),
                LineChart.Series("validation", values: validation),
              ]), caption: "Loss, on a logarithmic axis."),
          HTMLReport.Figure(
            LineChart(
              x: Axis("epoch"), y: Axis("accuracy", unit: .percent, range: 0...1),
              series: [
                LineChart.Series("training", values: accuracy(loss)),
                LineChart.Series("validation", values: accuracy(validation)),
              ]), caption: "Accuracy."),
        ]),
        .figures([
          HTMLReport.Figure(
            LineChart(
              x: Axis("step"), y: Axis("learning rate", scale: .logarithmic),
              series: [
                LineChart.Series(
                  "",
                  (0..<200).map {
                    LineChart.Point(
                      x: Double($0) * 500, y: 1e-3 * (1 + cos(Double($0) / 201 * .pi)) / 2)
                  })
              ]), caption: "Learning rate."),
          HTMLReport.Figure(
            LineChart(
              x: Axis("epoch"), y: Axis("loss"),
              series: (1...11).map { run in
                LineChart.Series(
                  "run \(run) at rate \(run)e−4",
                  values: epochs.map { exp(-$0 * Double(run) / 300) + Double(run) / 40 })
              }), caption: "A sweep of eleven rates."),
        ]),
      ])
  }

  private static func size() -> HTMLReport.Section {
    let points = [
      ("challenge baseline", 90_000.0, 0.464), ("AemNet-DW FP32", 1_246_450, 0.6149),
      ("+ lottery ticket 60 %", 498_580, 0.5873), ("+ INT8", 124_640, 0.565),
      ("w = 0.25", 98_304, 0.521), ("w = 0.125", 36_000, 0.433),
    ].map { name, bytes, accuracy in
      ScatterChart.Point(
        name, x: bytes, y: accuracy,
        interval: Interval(lower: accuracy - 0.018, upper: accuracy + 0.018))
    }
    return HTMLReport.Section(
      "Accuracy and size",
      [
        .figures([
          HTMLReport.Figure(
            ScatterChart(
              x: Axis("whole file", scale: .logarithmic, unit: .bytes),
              y: Axis("accuracy", unit: .percent),
              series: [
                ScatterChart.Series("float", Array(points[1...2])),
                ScatterChart.Series("integer", [points[0]] + points[3...]),
              ], limit: (name: "128 KiB", x: 131_072)),
            caption: "Accuracy against the bytes of the file; whiskers are 95 % intervals.")
        ])
      ])
  }

  private static func sound() -> HTMLReport.Section {
    var source = SplitMix(state: 5)
    let levels = (0..<250).map { frame in
      (0..<64).map { bin in
        let place = 20 + 14 * sin(Double(frame) / 24) - Double(bin)
        let second = 40 + 9 * cos(Double(frame) / 37) - Double(bin)
        return -72 + 60 * exp(-place * place / 9) + 40 * exp(-second * second / 5)
          + Double.random(in: 0..<12, using: &source)
      }
    }
    return HTMLReport.Section(
      "Sound",
      [
        .figures([
          HTMLReport.Figure(
            SpectrogramChart(
              levels: levels, seconds: 5,
              frequency: Axis("frequency (Hz)", scale: .mel, range: 50...8000), range: -80...0),
            caption: "Mel spectrogram."),
          HTMLReport.Figure(
            SpectrogramChart(
              levels: levels, seconds: 0.5, frequency: Axis("frequency (Hz)", range: 0...8000)),
            caption: "The same on a linear axis."),
        ])
      ])
  }
}

extension LineChart.Series {
  /// A curve over 1, 2, 3, …: one value an epoch.
  init(_ name: String, values: [Double]) {
    self.init(
      name,
      values.enumerated().map { LineChart.Point(x: Double($0.offset + 1), y: $0.element) })
  }
}
