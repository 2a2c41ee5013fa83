extension SVGWriter {
  /// A cell of a heat map.
  ///
  /// - Parameter share: how dark it is, from 0 to 1.
  /// - Returns: the class of text that stands out from it, with a space before; or nothing.
  mutating func shadedCell(
    x: Double, y: Double, width: Double, height: Double, share: Double, hint: String
  ) -> String {
    rectangle(x: x, y: y, width: width, height: height, style: "empty", hint: hint)
    if share > 0 {
      rectangle(
        x: x, y: y, width: width, height: height, style: "cell", opacity: 0.06 + 0.94 * share,
        hint: hint)
    }
    return share > 0.75 ? " strong" : share > 0.6 ? " middle" : ""
  }
}
