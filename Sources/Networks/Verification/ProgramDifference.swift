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
    for (mine, theirs) in zip(file.inputs, expected.inputs) where mine != theirs {
      self.init(layer: mine.name, place: "input", file: "\(mine)", expected: "\(theirs)")
      return
    }
    for (index, pair) in zip(file.ops, expected.ops).enumerated() {
      guard let found = Self.difference(pair.0, pair.1, expected, index) else { continue }
      self.init(layer: pair.0.name, place: found.0, file: found.1, expected: found.2)
      return
    }
    for index in file.quantisations.indices
    where file.quantisation(index) != expected.quantisation(index) {
      self.init(
        layer: file.tensorName(index), place: "quantisation",
        file: "\(file.quantisation(index))", expected: "\(expected.quantisation(index))")
      return
    }
    guard file.labels == expected.labels, file.rounding == expected.rounding else {
      self.init(
        layer: file.name, place: "labels or rounding",
        file: "\(file.labels), \(file.rounding)",
        expected: "\(expected.labels), \(expected.rounding)")
      return
    }
    return nil
  }

  private static func difference(
    _ file: IntegerProgram.Op, _ expected: IntegerProgram.Op, _ program: IntegerProgram,
    _ index: Int
  ) -> (String, String, String)? {
    if case .lookup(let mine) = file.operation, case .lookup(let theirs) = expected.operation {
      let source = program.quantisation(expected.edges[0].tensor)
      let output = program.quantisation(program.inputs.count + index)
      let entry = first(
        mine.values(of: file, source, output), theirs.values(of: expected, source, output))
      return entry.map { ("table entry \($0.0)", $0.1, $0.2) }
    }
    if file.edges.map(\.isTransposed) != expected.edges.map(\.isTransposed) {
      return ("orientation", "\(file.edges)", "\(expected.edges)")
    }
    if file.lowest != expected.lowest || file.highest != expected.highest {
      return (
        "clamp", "\(file.lowest)…\(file.highest)", "\(expected.lowest)…\(expected.highest)"
      )
    }
    if let edge = first(file.edges.map(\.factor), expected.edges.map(\.factor)) {
      return ("factor of input \(edge.0)", edge.1, edge.2)
    }
    guard case .convolution(let mine) = file.operation,
      case .convolution(let theirs) = expected.operation
    else {
      return file.operation == expected.operation
        ? nil : ("operation", "\(file.operation)", "\(expected.operation)")
    }
    if let weight = first(mine.weights, theirs.weights) {
      return ("weight \(weight.0)", weight.1, weight.2)
    }
    if let bias = first(mine.biases, theirs.biases) {
      return ("bias of channel \(bias.0)", bias.1, bias.2)
    }
    if let factor = first(mine.factors, theirs.factors) {
      return ("multiplier of channel \(factor.0)", factor.1, factor.2)
    }
    return mine == theirs ? nil : ("geometry", "\(mine.geometry)", "\(theirs.geometry)")
  }

  private static func first<Value: Equatable>(
    _ file: [Value], _ expected: [Value]
  ) -> (Int, String, String)? {
    for (index, pair) in zip(file, expected).enumerated() where pair.0 != pair.1 {
      return (index, "\(pair.0)", "\(pair.1)")
    }
    return nil
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
