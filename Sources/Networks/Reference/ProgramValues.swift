import Program

/// What is pushed into a program's inputs: 16-bit samples or int8 rows, one stream an input.
public struct ProgramValues: Equatable, Sendable {
  public var inputs: [[Int16]]
  /// Whether audio is standardised already.
  private var isStandardised = false

  public init(_ inputs: [[Int16]]) {
    self.inputs = inputs
  }

  /// Values that take the place of standardised ones.
  public init(standardised inputs: [[Int16]]) {
    self.inputs = inputs
    isStandardised = true
  }

  /// The first tensors of a program, audio standardised in floating point.
  func tensors(_ program: IntegerProgram) -> [Stream<Int16>] {
    zip(program.inputs, inputs).map { input, values in
      Stream(
        row: input.row,
        values: isStandardised
          ? values : StandardisedAudio.standardise(values, input.standardisation))
    }
  }
}
