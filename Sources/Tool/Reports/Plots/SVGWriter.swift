import Basics

/// Collects the elements of a picture, one a line.
struct SVGWriter {
  private(set) var body = ""

  enum Anchor: String { case start, middle, end }

  private func number(_ value: Double) -> String { Numerals.coordinate(value) }

  private mutating func add(
    _ name: String, style: String, _ numbers: [(String, Double)], hint: String? = nil
  ) {
    let attributes = numbers.map { " \($0)=\"\(number($1))\"" }.joined()
    let end = hint.map { "><title>\(Markup.escaped($0))</title></\(name)>" } ?? "/>"
    body += "<\(name) class=\"\(style)\"\(attributes)\(end)\n"
  }

  /// - Parameter hint: what the pointer shows over it.
  mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, style: String, opacity: Double = 1,
    hint: String? = nil
  ) {
    let opacity = opacity == 1 ? [] : [("fill-opacity", opacity)]
    let place = [("x", x), ("y", y), ("width", width), ("height", height)]
    add("rect", style: style, place + opacity, hint: hint)
  }

  mutating func line(x1: Double, y1: Double, x2: Double, y2: Double, style: String) {
    add("line", style: style, [("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)])
  }

  mutating func circle(x: Double, y: Double, radius: Double, style: String, hint: String? = nil) {
    add("circle", style: style, [("cx", x), ("cy", y), ("r", radius)], hint: hint)
  }

  /// A line through points. Those too near to the last one to be seen are left out, and those in
  /// the middle of a stretch along an axis.
  mutating func path(_ points: [(x: Double, y: Double)], style: String) {
    let visible = 0.25
    var kept: [(x: Double, y: Double)] = []
    for (index, point) in points.enumerated() {
      if let last = kept.last, index + 1 < points.count, abs(point.x - last.x) < visible,
        abs(point.y - last.y) < visible
      {
        continue
      }
      if kept.count > 1 {
        let (first, last) = (kept[kept.count - 2], kept[kept.count - 1])
        let goesOnRight =
          first.y == last.y && last.y == point.y && (last.x - first.x) * (point.x - last.x) > 0
        let goesOnUp =
          first.x == last.x && last.x == point.x && (last.y - first.y) * (point.y - last.y) > 0
        if goesOnRight || goesOnUp { kept.removeLast() }
      }
      kept.append(point)
    }
    guard kept.count > 1 else { return }
    let steps = kept.map { "\(number($0.x)) \(number($0.y))" }
    body += "<path class=\"\(style)\" d=\"M\(steps.joined(separator: "L"))\"/>\n"
  }

  /// Text of the width that the layout reckoned with, whatever font the reader's machine has.
  ///
  /// - Parameters:
  ///   - y: the baseline.
  ///   - degrees: turns the text about its anchor.
  mutating func text(
    _ text: String, x: Double, y: Double, style: String, anchor: Anchor = .start,
    degrees: Double = 0
  ) {
    let place =
      degrees == 0
      ? "x=\"\(number(x))\" y=\"\(number(y))\""
      : "transform=\"translate(\(number(x)) \(number(y))) rotate(\(number(degrees)))\""
    let anchor = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    let width = TextWidth.of(text, size: PlotStyle.textSize(style))
    body += "<text class=\"\(style)\" \(place)\(anchor) textLength=\"\(number(width))\" "
    body += "lengthAdjust=\"spacingAndGlyphs\">\(Markup.escaped(text))</text>\n"
  }

  /// A raster picture stretched over a rectangle.
  mutating func image(_ png: PNGImage, x: Double, y: Double, width: Double, height: Double) {
    body += "<image x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" "
    body += "height=\"\(number(height))\" preserveAspectRatio=\"none\" href=\"\(png.dataURL)\"/>\n"
  }
}
