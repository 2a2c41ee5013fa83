import Basics

/// A spectrogram as a picture between its axes, with a bar that explains the colours.
public struct SpectrogramChart: Plot {
  /// One row a moment, one value a frequency, the lowest first.
  public let levels: [[Double]]
  public let seconds: Double
  /// From the first value's frequency to the last one's. On a mel axis the values are taken as
  /// equally far apart in mel.
  public let frequency: Axis
  /// The levels of the darkest and the brightest colour; nil for those that occur.
  public let range: ClosedRange<Double>?
  public let unit: String

  /// - Precondition: Rows are equally long, there is at least one value, the duration is positive and
  ///   the frequency axis has a range and is linear or mel.
  public init(
    levels: [[Double]], seconds: Double, frequency: Axis, range: ClosedRange<Double>? = nil,
    unit: String = "dB"
  ) {
    precondition(!levels.isEmpty && seconds > 0 && frequency.range != nil)
    precondition(frequency.scale != .logarithmic)
    precondition(levels.allSatisfy { !$0.isEmpty && $0.count == levels[0].count })
    self.levels = levels
    self.seconds = seconds
    self.frequency = frequency
    self.range = range
    self.unit = unit
  }

  /// Dark violet over red to pale yellow, even in lightness: points of the inferno map.
  private static let stops: [SIMD3<Double>] = [
    [0, 0, 4], [31, 12, 72], [85, 15, 109], [136, 34, 106], [186, 54, 85], [227, 89, 51],
    [249, 140, 10], [249, 201, 50], [252, 255, 164],
  ]

  static let palette: [PNGImage.Colour] = (0..<256).map { index in
    let place = Double(index) / 255 * Double(stops.count - 1)
    let stop = min(Int(place), stops.count - 2)
    let rest = place - Double(stop)
    let mixed = stops[stop] + (stops[stop + 1] - stops[stop]) * rest
    return PNGImage.Colour(mixed.rounded(.toNearestOrAwayFromZero))
  }

  public var picture: SVGPicture {
    let finite = levels.joined().filter(\.isFinite)
    let lower = range?.lowerBound ?? finite.min() ?? 0
    let brightest = range?.upperBound ?? finite.max() ?? lower
    let upper = brightest > lower ? brightest : lower + 1
    func index(_ level: Double) -> UInt8 {
      guard level.isFinite else { return level == .infinity ? 255 : 0 }
      return UInt8((min(max((level - lower) / (upper - lower), 0), 1) * 255).rounded())
    }
    let rows = levels[0].indices.reversed().map { bin in levels.map { index($0[bin]) } }
    let bar = AxisTicks(Axis(unit, range: lower...upper), values: [lower, upper], count: 6)
    let barWidth = max(bar.ticks.map { TextWidth.of($0.label) }.max() ?? 0, TextWidth.of(unit))
    let frame = PlotFrame(
      x: Axis("time (s)", range: 0...seconds), xValues: [], y: frequency, yValues: [],
      plotHeight: 220, trailing: 16 + 12 + 7 + barWidth + 4)
    var writer = SVGWriter()
    writer.image(
      PNGImage(rows: rows, palette: Self.palette), x: frame.left, y: frame.top,
      width: frame.plotWidth, height: frame.plotHeight)
    frame.drawAxes(into: &writer)
    let start = frame.left + frame.plotWidth + 16
    let barTop = frame.top + 20
    let barHeight = frame.plotHeight - 20
    writer.text(unit, x: start, y: frame.top + 9, style: "tick")
    writer.image(
      PNGImage(rows: (0...255).reversed().map { [$0] }, palette: Self.palette), x: start,
      y: barTop, width: 12, height: barHeight)
    writer.rectangle(x: start, y: barTop, width: 12, height: barHeight, style: "frame")
    for tick in bar.ticks {
      let y = barTop + (1 - bar.position(tick.value)) * barHeight
      writer.line(x1: start + 12, y1: y, x2: start + 16, y2: y, style: "axis")
      writer.text(tick.label, x: start + 19, y: y + 4, style: "tick")
    }
    return SVGPicture(
      width: PlotStyle.width, height: frame.height,
      description: "Spectrogram of \(Numerals.fixed(seconds, decimals: 1)) seconds",
      body: writer.body)
  }
}
