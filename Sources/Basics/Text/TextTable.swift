/// Rows of cells as aligned text, in columns two spaces apart.
package struct TextTable {
  private var rows: [[String]]
  /// For each column, whether its cells are set to the right.
  private let isNumeric: [Bool]

  /// - Parameter head: the column titles; those of columns of numbers start with a space.
  package init(_ head: [String]) {
    isNumeric = head.map { $0.hasPrefix(" ") }
    rows = [head.map { $0.hasPrefix(" ") ? String($0.dropFirst()) : $0 }]
  }

  /// Control characters of foreign texts are escaped.
  package mutating func append(_ cells: [String]) { rows.append(cells.map { printable($0) }) }

  package var text: String { lines.joined(separator: "\n") }

  /// The text with a rule under the head and one over the last row, which sums up the others.
  package var ruledText: String {
    var lines = lines
    let rule = String(repeating: "─", count: widths.reduce(0, +) + 2 * (widths.count - 1))
    lines.insert(rule, at: 1)
    lines.insert(rule, at: lines.count - 1)
    return lines.joined(separator: "\n")
  }

  private var widths: [Int] {
    isNumeric.indices.map { column in rows.reduce(0) { max($0, $1[column].count) } }
  }

  private var lines: [String] {
    let widths = widths
    return rows.map { row in
      let cells = row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return isNumeric[column] ? space + row[column] : row[column] + space
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
