import Basics

/// Numbers by row and column, shaded in one direction from zero.
public struct HeatChart: Plot {
  public let rows: [String]
  public let columns: [String]
  public let values: [[Double]]
  public let decimals: Int
  /// The value with the darkest shade; zero and what lies beyond it have none.
  public let darkest: Double

  /// - Precondition: Every row has a value a column.
  public init(
    rows: [String], columns: [String], values: [[Double]], decimals: Int, darkest: Double
  ) {
    precondition(values.count == rows.count && values.allSatisfy { $0.count == columns.count })
    self.rows = rows
    self.columns = columns
    self.values = values
    self.decimals = decimals
    self.darkest = darkest
  }

  private static let cellHeight = 22.0
  private static let longestName = 190.0

  public var picture: SVGPicture {
    let names = rows.map { TextWidth.fitted($0, to: Self.longestName) }
    let left = (names.map { TextWidth.of($0) }.max() ?? 0) + 12
    let texts = values.map { $0.map { Numerals.fixed($0, decimals: decimals) } }
    let widest = (texts.joined() + columns).map { TextWidth.of($0) }.max() ?? 0
    let cell = max(widest + 12, (PlotStyle.width - left - 4) / Double(max(1, columns.count)))
    let top = 24.0
    var writer = SVGWriter()
    for (column, name) in columns.enumerated() {
      writer.text(
        name, x: left + (Double(column) + 0.5) * cell, y: top - 8, style: "tick", anchor: .middle)
    }
    for (row, name) in names.enumerated() {
      let y = top + Double(row) * Self.cellHeight
      writer.text(name, x: left - 8, y: y + 15, style: "tick", anchor: .end)
      for (column, text) in texts[row].enumerated() {
        let x = left + Double(column) * cell
        let tone = writer.shadedCell(
          x: x, y: y, width: cell, height: Self.cellHeight, share: shade(values[row][column]),
          hint: "\(rows[row]), \(columns[column]): \(text)")
        writer.text(text, x: x + cell / 2, y: y + 15, style: "key" + tone, anchor: .middle)
      }
    }
    let width = cell * Double(columns.count)
    let height = Self.cellHeight * Double(rows.count)
    writer.rectangle(x: left, y: top, width: width, height: height, style: "frame")
    return SVGPicture(
      width: left + width + 4, height: top + height + 4,
      description: "\(rows.count) rows by \(columns.joined(separator: ", "))", body: writer.body)
  }

  /// As the square root, so that what is a tenth of the darkest can be told from nothing.
  private func shade(_ value: Double) -> Double {
    let share = darkest == 0 ? 0 : value / darkest
    return share.isFinite ? min(1, max(0, share)).squareRoot() : 0
  }
}
