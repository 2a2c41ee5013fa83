/// How wide text is in Helvetica, Arial or Liberation Sans, which share their advances.
enum TextWidth {
  /// Advances of U+0020 to U+007E in thousandths of the font size.
  private static let advances: [Int] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ]

  /// The width in pixels, rounded up a little; characters beyond ASCII count as wide ones.
  static func of(_ text: String, size: Double = PlotStyle.tickSize) -> Double {
    let thousandths = text.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar.value {
      case 0x20...0x7E: sum + advances[Int(scalar.value) - 0x20]
      case 0xA0: sum + 278
      case 0xA1...0x24F, 0x370...0x3FF, 0x2010...0x2026, 0x2212: sum + 611
      default: sum + 1000
      }
    }
    return Double(thousandths) * size / 1000 * 1.02
  }

  /// The text, or as much of its start as fits with an ellipsis.
  static func fitted(
    _ text: String, to width: Double, size: Double = PlotStyle.tickSize
  ) -> String {
    if of(text, size: size) <= width { return text }
    var start = text
    while !start.isEmpty, of(start + "…", size: size) > width { start.removeLast() }
    return start + "…"
  }
}
