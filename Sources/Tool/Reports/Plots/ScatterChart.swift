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
    /// Whether a thin line goes from each point to the next.
    public let isConnected: Bool

    public init(_ name: String, _ points: [Point], isConnected: Bool = false) {
      self.name = name
      self.points = points
      self.isConnected = isConnected
    }
  }

  /// A value of x that must not be exceeded, drawn as a dashed line.
  public typealias Limit = (name: String, x: Double)

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

  /// A point where it is drawn.
  private struct Mark {
    let point: Point
    let series: Int
    var x: Double
    let y: Double
  }

  /// The marks of all points; those whose whiskers would hide each other stand side by side.
  private static func marks(_ drawn: [[Point]], in frame: PlotFrame) -> [Mark] {
    var marks = drawn.enumerated().flatMap { series, points in
      points.map { Mark(point: $0, series: series, x: frame.x($0.x), y: frame.y($0.y)) }
    }
    let order = marks.indices.filter { marks[$0].point.interval != nil }
      .sorted { (marks[$0].x, $0) < (marks[$1].x, $1) }
    var rest = order[...]
    while let first = rest.first {
      let group = rest.prefix { marks[$0].x - marks[first].x < 4 }
      let reach = 9 * Double(group.count - 1)
      let middle = (marks[first].x + marks[group.last ?? first].x) / 2
      let start = max(frame.left, min(middle - reach / 2, frame.left + frame.plotWidth - reach))
      for (place, index) in group.enumerated() where group.count > 1 {
        marks[index].x = start + 9 * Double(place)
      }
      rest = rest.dropFirst(group.count)
    }
    return marks
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
    let marks = Self.marks(drawn, in: frame)
    var lines: [Box] = []
    var taken: [Box] = marks.map { mark in
      Box(x: mark.x - 6...mark.x + 6, y: mark.y - 6...mark.y + 6)
    }
    if let limit {
      let (line, name) = draw(limit, in: frame, into: &writer)
      lines.append(line)
      taken.append(name)
    }
    for (index, series) in series.enumerated() where series.isConnected {
      writer.path(
        marks.filter { $0.series == index }.map { ($0.x, $0.y) }, style: PlotStyle.track(index))
    }
    for mark in marks {
      if let interval = mark.point.interval, y.holds(interval.lower), y.holds(interval.upper) {
        let (lower, upper) = (frame.y(interval.lower), frame.y(interval.upper))
        writer.line(x1: mark.x, y1: lower, x2: mark.x, y2: upper, style: "axis")
        lines.append(Box(x: mark.x - 2...mark.x + 2, y: upper...max(lower, upper)))
      }
      writer.circle(
        x: mark.x, y: mark.y, radius: 5, style: "dot " + PlotStyle.fill(mark.series),
        hint: mark.point.name)
    }
    for mark in marks {
      // Rather across a line than nowhere.
      if let place = place(of: mark, in: frame, taken: taken + lines)
        ?? place(of: mark, in: frame, taken: taken)
      {
        writer.text(
          mark.point.name, x: place.x.lowerBound, y: place.y.upperBound - 3, style: "value halo")
        taken.append(place)
      }
    }
    return frame.picture(
      over: writer, isEmpty: points.isEmpty,
      description: "\(y.label) against \(x.label): " + points.map(\.name).joined(separator: ", "))
  }

  private func draw(
    _ limit: Limit, in frame: PlotFrame, into writer: inout SVGWriter
  ) -> (line: Box, name: Box) {
    let (x, bottom) = (frame.x(limit.x), frame.top + frame.plotHeight)
    writer.line(x1: x, y1: frame.top, x2: x, y2: bottom, style: "reference")
    let width = TextWidth.of(limit.name)
    let isLeft = x - width - 6 > frame.left
    let start = isLeft ? x - width - 6 : x + 6
    writer.text(limit.name, x: start, y: bottom - 8, style: "tick")
    let name = Box(x: start...start + width, y: bottom - 21...bottom - 4)
    return (Box(x: x - 2...x + 2, y: frame.top...bottom), name)
  }

  /// The first free place for a name around its point, near before far; nil where all is taken, and
  /// the name is only shown to the pointer.
  private func place(of mark: Mark, in frame: PlotFrame, taken: [Box]) -> Box? {
    let (x, y) = (mark.x, mark.y)
    let width = TextWidth.of(mark.point.name)
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
