/// The names of the series of a plot, in rows above it.
struct Legend {
  struct Entry {
    let name: String
    /// The classes of its line, or of its box when `isBox`.
    let style: String
    let isBox: Bool
  }

  static let rowHeight = 19.0
  private static let key = 24.0
  private static let gap = 18.0

  private var rows: [[(entry: Entry, x: Double)]] = []

  init(_ entries: [Entry], width: Double) {
    var end = Double.infinity
    for entry in entries {
      let name = TextWidth.fitted(entry.name, to: width - Self.key)
      let needed = Self.key + TextWidth.of(name)
      if end + needed > width {
        rows.append([])
        end = 0
      }
      rows[rows.count - 1].append((Entry(name: name, style: entry.style, isBox: entry.isBox), end))
      end += needed + Self.gap
    }
  }

  var height: Double { rows.isEmpty ? 0 : Double(rows.count) * Self.rowHeight + 5 }

  func draw(x: Double, y: Double, into writer: inout SVGWriter) {
    for (row, entries) in rows.enumerated() {
      let baseline = y + Double(row) * Self.rowHeight + 13
      for (entry, offset) in entries {
        let start = x + offset
        if entry.isBox {
          writer.rectangle(
            x: start + 5, y: baseline - 9.5, width: 11, height: 11, style: entry.style)
        } else {
          writer.line(
            x1: start, y1: baseline - 4, x2: start + 18, y2: baseline - 4, style: entry.style)
        }
        writer.text(entry.name, x: start + Self.key, y: baseline, style: "key")
      }
    }
  }
}
