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
          ProgramOp(
            name: "pool", operation: .maxPool(.point), edges: [ProgramEdge(tensor: 0)],
            row: RowShape(width: 2, channels: 1))
        ], quantisations: [.unit, .unit], labels: []))
  }

  /// Two inputs that only a concatenation reads.
  public static func pairs() throws -> SampleModel {
    try SampleModel(
      IntegerProgram(
        name: "pairs", rounding: .single,
        inputs: [rows("left", width: 1, channels: 1), rows("right", width: 1, channels: 1)],
        ops: [
          ProgramOp(
            name: "concat", operation: .concat,
            edges: [ProgramEdge(tensor: 0), ProgramEdge(tensor: 1)],
            row: RowShape(width: 1, channels: 2)),
          ProgramOp(
            name: "mean", operation: .globalAverage(ScaleFactor(q31: 1 << 30, shift: -7)),
            edges: [ProgramEdge(tensor: 2)], row: RowShape(width: 1, channels: 2)),
        ], quantisations: [.unit, .unit, .unit, .unit], labels: []))
  }

  /// The mean of rows of 16,384 positions, in steps of 1/256.
  public static func wideMean() throws -> SampleModel {
    try SampleModel(
      IntegerProgram(
        name: "wide mean", rounding: .single, inputs: [rows("rows", width: 16_384, channels: 1)],
        ops: [
          ProgramOp(
            name: "mean", operation: .globalAverage(ScaleFactor(q31: 1 << 30, shift: 1)),
            edges: [ProgramEdge(tensor: 0)], row: RowShape(width: 1, channels: 1))
        ], quantisations: [.unit, .unit], labels: []))
  }

  private static func rows(_ name: String, width: Int, channels: Int) -> ProgramInput {
    ProgramInput(
      name: name, row: RowShape(width: width, channels: channels), isWide: false,
      samplesPerSecond: 0, fixedRows: 0, minimumRows: 1, standardisation: .fixed)
  }
}

extension Quantisation {
  fileprivate static let unit = Quantisation(scale: 1, zeroPoint: 0)
}
