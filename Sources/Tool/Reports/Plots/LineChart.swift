/// Curves over a common axis.
public struct LineChart: Plot {
  public enum Style: Equatable, Sendable {
    /// In the next colour, named in the legend.
    case line
    /// The same, but up or down to the next value first, then along.
    case step
    /// Grey and thin, not named: one of a crowd.
    case faint
    /// Grey and dashed, not named: what to compare with.
    case reference
  }

  public struct Series: Equatable, Sendable {
    public let name: String
    public let points: [Point]
    public let style: Style
    /// A point with a dot on it, and what the pointer shows over it.
    public let mark: Mark?

    /// Points that are not finite, or have no place on a logarithmic axis, break the line.
    public init(_ name: String, _ points: [Point], style: Style = .line, mark: Mark? = nil) {
      self.name = name
      self.points = points
      self.style = style
      self.mark = mark
    }
  }

  public struct Mark: Equatable, Sendable {
    public let point: Point
    public let hint: String

    public init(_ point: Point, hint: String) {
      self.point = point
      self.hint = hint
    }
  }

  public typealias Point = SIMD2<Double>

  public let x: Axis
  public let y: Axis
  public let series: [Series]
  /// Whether the area is a square, as for curves of two shares.
  public let isSquare: Bool

  public init(x: Axis, y: Axis, series: [Series], isSquare: Bool = false) {
    self.x = x
    self.y = y
    self.series = series
    self.isSquare = isSquare
  }

  public var picture: SVGPicture {
    var drawn: [(series: Series, runs: [[Point]], style: String, colour: Int?)] = []
    var colours = 0
    for series in series {
      let runs = series.points.split { !x.holds($0.x) || !y.holds($0.y) }.map(Array.init)
      switch series.style {
      case .line, .step:
        drawn.append((series, runs, PlotStyle.line(colours), colours))
        colours += 1
      case .faint: drawn.append((series, runs, "faint", nil))
      case .reference: drawn.append((series, runs, "reference", nil))
      }
    }
    let points = drawn.flatMap { $0.runs.joined() }
    let named = drawn.filter { $0.colour != nil }
    let frame = PlotFrame(
      x: x, xValues: points.map(\.x), y: y, yValues: points.map(\.y),
      legend: named.count == 1 && named[0].series.name.isEmpty
        ? [] : named.map { Legend.Entry(name: $0.series.name, style: $0.style, isBox: false) },
      plotHeight: isSquare ? nil : 250)
    var writer = SVGWriter()
    frame.drawGrid(into: &writer)
    // What stands back is drawn first.
    for (series, runs, style, colour) in drawn.filter({ $0.colour == nil }) + named {
      for run in runs {
        writer.path(
          corners(run, style: series.style).map { (frame.x($0.x), frame.y($0.y)) }, style: style)
        if let colour, run.count == 1 {
          writer.circle(
            x: frame.x(run[0].x), y: frame.y(run[0].y), radius: 3, style: PlotStyle.fill(colour))
        }
      }
    }
    for (series, _, _, colour) in named {
      guard let colour, let mark = series.mark else { continue }
      writer.circle(
        x: frame.x(mark.point.x), y: frame.y(mark.point.y), radius: 5,
        style: "dot \(PlotStyle.fill(colour))", hint: mark.hint)
    }
    let names = named.map(\.series.name).filter { !$0.isEmpty }.joined(separator: ", ")
    return frame.picture(
      over: writer, isEmpty: points.isEmpty,
      description: "\(y.label) over \(x.label)" + (names.isEmpty ? "" : ": \(names)"))
  }

  private func corners(_ points: [Point], style: Style) -> [Point] {
    guard style == .step, let first = points.first else { return points }
    return [first]
      + zip(points, points.dropFirst()).flatMap { last, next in
        [Point(x: last.x, y: next.y), next]
      }
  }
}
