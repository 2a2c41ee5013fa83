import Foundation
import Interchange
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
    do {
      let fields = try JSONFields(JSONReader.read(try WholeFile.read(path)), place: "the baseline")
      figures = [:]
      for quantity in Quantity.allCases where fields.has(quantity.rawValue) {
        figures[quantity] = try fields.number(quantity.rawValue, in: .atLeast(0))
      }
    } catch let error as JSONError {
      throw BudgetFileError.json(path: path, error)
    }
  }

  public func write(to path: String) throws {
    try AtomicFile.write(Array((try jsonText(figures) + "\n").utf8), to: path)
  }
}
