import Compiler
import Program

/// Programs that no network lowers to.
extension SampleModel {
  init(_ program: IntegerProgram) throws {
    self.program = program
    file = try CompiledModel(program).file
  }

  /// Scores two wide, which the loader refuses.
  public static func wideScores() throws -> SampleModel {
    try SampleModel(
      IntegerProgram(
        name: "wide scores", rounding: .single, inputs: [rows("rows", width: 2, channels: 1)],
        ops: [
          IntegerProgram.Op(
            name: "pool", operation: .maxPool(.point), edges: [IntegerProgram.Edge(tensor: 0)],
            row: RowShape(width: 2, channels: 1), quantisation: .unit)
        ], labels: []))
  }

  /// Two inputs that only a concatenation reads.
  public static func pairs() throws -> SampleModel {
    try SampleModel(
      IntegerProgram(
        name: "pairs", rounding: .single,
        inputs: [rows("left", width: 1, channels: 1), rows("right", width: 1, channels: 1)],
        ops: [
          IntegerProgram.Op(
            name: "concat", operation: .concat,
            edges: [IntegerProgram.Edge(tensor: 0), IntegerProgram.Edge(tensor: 1)],
            row: RowShape(width: 1, channels: 2), quantisation: .unit),
          IntegerProgram.Op(
            name: "mean", operation: .globalAverage(ScaleFactor(q31: 1 << 30, shift: -7)),
            edges: [IntegerProgram.Edge(tensor: 2)], row: RowShape(width: 1, channels: 2),
            quantisation: .unit),
        ], labels: []))
  }

  /// The mean of rows of 16,384 positions, in steps of 1/256.
  public static func wideMean() throws -> SampleModel {
    try SampleModel(
      IntegerProgram(
        name: "wide mean", rounding: .single, inputs: [rows("rows", width: 16_384, channels: 1)],
        ops: [
          IntegerProgram.Op(
            name: "mean", operation: .globalAverage(ScaleFactor(q31: 1 << 30, shift: 1)),
            edges: [IntegerProgram.Edge(tensor: 0)], row: RowShape(width: 1, channels: 1),
            quantisation: .unit)
        ], labels: []))
  }

  private static func rows(_ name: String, width: Int, channels: Int) -> IntegerProgram.Input {
    IntegerProgram.Input(
      name: name, row: RowShape(width: width, channels: channels), isInt16: false,
      samplesPerSecond: nil, fixedRows: nil, minimumRows: 1, standardisation: .fixed,
      quantisation: .unit)
  }
}

extension Quantisation {
  fileprivate static let unit = Quantisation(scale: 1, zeroPoint: 0)
}
