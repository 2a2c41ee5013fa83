/// Rows of cells as aligned text.
struct TextTable {
  private var rows: [[String]]
  /// For each column, whether its cells are set to the right.
  private let isNumeric: [Bool]

  /// - Parameter head: the column titles; those of columns of numbers start with a space.
  init(_ head: [String]) {
    isNumeric = head.map { $0.hasPrefix(" ") }
    rows = [head.map { $0.hasPrefix(" ") ? String($0.dropFirst()) : $0 }]
  }

  mutating func append(_ cells: [String]) { rows.append(cells) }

  var text: String {
    let widths = isNumeric.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      let cells = row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return isNumeric[column] ? space + row[column] : row[column] + space
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
    return lines.joined(separator: "\n")
  }
}
