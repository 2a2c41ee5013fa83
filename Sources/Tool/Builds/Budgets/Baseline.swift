import Basics

/// The figures of a model as a file, for budgets that allow growth beyond them.
///
///     {"arena": 40884, "file": 98304, "macs": 5400000}
public struct Baseline: Equatable, Sendable {
  public var figures: [Quantity: Double]

  public init(figures: [Quantity: Double]) {
    self.figures = figures
  }

  /// Reads what `write(to:)` wrote; keys of no quantity are left alone.
  public init(_ path: String) throws {
    figures = try naming(path, in: JSONError.self) {
      let bytes = try WholeFile.read(path).expecting(nil, at: path)
      let fields = try JSONFields(JSONReader.read(bytes), place: "the baseline")
      return try Quantity.allCases.reduce(into: [:]) { figures, quantity in
        guard fields.has(quantity.rawValue) else { return }
        figures[quantity] = try fields.number(quantity.rawValue, in: .atLeast(0))
      }
    }
  }

  public func write(to path: String) throws {
    try AtomicFile.write(Array((try jsonText(figures) + "\n").utf8), to: path)
  }
}
