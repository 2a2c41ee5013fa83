/// The rectangle in which data are drawn, with axes, grid and legend around it.
struct PlotFrame {
  let left: Double
  let top: Double
  let plotWidth: Double
  let plotHeight: Double
  /// The height of the whole picture.
  let height: Double
  let xTicks: AxisTicks
  let yTicks: AxisTicks
  private let legend: Legend

  /// - Parameters:
  ///   - plotHeight: of the rectangle; nil for as much as it is wide.
  ///   - trailing: what is needed right of the rectangle.
  init(
    x: Axis, xValues: [Double], y: Axis, yValues: [Double], legend entries: [Legend.Entry] = [],
    plotHeight: Double?, trailing: Double = 0
  ) {
    let yCount = Int((plotHeight ?? 330) / 36)
    yTicks = AxisTicks(y, values: yValues, count: yCount)
    let widest = yTicks.ticks.map { TextWidth.of($0.label) }.max() ?? 0
    let left = 24 + widest + 8
    self.left = left
    // The last label may stand out by half of its width.
    var count = 9
    var xTicks = AxisTicks(x, values: xValues, count: count)
    func overhang(_ ticks: AxisTicks) -> Double {
      ticks.ticks.last.map { TextWidth.of($0.label) / 2 } ?? 0
    }
    func width(_ ticks: AxisTicks) -> Double {
      PlotStyle.width - left - max(trailing, overhang(ticks) + 2, 12)
    }
    func fits(_ ticks: AxisTicks) -> Bool {
      zip(ticks.ticks, ticks.ticks.dropFirst()).allSatisfy { tick, next in
        let distance = (ticks.position(next.value) - ticks.position(tick.value)) * width(ticks)
        return distance >= (TextWidth.of(tick.label) + TextWidth.of(next.label)) / 2 + 10
      }
    }
    while count > 2, !fits(xTicks) {
      count -= 1
      xTicks = AxisTicks(x, values: xValues, count: count)
    }
    self.xTicks = xTicks
    plotWidth = width(xTicks)
    self.plotHeight = plotHeight ?? plotWidth
    legend = Legend(entries, width: plotWidth)
    top = 10 + legend.height
    height = top + self.plotHeight + 44
  }

  func x(_ value: Double) -> Double { left + xTicks.position(value) * plotWidth }

  func y(_ value: Double) -> Double { top + (1 - yTicks.position(value)) * plotHeight }

  func drawGrid(into writer: inout SVGWriter) {
    for tick in yTicks.ticks {
      writer.line(
        x1: left, y1: y(tick.value), x2: left + plotWidth, y2: y(tick.value), style: "grid")
    }
    for tick in xTicks.ticks {
      writer.line(
        x1: x(tick.value), y1: top, x2: x(tick.value), y2: top + plotHeight, style: "grid")
    }
  }

  /// What lies over the data: the frame, the marks, the labels and the legend.
  func drawAxes(into writer: inout SVGWriter) {
    let bottom = top + plotHeight
    writer.rectangle(x: left, y: top, width: plotWidth, height: plotHeight, style: "frame")
    for tick in yTicks.ticks {
      writer.line(x1: left - 4, y1: y(tick.value), x2: left, y2: y(tick.value), style: "axis")
      writer.text(tick.label, x: left - 8, y: y(tick.value) + 4, style: "tick", anchor: .end)
    }
    for tick in xTicks.ticks {
      writer.line(x1: x(tick.value), y1: bottom, x2: x(tick.value), y2: bottom + 4, style: "axis")
      writer.text(tick.label, x: x(tick.value), y: bottom + 18, style: "tick", anchor: .middle)
    }
    let size = PlotStyle.labelSize
    writer.text(
      TextWidth.fitted(xTicks.axis.label, to: plotWidth, size: size), x: left + plotWidth / 2,
      y: bottom + 37, style: "label", anchor: .middle)
    writer.text(
      TextWidth.fitted(yTicks.axis.label, to: plotHeight, size: size), x: 14,
      y: top + plotHeight / 2, style: "label", anchor: .middle, degrees: -90)
    legend.draw(x: left, y: 5, into: &writer)
  }

  /// The picture with the axes over the data, or over a note where there are none.
  func picture(over data: SVGWriter, isEmpty: Bool, description: String) -> SVGPicture {
    var writer = data
    if isEmpty {
      writer.text(
        "no data", x: left + plotWidth / 2, y: top + plotHeight / 2, style: "label",
        anchor: .middle)
    }
    drawAxes(into: &writer)
    return SVGPicture(
      width: PlotStyle.width, height: height, description: description, body: writer.body)
  }
}
