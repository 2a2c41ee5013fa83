import Basics

extension LineChart {
  /// Above this, only the best, the median and the worst class have a name and a colour.
  private static let mostNamedClasses = 8

  private static func shownClasses(_ evaluation: Evaluation) -> ArraySlice<Evaluation.ClassResult> {
    evaluation.classes.count == 2 ? evaluation.classes.suffix(1) : evaluation.classes[...]
  }

  private typealias Curve = (label: String, figure: Double, points: [Point])

  private static func classSeries(_ curves: [Curve], style: Style) -> [Series] {
    func named(_ curve: Curve, _ prefix: String = "") -> Series {
      Series(
        "\(prefix)\(curve.label) (\(Numerals.fixed(curve.figure, decimals: 3)))", curve.points,
        style: style)
    }
    if curves.count <= mostNamedClasses { return curves.map { named($0) } }
    let order = curves.indices.sorted { (curves[$1].figure, $0) < (curves[$0].figure, $1) }
    let (best, median, worst) = (order[0], order[order.count / 2], order[order.count - 1])
    let others = curves.indices.filter { ![best, median, worst].contains($0) }.map {
      Series(curves[$0].label, curves[$0].points, style: .faint)
    }
    return others + [
      named(curves[best], "best: "), named(curves[median], "median: "),
      named(curves[worst], "worst: "),
    ]
  }

  /// The ROC curves of all classes that have one, with their areas; of two classes, only that of the
  /// second, whose mirror image the other is when scores are probabilities.
  public static func roc(_ evaluation: Evaluation) -> LineChart {
    let curves = shownClasses(evaluation).compactMap { result -> Curve? in
      guard let roc = result.roc else { return nil }
      let points = roc.points.map { Point(x: $0.falsePositiveRate, y: $0.truePositiveRate) }
      return (result.scores.label, roc.area, points)
    }
    return LineChart(
      x: Axis("false positive rate", range: 0...1), y: Axis("true positive rate", range: 0...1),
      series: [Series("chance", [Point(x: 0, y: 0), Point(x: 1, y: 1)], style: .reference)]
        + classSeries(curves, style: .line),
      isSquare: true)
  }

  /// The precision-recall curves of all classes that have one, with their average precisions; of two
  /// classes, only that of the second.
  public static func precisionRecall(_ evaluation: Evaluation) -> LineChart {
    let curves = shownClasses(evaluation).compactMap { result -> Curve? in
      guard let curve = result.precisionRecall else { return nil }
      // Once all are found, lower thresholds only add false alarms.
      let end = curve.points.firstIndex { $0.recall == 1 } ?? curve.points.endIndex - 1
      let points = curve.points[...end].map { Point(x: $0.recall, y: $0.precision) }
      return (result.scores.label, curve.averagePrecision, points)
    }
    return LineChart(
      x: Axis("recall", range: 0...1), y: Axis("precision", range: 0...1),
      series: classSeries(curves, style: .step), isSquare: true)
  }
}
