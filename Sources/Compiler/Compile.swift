public import Lowering
import ModelFormat
public import Program

/// A compiled model: the file, and what it was written from.
public struct CompiledModel: Sendable {
  public var file: [UInt8]
  public var program: IntegerProgram
  public var plan: Plan
  /// What was taken out because nothing depends on it.
  public var simplification: Simplification?
}

extension CompiledModel {
  /// Writes a program as a file.
  ///
  /// - Parameter fused: whether convolutions do the max-pools behind them. Without, every tensor
  ///   of the network is there to be seen, and the scores are the same.
  public init(_ program: IntegerProgram, fused: Bool = true) throws(CompileError) {
    self.program = fused ? program.fusingPools() : program
    var planner = try Planner(self.program)
    plan = try planner.plan()
    file = try FileWriter(self.program, plan).file()
    do {
      _ = try Model(file.span)
    } catch {
      throw .refused(error)
    }
  }

  /// Compiles a float graph with calibrated ranges, without the channels that add nothing.
  public init(
    _ graph: StreamGraph, _ calibration: Calibration, _ choice: StandardisationChoice,
    fused: Bool = true
  ) throws(CompileError) {
    let (program, simplification) = try Quantiser(graph, calibration, choice).program().simplified()
    try self.init(program, fused: fused)
    self.simplification = simplification
  }
}
