import Basics

/// Bars that lie, one group a category, the names beside them.
public struct BarChart: Plot {
  public struct Series: Equatable, Sendable {
    public let name: String
    /// One value a category; what is not finite has no bar.
    public let values: [Double]
    /// One interval a category, drawn as a whisker, or none at all.
    public let intervals: [Interval]

    public init(_ name: String, _ values: [Double], intervals: [Interval] = []) {
      self.name = name
      self.values = values
      self.intervals = intervals
    }
  }

  public let categories: [String]
  public let axis: Axis
  public let series: [Series]

  /// - Precondition: The axis is linear, every series has a value a category, and intervals for all
  ///   categories or for none.
  public init(categories: [String], axis: Axis, series: [Series]) {
    precondition(axis.scale == .linear)
    precondition(
      series.allSatisfy {
        $0.values.count == categories.count
          && ($0.intervals.isEmpty || $0.intervals.count == categories.count)
      })
    self.categories = categories
    self.axis = axis
    self.series = series
  }

  private func label(_ value: Double) -> String {
    switch axis.unit {
    case .percent: Numerals.percent(value)
    case .bytes: Numerals.bytes(value)
    case .number:
      if value == value.rounded() && abs(value) >= 10 {
        abs(value) < 1e9 ? Int(value).grouped : Numerals.scientific(value)
      } else {
        Numerals.fixed(value, decimals: abs(value) < 10 ? 3 : 1)
      }
    }
  }

  public var picture: SVGPicture {
    let size = PlotStyle.tickSize
    let thickness = series.count == 1 ? 18.0 : 14.0
    let group = thickness * Double(max(series.count, 1)) + (series.count == 1 ? 8 : 12)
    let names = categories.map { TextWidth.fitted($0, to: 170, size: size) }
    let left = 8 + (names.map { TextWidth.of($0, size: size) }.max() ?? 0) + 8
    let values = series.flatMap { $0.values + $0.intervals.flatMap { [$0.lower, $0.upper] } }
      .filter(axis.holds)
    let valueWidth =
      series.flatMap(\.values).filter(axis.holds).map { TextWidth.of(label($0), size: size) }.max()
      ?? 0
    let plotWidth = PlotStyle.width - left - valueWidth - 14
    var count = 7
    var ticks = AxisTicks(axis, values: values + [0], count: count)
    while count > 2, !areApart(ticks, width: plotWidth) {
      count -= 1
      ticks = AxisTicks(axis, values: values + [0], count: count)
    }
    let legend = Legend(
      series.count == 1
        ? []
        : series.enumerated().map {
          Legend.Entry(name: $0.element.name, style: PlotStyle.fill($0.offset), isBox: true)
        }, width: PlotStyle.width - 16)
    let top = 8 + legend.height
    let plotHeight = group * Double(max(categories.count, 1))
    func x(_ value: Double) -> Double { left + ticks.position(value) * plotWidth }

    var writer = SVGWriter()
    for tick in ticks.ticks {
      writer.line(
        x1: x(tick.value), y1: top, x2: x(tick.value), y2: top + plotHeight, style: "grid")
      writer.text(
        tick.label, x: x(tick.value), y: top + plotHeight + 17, style: "tick", anchor: .middle)
    }
    for (category, name) in names.enumerated() {
      let middle = top + (Double(category) + 0.5) * group
      writer.text(name, x: left - 8, y: middle + 4, style: "key", anchor: .end)
      for (index, series) in series.enumerated() where axis.holds(series.values[category]) {
        let value = series.values[category]
        let y = middle + (Double(index) - Double(self.series.count) / 2) * thickness
        writer.rectangle(
          x: min(x(0), x(value)), y: y + 1, width: abs(x(value) - x(0)), height: thickness - 2,
          style: PlotStyle.fill(index),
          hint: "\(categories[category])\(series.name.isEmpty ? "" : ", \(series.name)"): "
            + label(value))
        var end = max(x(value), x(0))
        let interval = series.intervals.isEmpty ? nil : series.intervals[category]
        if let interval, axis.holds(interval.lower), axis.holds(interval.upper) {
          let (start, stop) = (x(interval.lower), x(interval.upper))
          writer.line(
            x1: start, y1: y + thickness / 2, x2: stop, y2: y + thickness / 2, style: "whisker")
          for place in [start, stop] {
            writer.line(
              x1: place, y1: y + thickness / 2 - 3, x2: place, y2: y + thickness / 2 + 3,
              style: "whisker")
          }
          end = max(end, stop)
        }
        writer.text(label(value), x: end + 6, y: y + thickness / 2 + 4, style: "value")
      }
    }
    legend.draw(x: 8, y: 3, into: &writer)
    writer.line(x1: x(0), y1: top, x2: x(0), y2: top + plotHeight, style: "axis")
    writer.text(
      TextWidth.fitted(axis.label, to: plotWidth + valueWidth, size: PlotStyle.labelSize),
      x: left + plotWidth / 2, y: top + plotHeight + 36, style: "label", anchor: .middle)
    return SVGPicture(
      width: PlotStyle.width, height: top + plotHeight + 44,
      description: "\(axis.label) of \(categories.joined(separator: ", "))", body: writer.body)
  }

  private func areApart(_ ticks: AxisTicks, width: Double) -> Bool {
    zip(ticks.ticks, ticks.ticks.dropFirst()).allSatisfy { tick, next in
      let distance = (ticks.position(next.value) - ticks.position(tick.value)) * width
      let size = PlotStyle.tickSize
      return distance
        >= (TextWidth.of(tick.label, size: size) + TextWidth.of(next.label, size: size)) / 2 + 10
    }
  }
}
