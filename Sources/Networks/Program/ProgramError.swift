import Basics

/// Why no file can hold a graph, or no executor can run it: one line that names the layer.
public struct ProgramError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Of the layer, the input, or the whole network.
  public let layer: String
  public let problem: Problem

  public enum Problem: Equatable, Sendable, CustomStringConvertible {
    case outOfRange(_ quantity: String, Int, ClosedRange<Int>)
    /// A number that follows from others.
    case mismatch(_ quantity: String, Int, expected: Int)
    /// Groups do not divide channels.
    case groups(Int, channels: Int)
    /// Of inputs of so many rows, which are too short.
    case noRow(inputRows: [Int])
    /// Elements of an activation that the op does not take, or does not give.
    case element(bits: Int)

    public var description: String {
      switch self {
      case .outOfRange(let quantity, let value, let range):
        "the \(quantity) is \(value.grouped); it can be \(range.lowerBound.grouped) to "
          + range.upperBound.grouped
      case .mismatch(let quantity, let value, let expected):
        "the \(quantity) is \(value.grouped); it must be \(expected.grouped)"
      case .groups(let groups, let channels):
        "\(groups.grouped) groups do not divide \(channels.grouped) channels"
      case .noRow(let rows):
        "gives no row for \(rows.map(\.grouped).joined(separator: " and ")) rows of input"
      case .element(let bits):
        "activations of \(bits) bits do not fit this op"
      }
    }
  }

  public init(layer: String, _ problem: Problem) {
    self.layer = layer
    self.problem = problem
  }

  public var description: String { "\(printable(layer, limit: 80)): \(problem)" }
}

/// The checks of one layer's numbers.
struct LayerCheck {
  let layer: String

  func check(
    _ value: Int, in range: ClosedRange<Int>, _ quantity: String
  ) throws(ProgramError) {
    guard range.contains(value) else { throw failure(.outOfRange(quantity, value, range)) }
  }

  func check(_ value: Int, equals expected: Int, _ quantity: String) throws(ProgramError) {
    guard value == expected else { throw failure(.mismatch(quantity, value, expected: expected)) }
  }

  func failure(_ problem: ProgramError.Problem) -> ProgramError {
    ProgramError(layer: layer, problem)
  }
}
