import Basics
import Program

/// What importing a model may take, whatever its bytes say.
///
/// A few bytes can ask for much: dilation and padding spread weights, ops share constants, and a shape is
/// only numbers. All of it is counted before memory is taken.
struct Ceilings {
  /// Bytes of constants, as ops read them and as their weights are spread: so many, or twenty times the
  /// file's bytes.
  static let constantBytes = 1 << 22
  /// Values of all tensors together.
  static let values = 1 << 24
  /// Rows of all tensors together.
  static let rows = 1 << 20
  /// Multiplications, comparisons and copied values of one run.
  static let steps = 1 << 31
  /// Ops, and tensors.
  static let ops = 2_048
  static let tensors = 1 << 14

  private let mostConstantBytes: Int
  private var constants = 0
  private var values = 0
  private var rows = 0
  private var steps = 0

  init(fileBytes: Int) {
    mostConstantBytes = max(Self.constantBytes, 20 * fileBytes)
  }

  mutating func takeConstants(_ bytes: Int) throws {
    try Self.take(bytes, of: &constants, mostConstantBytes, "bytes of constants")
  }

  /// - Parameter stepsPerRow: of the op that gives the rows.
  mutating func take(rows count: Int, of row: RowShape, stepsPerRow: Int = 0) throws {
    try Self.take(count * row.elements, of: &values, Self.values, "values of tensors")
    try Self.take(count, of: &rows, Self.rows, "rows of tensors")
    let (product, overflows) = count.multipliedReportingOverflow(by: stepsPerRow)
    try Self.take(overflows ? .max : product, of: &steps, Self.steps, "steps of a run")
  }

  private static func take(
    _ count: Int, of total: inout Int, _ limit: Int, _ what: String
  ) throws {
    let (sum, overflows) = total.addingReportingOverflow(count)
    guard !overflows, sum <= limit else {
      throw Importer.Reason(
        "brings the model to \((overflows ? .max : sum).grouped) \(what), more than \(limit.grouped)"
      )
    }
    total = sum
  }
}

extension IntegerOperation {
  /// Multiplications, comparisons or copied values for a row of output.
  func steps(from source: RowShape, to output: RowShape, rows: Int) -> Int {
    switch self {
    case .convolution(let convolution): convolution.weights.count * output.width
    case .flatten(let rows, _): rows * source.elements
    case .valueAverage, .scaledSum, .globalAverage: rows * source.elements
    default:
      if let geometry {
        output.elements * geometry.kernelRows * geometry.kernelAcross
      } else {
        source.elements + output.elements
      }
    }
  }
}
