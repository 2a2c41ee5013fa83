import Foundation
import Reports
import Testing

/// The texts of a class in a picture, in their order.
private func texts(_ style: String, _ plot: some Plot) -> [String] {
  let start = "<text class=\"\(style)\""
  return plot.picture.element.split(separator: "\n").filter { $0.hasPrefix(start) }.compactMap {
    line in
    line.split(separator: ">").dropFirst().first.map {
      String($0.prefix { $0 != "<" }).replacing("\u{A0}", with: " ")
    }
  }
}

private func chart(x: Axis = Axis("x"), y: Axis, _ points: [(Double, Double)]) -> LineChart {
  LineChart(
    x: x, y: y, series: [.init("", points.map { LineChart.Point(x: $0.0, y: $0.1) })])
}

@Suite struct PlotTests {
  @Test(arguments: [
    (Axis("y"), 0.0, 1.0, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (Axis("y"), -3, 17, ["−5", "0", "5", "10", "15", "20"]),
    (Axis("y"), 1200, 9800, ["0", "2,000", "4,000", "6,000", "8,000", "10,000"]),
    (Axis("y", unit: .percent), 0.41, 0.64, ["40 %", "45 %", "50 %", "55 %", "60 %", "65 %"]),
    (
      Axis("y", unit: .bytes), 0, 70_000, ["0 B", "16 KiB", "32 KiB", "48 KiB", "64 KiB", "80 KiB"]
    ),
    (Axis("y", scale: .logarithmic), 0.02, 3, ["0.01", "0.03", "0.1", "0.3", "1", "3"]),
    (Axis("y", scale: .logarithmic), 1e-7, 1e-3, ["1e−7", "1e−6", "1e−5", "1e−4", "1e−3"]),
    (
      Axis("y", scale: .logarithmic, unit: .bytes), 30_000, 1_300_000,
      ["16 KiB", "64 KiB", "256 KiB", "1 MiB", "4 MiB"]
    ),
    (Axis("y"), 5, 5, ["4.5", "5.0", "5.5"]),
  ])
  func ticksAreRoundAndHoldTheData(
    axis: Axis, least: Double, most: Double, labels: [String]
  ) {
    let plot = chart(x: Axis("x", range: 0...1), y: axis, [(0, least), (1, most)])
    // The marks of the y axis come first.
    #expect(Array(texts("tick", plot).prefix(labels.count)) == labels)
  }

  /// None of these may trap or write a number that is none.
  @Test(arguments: [
    [0, 1e300], [-1e100, 1e100], [1e-300, 2e-300], [1e15, 1e15 + 1],
    [Double.infinity, -Double.infinity],
    [.nan, 3], [-5, -5], [0, 0], [.leastNonzeroMagnitude, 1], [1e9, 5e9],
  ])
  func extremeValues(values: [Double]) {
    for axis in [
      Axis("y"), Axis("y", scale: .logarithmic), Axis("y", unit: .bytes),
      Axis("y", scale: .logarithmic, unit: .bytes), Axis("y", unit: .percent),
    ] {
      let element = chart(y: axis, [(0, values[0]), (1, values[1])]).picture.element
      #expect(!element.contains("nan") && !element.contains("inf"))
    }
  }

  @Test func whatHasNoPlaceBreaksTheLine() {
    let plot = chart(
      y: Axis("y", scale: .logarithmic), [(1, 1), (2, 10), (3, 0), (4, .nan), (5, 5), (6, 2)])
    let lines = plot.picture.element.split(separator: "\n").filter { $0.hasPrefix("<path") }
    #expect(lines.count == 2)
    #expect(!plot.picture.element.contains("nan"))
  }

  @Test func nothingToDrawIsSaid() throws {
    #expect(texts("label", chart(y: Axis("y"), [])).contains("no data"))
    #expect(texts("label", chart(y: Axis("y", scale: .logarithmic), [(0, -1)])).contains("no data"))
    let none = try Evaluation(Predictions(labels: ["a"], truth: [], scores: [], names: []))
    let figures = [
      LineChart.roc(none).picture, LineChart.precisionRecall(none).picture,
      ConfusionChart(none.confusion).picture,
      ScatterChart(x: Axis("x"), y: Axis("y"), series: []).picture,
      SpectrogramChart(
        levels: [[-.infinity]], seconds: 1, frequency: Axis("Hz", range: 0...8000)
      ).picture,
    ]
    for picture in figures {
      #expect(!picture.element.contains("nan") && !picture.element.contains("inf"))
    }
  }

  @Test func confusionHasCountsAndShares() {
    let plot = ConfusionChart(ConfusionMatrix(labels: ["a", "b"], counts: [[9, 1], [0, 1300]]))
    #expect(texts("count strong", plot) == ["9", "1,300"])
    #expect(texts("count", plot) == ["1"])
    #expect(texts("small plain strong", plot) == ["90.0 %", "100.0 %"])
    #expect(texts("small", plot) == ["10.0 %"])
  }

  /// Names of classes stand in full up to forty letters, whatever the number of classes.
  @Test(arguments: [3, 12, 60]) func namesOfClassesAreLegible(classes: Int) {
    let labels = (0..<classes).map { "a class with a name of its own, \($0)" }
    let counts = (0..<classes).map { row in (0..<classes).map { $0 == row ? 3 : 0 } }
    let plot = ConfusionChart(ConfusionMatrix(labels: labels, counts: counts))
    let element = plot.picture.element
    for label in labels { #expect(element.components(separatedBy: ">\(label)</text>").count == 3) }
    // A wide picture scrolls before its letters shrink.
    let html = HTMLReport(
      title: "", sections: [.init("", [.figures([.init(plot, caption: "")])])]
    ).html
    let least = html.firstMatch(of: /--least:([0-9]+)px/).flatMap { Double($0.1) }
    #expect(plot.picture.width <= 480 || (least ?? 0) >= 0.89 * plot.picture.width)
  }

  @Test func aMarkedPointHasADotAndAHint() {
    let plot = LineChart(
      x: Axis("epoch"), y: Axis("loss"),
      series: [
        .init(
          "validation", [LineChart.Point(x: 1, y: 2), LineChart.Point(x: 2, y: 1)],
          mark: .init(LineChart.Point(x: 2, y: 1), hint: "chosen: epoch 2"))
      ])
    let dots = plot.picture.element.split(separator: "\n").filter { $0.hasPrefix("<circle") }
    #expect(dots.count == 1 && dots[0].contains("<title>chosen: epoch 2</title>"))
  }

  @Test func manyClassesNameTheBestTheMedianAndTheWorst() throws {
    let made = try madePredictions(labels: (1...9).map { "c\($0)" }, clips: 300, seed: 9)
    let evaluation = Evaluation(made)
    let names = texts("key", LineChart.roc(evaluation))
    #expect(names.map { $0.prefix { $0 != ":" } } == ["best", "median", "worst"])
    let areas = evaluation.classes.compactMap { $0.roc?.area }
    let best = try #require(areas.max())
    #expect(names[0].hasSuffix(String(format: "(%.3f)", best)))
    let two = Evaluation(try predictions(truth: [0, 1], predicted: [0, 1], classes: 2))
    #expect(texts("key", LineChart.roc(two)) == ["b (1.000)"])
  }

  @Test func namesOfPointsAreEscapedAndKeptApart() {
    let points = (0..<40).map { ScatterChart.Point("<a & b> \($0)", x: 1, y: Double($0 % 3)) }
    let plot = ScatterChart(
      x: Axis("x"), y: Axis("y"), series: [.init("", points)], limit: (name: "limit", x: 2))
    #expect(!plot.picture.element.contains("<a"))
    #expect(plot.picture.element.contains("&lt;a &amp; b&gt; 0"))
    // All 40 names do not fit around three places; those that do not are hints only.
    let shown = texts("value halo", plot).count
    #expect(shown > 3 && shown < 40)
  }

  @Test func whiskersAtOnePlaceStandSideBySide() {
    let point = ScatterChart.Point("", x: 1, y: 1, interval: Interval(lower: 0, upper: 2))
    let plot = ScatterChart(
      x: Axis("x"), y: Axis("y"),
      series: (0..<3).map { .init("\($0)", [point, .init("", x: 2, y: 1)], isConnected: true) })
    let lines = plot.picture.element.split(separator: "\n")
    func places(_ start: String, _ key: String) -> [Double] {
      lines.filter { $0.hasPrefix(start) }.compactMap { line in
        line.split(separator: " \(key)=\"").dropFirst().first.flatMap {
          Double($0.prefix { $0 != "\"" })
        }
      }
    }
    let circles = places("<circle", "cx")
    #expect(circles.count == 6)
    // Within the frame, although its left end is where they belong.
    for (left, right) in [(circles[0], circles[2]), (circles[2], circles[4])] {
      #expect(abs(right - left - 9) < 0.02)
    }
    // Points without whiskers are where they are.
    #expect(circles[1] == circles[3] && circles[3] == circles[5])
    #expect(lines.count { $0.hasPrefix("<path class=\"track") } == 3)
  }

  @Test func heatIsShadedInOneDirection() {
    let chart = HeatChart(
      rows: ["a", "b"], columns: ["8 bits", "4 bits"], values: [[0, -4], [1, -1]], decimals: 1,
      darkest: -4)
    #expect(texts("tick", chart) == ["8 bits", "4 bits", "a", "b"])
    #expect(texts("key strong", chart) == ["−4.0"])
    #expect(texts("key", chart) == ["0.0", "1.0", "−1.0"])
    let shades = chart.picture.element.split(separator: "\n").filter {
      $0.contains("class=\"cell\"")
    }
    #expect(shades.count == 2)
    for darkest in [0, Double.infinity, .nan] {
      let odd = HeatChart(
        rows: ["a"], columns: ["b"], values: [[.nan]], decimals: 0, darkest: darkest)
      #expect(!odd.picture.element.contains("opacity"))
    }
    let none = HeatChart(rows: [], columns: [], values: [], decimals: 0, darkest: 1)
    #expect(!none.picture.element.contains("nan"))
  }

  @Test func aFileOfItsOwnHoldsItsStyle() {
    let file = chart(y: Axis("y"), [(0, 0), (1, 1)]).picture.file
    #expect(file.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
    #expect(file.contains("prefers-color-scheme:dark"))
    #expect(file.hasSuffix("</svg>\n"))
  }
}
