public import Program

/// The first constant in which a file and the program that it should hold disagree.
///
/// A comparison of tensors finds what shows on the inputs that it was given; this finds the rest,
/// down to the last bit of a multiplier.
public struct ProgramDifference: Encodable, Equatable, Sendable, CustomStringConvertible {
  public var layer: String
  /// What differs, as in "weight 17".
  public var place: String
  public var file: String
  public var expected: String

  public var description: String {
    "\(layer): \(place) is \(file) in the file and \(expected) by the checkpoint"
  }
}

extension ProgramDifference {
  /// Compares two programs of the same structure; nil if they compute the same.
  public init?(file: IntegerProgram, expected: IntegerProgram) {
    let inputs = zip(file.inputs, expected.inputs).compactMap { Self($0.name, "input", $0, $1) }
    let ops = (0..<min(file.ops.count, expected.ops.count)).lazy
      .compactMap { Self.op($0, file, expected) }
    let quantisations = (0..<file.tensorCount).lazy.compactMap {
      Self(file.tensorName($0), "quantisation", file.quantisation($0), expected.quantisation($0))
    }
    let rest = Self(
      file.name, "labels or rounding", "\(file.labels), \(file.rounding)",
      "\(expected.labels), \(expected.rounding)")
    guard let found = inputs.first ?? ops.first ?? quantisations.first ?? rest else { return nil }
    self = found
  }

  /// nil where both are equal.
  private init?<Value: Equatable>(
    _ layer: String, _ place: String, _ file: Value, _ expected: Value
  ) {
    guard file != expected else { return nil }
    self.init(layer: layer, place: place, file: "\(file)", expected: "\(expected)")
  }

  private static func op(
    _ index: Int, _ file: IntegerProgram, _ expected: IntegerProgram
  ) -> ProgramDifference? {
    let (mine, theirs) = (file.ops[index], expected.ops[index])
    func first<Value: Equatable>(
      _ what: String, _ file: [Value], _ expected: [Value]
    ) -> ProgramDifference? {
      zip(file, expected).enumerated().first { $1.0 != $1.1 }
        .flatMap { Self(mine.name, "\(what) \($0)", $1.0, $1.1) }
    }
    if case .lookup(let lookup) = mine.operation, case .lookup(let other) = theirs.operation {
      let source = expected.quantisation(theirs.edges[0].tensor)
      let output = expected.quantisation(expected.inputs.count + index)
      return first(
        "table entry", lookup.values(of: mine, source, output),
        other.values(of: theirs, source, output))
    }
    if mine.edges.map(\.isTransposed) != theirs.edges.map(\.isTransposed) {
      return Self(mine.name, "orientation", mine.edges, theirs.edges)
    }
    let clamp = Self(
      mine.name, "clamp", "\(mine.lowest)…\(mine.highest)", "\(theirs.lowest)…\(theirs.highest)")
    let factor = first("factor of input", mine.edges.map(\.factor), theirs.edges.map(\.factor))
    if let found = clamp ?? factor { return found }
    guard case .convolution(let convolution) = mine.operation,
      case .convolution(let other) = theirs.operation
    else { return Self(mine.name, "operation", mine.operation, theirs.operation) }
    guard convolution != other else { return nil }
    return first("weight", convolution.weights, other.weights)
      ?? first("bias of channel", convolution.biases, other.biases)
      ?? first("multiplier of channel", convolution.factors, other.factors)
      ?? ProgramDifference(
        layer: mine.name, place: "geometry", file: "\(convolution.geometry)",
        expected: "\(other.geometry)")
  }
}

extension Lookup {
  /// y for q = −128 … 127, in floating point, which is exact for factors of 15 bits.
  fileprivate func values(
    of op: IntegerProgram.Op, _ source: Quantisation, _ output: Quantisation
  ) -> [Int8] {
    switch self {
    case .table(let table): return table
    case .piecewise(let positive, let negative):
      return (-128...127).map { input in
        let value = Double(input) - Double(source.zeroPoint)
        let factor = (value < 0 ? negative : positive).value
        let result = (value * factor + 0.5).rounded(.down) + Double(output.zeroPoint)
        return Int8(max(Double(op.lowest), min(Double(op.highest), result)))
      }
    }
  }
}
