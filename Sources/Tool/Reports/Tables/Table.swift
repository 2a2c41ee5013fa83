import Basics

/// Rows under named columns, written rounded for people and in full for machines.
public struct Table: Equatable, Sendable {
  public enum Cell: Equatable, Sendable {
    case text(String)
    case count(Int)
    /// A number that people see with so many decimals.
    case number(Double, decimals: Int = 3)
    /// A number of 0 to 1 that people see as a percentage.
    case share(Double)
    /// No value, as is a number that is not finite: an empty cell for machines, a dash for people.
    case missing
  }

  public let columns: [String]
  public let rows: [[Cell]]
  /// How many rows at the end sum up the others; people see them set apart.
  public let summaryRows: Int

  /// - Precondition: Every row has one cell a column, and there are as many rows as sum up.
  public init(columns: [String], rows: [[Cell]], summaryRows: Int = 0) {
    precondition(rows.allSatisfy { $0.count == columns.count })
    precondition((0...rows.count).contains(summaryRows))
    self.columns = columns
    self.rows = rows
    self.summaryRows = summaryRows
  }

  /// Comma-separated values (RFC 4180, but with plain line feeds), numbers with all their digits.
  public var csv: String {
    ([columns.map(Table.quoted)] + rows.map { $0.map(\.machineText) })
      .map { $0.joined(separator: ",") + "\n" }.joined()
  }

  /// Figures of classes and of all as class, metric, value; the class of all is empty.
  ///
  /// - Parameters:
  ///   - classes: a row a class, which names it first; rows that sum up are left out.
  ///   - all: a row a figure, its name and its value.
  init(classes: Table, all: Table) {
    let rows = classes.rows.dropLast(classes.summaryRows).flatMap { row in
      zip(classes.columns, row).dropFirst().map { [row[0], .text($0), $1] }
    }
    self.init(
      columns: ["class", "metric", "value"], rows: rows + all.rows.map { [.text("")] + $0 })
  }

  fileprivate static func quoted(_ text: String) -> String {
    let isPlain = !text.unicodeScalars.contains { ["\"", ",", "\n", "\r"].contains($0) }
    return isPlain ? text : "\"\(text.replacing("\"", with: "\"\""))\""
  }
}

extension Table.Cell {
  /// A number, or nothing.
  package static func optional(_ value: Double?, decimals: Int = 3) -> Table.Cell {
    value.map { .number($0, decimals: decimals) } ?? .missing
  }

  var machineText: String {
    switch self {
    case .text(let text): Table.quoted(text)
    case .count(let count): "\(count)"
    case .number(let value, _), .share(let value): value.isFinite ? "\(value)" : ""
    case .missing: ""
    }
  }

  var humanText: String {
    switch self {
    case .text(let text): text
    case .count(let count): count.grouped
    case .number(let value, _) where !value.isFinite: "–"
    case .share(let value) where !value.isFinite: "–"
    case .number(let value, let decimals): Numerals.fixed(value, decimals: decimals)
    case .share(let value): Numerals.percent(value)
    case .missing: "–"
    }
  }

  var isText: Bool { if case .text = self { true } else { false } }
}
