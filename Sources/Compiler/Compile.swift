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
  /// - Parameters:
  ///   - fused: whether convolutions do the max-pools behind them. Without, every tensor of the
  ///     network is there to be seen, and the scores are the same.
  ///   - storage: how each op's weights are stored, by the fused program's ops; dense where it is
  ///     not given.
  ///   - waitingRows: rows of the input that work may wait for; nil where each row's work is done at
  ///     once.
  public init(
    _ program: IntegerProgram, fused: Bool = true, storage: [WeightStorage]? = nil,
    waitingRows: Int? = nil
  ) throws(CompileError) {
    try program.checkAll()
    let program = fused ? program.fusingPools() : program
    let planner = try Planner(
      program, storage ?? program.ops.map { _ in WeightStorage() }, waitingRows: waitingRows)
    try self.init(fused: program, planner.plan)
  }

  /// Writes a program with its weights stored as the goals ask.
  ///
  /// - Parameter simplified: whether channels that add nothing are removed.
  public init(
    _ program: IntegerProgram, fused: Bool = true, simplified: Bool = false, goals: StorageGoals
  ) throws(CompileError) {
    try program.checkAll()
    let simplest = simplified ? program.simplified() : nil
    let program = simplest?.program ?? program
    let ready = fused ? program.fusingPools() : program
    var search = StorageSearch(ready, goals)
    try self.init(fused: ready, try search.run())
    simplification = simplest?.report
  }

  private init(fused program: IntegerProgram, _ plan: Plan) throws(CompileError) {
    self.program = program
    self.plan = plan
    file = try FileWriter(program: program, plan: plan, selfTest: SelfTest(program)).file()
    do {
      _ = try Model(file.span)
    } catch {
      throw .refused(error)
    }
  }

  /// Compiles a float graph with calibrated ranges.
  ///
  /// - Parameter simplified: whether channels that add nothing are removed.
  public init(
    _ graph: FloatGraph, _ calibration: Calibration, _ choice: StandardisationChoice,
    fused: Bool = true, simplified: Bool = true, grid: WeightGrid = WeightGrid(),
    goals: StorageGoals = .dense
  ) throws(CompileError) {
    try self.init(
      Quantiser(graph, calibration, choice, grid: grid).program(), fused: fused,
      simplified: simplified, goals: goals)
  }
}

extension IntegerProgram {
  fileprivate func checkAll() throws(CompileError) {
    do { try check() } catch { throw .program(error) }
  }
}
