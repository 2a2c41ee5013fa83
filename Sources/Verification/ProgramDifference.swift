public import Program

/// The first constant in which a file and the program that it should hold disagree.
///
/// A comparison of tensors finds what shows on the inputs that it was given; this finds the rest,
/// down to the last bit of a multiplier.
public struct ProgramDifference: Equatable, Sendable, CustomStringConvertible {
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
  ///
  /// Tables are left to the comparison of tensors: the file has their values, the expected program
  /// the factors behind them.
  public init?(file: IntegerProgram, expected: IntegerProgram) {
    for (mine, theirs) in zip(file.ops, expected.ops) {
      guard let found = Self.difference(mine, theirs) else { continue }
      self.init(layer: mine.name, place: found.0, file: found.1, expected: found.2)
      return
    }
    for index in file.quantisations.indices
    where file.quantisations[index] != expected.quantisations[index] {
      self.init(
        layer: file.tensorName(index), place: "quantisation",
        file: "\(file.quantisations[index])", expected: "\(expected.quantisations[index])")
      return
    }
    return nil
  }

  private static func difference(
    _ file: ProgramOp, _ expected: ProgramOp
  ) -> (String, String, String)? {
    if case .lookup = file.operation { return nil }
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
