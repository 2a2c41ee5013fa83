public import ModelFormat
import Program

/// The work that a program is, for one second of audio or for the shortest input of other kinds.
///
/// Instructions are estimated term by term with `InstructionPrices`.
public struct CostReport: Equatable, Sendable, Encodable {
  /// Rows of each input that the figures are for.
  public var rows: [Int]
  public var macs: Int
  public var macsByOp: [Int]
  /// Rows of a push: 10 ms, or one row where that is longer or there are several inputs.
  public var rowsPerPush: Int
  /// MACs of the worst push.
  public var worstPushMACs: Int
  public var instructions: Int
  /// Instructions of the worst push of a stream of any length, as `WorstPush` finds it, and of the end
  /// of a stream of `rows`.
  public var worstPushInstructions: Int
  public var finishInstructions: Int
  /// Rows that each op computes, before a fused pool.
  public var rowsByOp: [Int]
  /// How often each term of the estimate occurs.
  public var terms: [String: Int]
}

extension CostReport {
  /// "160 rows"
  public var pushText: String { rowsPerPush == 1 ? "one row" : "\(rowsPerPush) rows" }

  /// The work that a file is.
  public init(_ model: Model, on target: DeviceTarget = .cortexM4) {
    self.init(
      IntegerProgram(reading: model), [WeightStorage](reading: model),
      rings: (0..<model.tensorCount).map { model.tensor($0).capacity }, pace: Pace(reading: model),
      on: target)
  }

  fileprivate init(
    _ program: IntegerProgram, _ storage: [WeightStorage], rings: [Int], pace: Pace?,
    on target: DeviceTarget = .cortexM4
  ) {
    let units = WorkUnits(program, storage, isPaced: pace != nil, on: target)
    let schedule = Schedule(program, storage, rings: rings, pace: pace)
    rows = program.countedRows
    rowsPerPush = program.rowsPerPush
    let work = StreamWork(schedule, units, rows: rows, rowsPerPush: rowsPerPush)
    let worst = WorstPush(program, schedule, units, rowsPerPush: rowsPerPush)
    macs = work.macs
    macsByOp = work.macsByOp
    rowsByOp = work.rowsByOp
    instructions = Int(work.instructions)
    finishInstructions = Int(work.finishInstructions)
    worstPushMACs = worst.macs
    worstPushInstructions = Int(worst.instructions)
    terms = [:]
    for (term, count) in work.terms where count != 0 { terms[term.rawValue] = count }
  }
}

extension CompiledModel {
  public var cost: CostReport { cost(on: .cortexM4) }

  public func cost(on target: DeviceTarget) -> CostReport {
    CostReport(
      program, plan.storage, rings: plan.rings.map(\.capacity), pace: plan.pace, on: target)
  }

  /// What it would be if each row's work were done at once.
  public func costAtOnce() throws(CompileError) -> CostReport {
    let plan = try Planner(program, plan.storage).plan
    return CostReport(program, plan.storage, rings: plan.rings.map(\.capacity), pace: nil)
  }

  /// For one second of audio, or for the shortest input of other kinds.
  public var macs: Int { StreamWork(program, plan.storage).macs }
}

extension StreamWork {
  /// What `CostReport` counts, of a program whose rings may not be planned yet.
  init(_ program: IntegerProgram, _ storage: [WeightStorage], rings: [Int]? = nil) {
    self.init(
      Schedule(program, storage, rings: rings),
      WorkUnits(program, storage, isPaced: false, on: .cortexM4), rows: program.countedRows,
      rowsPerPush: program.rowsPerPush)
  }
}

extension IntegerProgram {
  /// No more rows are looked at, whatever a file says of its rate.
  private static let mostRows = 768_000
  /// Rows of all tensors together, some seconds of simulation: of a program with more ops, fewer rows
  /// of the inputs are looked at.
  private static let mostTensorRows = 1 << 27

  fileprivate var countedRows: [Int] {
    let most = min(Self.mostRows, Self.mostTensorRows / tensorCount)
    return inputs.map { input in
      min(input.fixedRows ?? max(input.samplesPerSecond ?? 0, input.minimumRows), most)
    }
  }

  fileprivate var rowsPerPush: Int {
    guard inputs.count == 1, let rate = inputs[0].samplesPerSecond else { return 1 }
    return min(max(1, rate / 100), Self.mostRows)
  }
}
