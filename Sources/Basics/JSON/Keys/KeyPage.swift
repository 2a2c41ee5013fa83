/// The documentation of a table of keys, or of the values that a key chooses among.
package struct KeyPage {
  /// A key as documentation shows it.
  package struct Row {
    var name: String
    var type: String
    /// The default; nil where the key is required.
    var missing: String?
    var text: String

    package init(name: String, type: String, missing: JSONTree?, text: String) {
      self.name = name
      self.type = type
      self.missing = missing.map { missing in
        switch missing {
        case .null: "none"
        case .list(let elements) where elements.isEmpty: "none"
        case .object: "its keys' defaults"
        case .string(let string): "`\(string)`"
        default: "`\(missing.line())`"
        }
      }
      self.text = text
    }

    /// `name`, and its default behind it.
    var short: String { "`\(name)`" + (missing.map { " \($0)" } ?? "") }
  }

  let title: String
  let text: String
  let tables: [MarkdownTable]

  init(title: String, text: String, rows: [Row]) {
    self.title = title
    self.text = text
    tables = [
      MarkdownTable(
        ["key", "value", "default", "meaning"],
        rows.map { ["`\($0.name)`", $0.type, $0.missing ?? "required", $0.text] })
    ]
  }

  /// A table of cases with their keys, and one of what the keys mean.
  init<Value>(title: String, cases: [KeyCase<Value>], of key: String) {
    var meanings: [[String]] = []
    for row in cases.flatMap({ $0.rows() }) {
      let meaning = ["`\(row.name)`", row.type, row.text]
      if !meanings.contains(meaning) { meanings.append(meaning) }
    }
    self.title = title
    text = ""
    let choices = MarkdownTable(
      ["`\(key)`", "meaning", "keys with their defaults"],
      cases.map { ["`\($0.name)`", $0.text, $0.rows().map(\.short).joined(separator: ", ")] })
    tables =
      meanings.isEmpty
      ? [choices] : [choices, MarkdownTable(["key", "value", "meaning"], meanings)]
  }

  /// The page as Markdown, under a heading of the third level.
  package var markdown: String {
    (["### \(title)"] + (text.isEmpty ? [] : [text]) + tables.map(\.text)).joined(separator: "\n\n")
  }
}

extension KeyTable {
  package var rows: [KeyPage.Row] { keys.flatMap { $0.rows(blank) } }

  /// The table's page, then those of the objects inside.
  package var pages: [KeyPage] {
    [KeyPage(title: name, text: text, rows: rows)] + keys.flatMap { $0.pages() }
  }
}
