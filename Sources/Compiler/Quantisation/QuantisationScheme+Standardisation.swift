public import Program

/// Scales and standardisation are separate decisions: a scheme keeps its scales, whatever gives its
/// sound the amplitude that they are for.
extension QuantisationScheme {
  /// How sound is standardised; nil for a graph without an audio input.
  public func standardisation(of graph: FloatGraph) -> StandardisationChoice? {
    zip(graph.inputs, standardisations).first { $0.0.samplesPerSecond != nil }?.1.choice
  }

  /// The scheme for sound that is standardised in this way.
  ///
  /// - Parameter examples: whose amplitude a fixed gain is for, and a running estimate begins with;
  ///   `clip` needs none.
  public func standardising(
    _ choice: StandardisationChoice, _ graph: FloatGraph, like examples: [[CalibrationInput]]
  ) -> QuantisationScheme {
    var scheme = self
    for (index, input) in zip(standardisations.indices, graph.inputs)
    where input.samplesPerSecond != nil {
      let deviation = Calibration.deviation(of: index, in: examples)
      scheme.standardisations[index] = choice.standardisation(deviation: deviation)
      scheme.tensors[input.name] = choice.quantisation(deviation: deviation)
    }
    return scheme
  }

  /// The scheme for sound that is standardised as a program does it.
  public func standardising(like program: IntegerProgram) -> QuantisationScheme {
    var scheme = self
    for (index, input) in zip(standardisations.indices, program.inputs)
    where input.audioRate != nil {
      scheme.standardisations[index] = input.standardisation
      let choice = input.standardisation.choice
      scheme.tensors[input.name] =
        choice == .fixed ? input.form.quantisation : choice.quantisation(deviation: 1)
    }
    return scheme
  }
}

extension Standardisation {
  fileprivate var choice: StandardisationChoice {
    switch self {
    case .fixed: .fixed
    case .clip: .clip
    case .running: .running
    }
  }
}
