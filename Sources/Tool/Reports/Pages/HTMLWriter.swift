import Basics

/// Writes the parts of a page and numbers its tables and figures.
struct HTMLWriter {
  private var tables = 0
  private var figures = 0

  /// An element, or nothing for an empty text.
  func optional(_ text: String, element: String) -> String {
    text.isEmpty ? "" : "<\(element)>\(Markup.escaped(text))</\(element)>\n"
  }

  mutating func section(_ section: HTMLReport.Section, index: Int) -> String {
    var text = "<section id=\"section-\(index + 1)\">\n"
    text += "<h2>\(Markup.escaped(section.heading))</h2>\n"
    for block in section.blocks { text += self.block(block) }
    return text + "</section>\n"
  }

  private mutating func block(_ block: HTMLReport.Block) -> String {
    switch block {
    case .paragraph(let text): "<p>\(Markup.escaped(text))</p>\n"
    case .keyFigures(let figures): keyFigures(figures)
    case .table(let table, let caption): self.table(table, caption: caption)
    case .code(let text): "<pre tabindex=\"0\">\(Markup.escaped(text))</pre>\n"
    case .figures(let figures): self.figures(figures)
    }
  }

  private func keyFigures(_ figures: [HTMLReport.KeyFigure]) -> String {
    let items = figures.map { figure in
      "<div><dt>\(Markup.escaped(figure.name))</dt>\n<dd>\(Markup.escaped(figure.value))"
        + (figure.note.isEmpty ? "" : "<small>\(Markup.escaped(figure.note))</small>")
        + "</dd></div>\n"
    }
    return "<dl class=\"key-figures\">\n\(items.joined())</dl>\n"
  }

  private func caption(_ kind: String, _ number: Int, _ text: String, element: String) -> String {
    let text = text.isEmpty ? "" : " " + Markup.escaped(text)
    return "<\(element)><b>\(kind) \(number).</b>\(text)</\(element)>\n"
  }

  private mutating func table(_ table: Table, caption: String) -> String {
    tables += 1
    // A column is text when any of its cells is.
    let isText = table.columns.indices.map { column in table.rows.contains { $0[column].isText } }
    func cell(_ text: String, _ column: Int, element: String) -> String {
      let style = isText[column] ? "" : " class=\"number\""
      let scope = element == "th" ? " scope=\"col\"" : ""
      return "<\(element)\(style)\(scope)>\(Markup.escaped(text))</\(element)>"
    }
    let head = table.columns.enumerated().map { cell($0.element, $0.offset, element: "th") }
    let rows = table.rows.map { row in
      "<tr>"
        + row.enumerated().map { cell($0.element.humanText, $0.offset, element: "td") }.joined()
        + "</tr>\n"
    }
    return """
      <div class="table">
      \(self.caption("Table", tables, caption, element: "p"))<div class="scroll" tabindex="0">
      <table>
      <thead><tr>\(head.joined())</tr></thead>
      <tbody>
      \(rows.dropLast(table.summaryRows).joined())</tbody>
      \(table.summaryRows == 0 ? "" : "<tfoot>\n\(rows.suffix(table.summaryRows).joined())</tfoot>\n")\
      </table>
      </div>
      </div>

      """
  }

  private mutating func figures(_ figures: [HTMLReport.Figure]) -> String {
    var items = ""
    for figure in figures {
      self.figures += 1
      // Wider pictures than usual scroll rather than shrink beyond reading.
      let least = Numerals.coordinate((figure.picture.width * 0.9).rounded())
      let style = figure.picture.width > PlotStyle.width ? " style=\"--least:\(least)px\"" : ""
      items += """
        <figure\(style)>
        <div class="scroll">
        \(figure.picture.element)
        </div>
        \(caption("Figure", self.figures, figure.caption, element: "figcaption"))</figure>

        """
    }
    guard figures.count == 1 else { return "<div class=\"figures\">\n\(items)</div>\n" }
    let width = Numerals.coordinate(figures[0].picture.width)
    return "<div class=\"figures single\" style=\"--width:\(width)px\">\n\(items)</div>\n"
  }
}
