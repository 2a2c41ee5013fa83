public import Compiler
public import Interchange
public import Program

/// Checkpoints that carry their scales, for sound that is standardised in another way than their
/// training's.
extension Checkpoint {
  /// How its training standardised sound; nil where it carries no scales or takes no sound.
  public var standardisation: StandardisationChoice? {
    get throws {
      guard let quantisation else { return nil }
      return try QuantisationScheme(text: quantisation).standardisation(of: graph)
    }
  }

  /// - Parameter examples: whose amplitude a fixed gain is for, and a running estimate begins with;
  ///   `clip` needs none.
  public func standardising(
    _ choice: StandardisationChoice, like examples: [[CalibrationInput]]
  ) throws -> Checkpoint {
    try replacingScheme { $0.standardising(choice, try graph, like: examples) }
  }

  /// As a file does it.
  func standardising(like program: IntegerProgram) throws -> Checkpoint {
    try replacingScheme { $0.standardising(like: program) }
  }

  /// The network, lowered.
  public var graph: FloatGraph {
    get throws { try FloatGraph(lowering: network, parameters) }
  }

  private func replacingScheme(
    _ change: (QuantisationScheme) throws -> QuantisationScheme
  ) throws -> Checkpoint {
    var checkpoint = self
    checkpoint.quantisation = try quantisation.map { text in
      try change(QuantisationScheme(text: text)).text
    }
    return checkpoint
  }
}
