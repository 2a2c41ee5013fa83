/// Named points, as accuracy against size.
public struct ScatterChart: Plot {
  public struct Point: Equatable, Sendable {
    public let name: String
    public let x: Double
    public let y: Double
    /// A range of y, drawn as a whisker.
    public let interval: Interval?

    public init(_ name: String, x: Double, y: Double, interval: Interval? = nil) {
      self.name = name
      self.x = x
      self.y = y
      self.interval = interval
    }
  }

  public struct Series: Equatable, Sendable {
    public let name: String
    public let points: [Point]

    public init(_ name: String, _ points: [Point]) {
      self.name = name
      self.points = points
    }
  }

  /// A value of x that must not be exceeded, drawn as a dashed line.
  public struct Limit: Equatable, Sendable {
    public let name: String
    public let x: Double

    public init(_ name: String, x: Double) {
      self.name = name
      self.x = x
    }
  }

  public let x: Axis
  public let y: Axis
  public let series: [Series]
  public let limit: Limit?

  /// Points without a place on the axes are not drawn.
  public init(x: Axis, y: Axis, series: [Series], limit: Limit? = nil) {
    self.x = x
    self.y = y
    self.series = series
    self.limit = limit
  }

  /// A rectangle that is taken.
  private struct Box {
    let x: ClosedRange<Double>
    let y: ClosedRange<Double>

    func overlaps(_ other: Box) -> Bool { x.overlaps(other.x) && y.overlaps(other.y) }
  }

  public var picture: SVGPicture {
    let drawn = series.map { $0.points.filter { x.holds($0.x) && y.holds($0.y) } }
    let points = drawn.joined()
    let limit = limit.flatMap { x.holds($0.x) ? $0 : nil }
    let reaches = points.flatMap { point in
      [point.y] + (point.interval.map { [$0.lower, $0.upper] } ?? []).filter(y.holds)
    }
    let frame = PlotFrame(
      x: x, xValues: points.map(\.x) + (limit.map { [$0.x] } ?? []), y: y, yValues: reaches,
      legend: series.count == 1
        ? []
        : series.enumerated().map {
          Legend.Entry(name: $0.element.name, style: PlotStyle.fill($0.offset), isBox: true)
        },
      plotHeight: 290)
    var writer = SVGWriter()
    frame.drawGrid(into: &writer)
    var lines: [Box] = []
    var taken: [Box] = points.map { point in
      let (x, y) = (frame.x(point.x), frame.y(point.y))
      return Box(x: x - 6...x + 6, y: y - 6...y + 6)
    }
    if let limit {
      let (line, name) = draw(limit, in: frame, into: &writer)
      lines.append(line)
      taken.append(name)
    }
    for (index, points) in drawn.enumerated() {
      for point in points {
        let (x, y) = (frame.x(point.x), frame.y(point.y))
        if let interval = point.interval, self.y.holds(interval.lower),
          self.y.holds(interval.upper)
        {
          let (lower, upper) = (frame.y(interval.lower), frame.y(interval.upper))
          writer.line(x1: x, y1: lower, x2: x, y2: upper, style: "axis")
          lines.append(Box(x: x - 2...x + 2, y: upper...max(lower, upper)))
        }
        writer.circle(
          x: x, y: y, radius: 5, style: "dot " + PlotStyle.fill(index), hint: point.name)
      }
    }
    for point in points {
      // Rather across a line than nowhere.
      if let place = place(of: point, in: frame, taken: taken + lines)
        ?? place(of: point, in: frame, taken: taken)
      {
        writer.text(
          point.name, x: place.x.lowerBound, y: place.y.upperBound - 3, style: "value halo")
        taken.append(place)
      }
    }
    if points.isEmpty { frame.drawNothing(into: &writer) }
    frame.drawAxes(into: &writer)
    return SVGPicture(
      width: PlotStyle.width, height: frame.height,
      description: "\(y.label) against \(x.label): "
        + points.map(\.name).joined(separator: ", "),
      body: writer.body)
  }

  private func draw(_ limit: Limit, in frame: PlotFrame, into writer: inout SVGWriter) -> (
    line: Box, name: Box
  ) {
    let (x, bottom) = (frame.x(limit.x), frame.top + frame.plotHeight)
    writer.line(x1: x, y1: frame.top, x2: x, y2: bottom, style: "reference")
    let width = TextWidth.of(limit.name, size: PlotStyle.tickSize)
    let isLeft = x - width - 6 > frame.left
    let start = isLeft ? x - width - 6 : x + 6
    writer.text(limit.name, x: start, y: bottom - 8, style: "tick")
    return (
      line: Box(x: x - 2...x + 2, y: frame.top...bottom),
      name: Box(x: start...start + width, y: bottom - 21...bottom - 4)
    )
  }

  /// The first free place for a name around its point, near before far; nil where all is taken, and
  /// the name is only shown to the pointer.
  private func place(of point: Point, in frame: PlotFrame, taken: [Box]) -> Box? {
    let (x, y) = (frame.x(point.x), frame.y(point.y))
    let width = TextWidth.of(point.name, size: PlotStyle.tickSize)
    let height = 15.0
    let candidates: [(x: Double, y: Double)] = [
      (x + 8, y - height / 2), (x - 8 - width, y - height / 2), (x - width / 2, y - 8 - height),
      (x - width / 2, y + 8), (x + 4, y - 8 - height), (x + 4, y + 8),
      (x - 4 - width, y - 8 - height), (x - 4 - width, y + 8),
    ]
    return candidates.lazy.map { Box(x: $0.x...$0.x + width, y: $0.y...$0.y + height) }.first {
      box in
      box.x.lowerBound >= frame.left + 2 && box.x.upperBound <= frame.left + frame.plotWidth - 2
        && box.y.lowerBound >= frame.top + 2
        && box.y.upperBound <= frame.top + frame.plotHeight - 2
        && !taken.contains(where: box.overlaps)
    }
  }
}
