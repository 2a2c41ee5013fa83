public import ModelFormat
import Program

/// How a stream's work is spread over its rows, as `Executor+Pace` of the runtime says.
///
/// Its unit is an instruction that a Cortex-M4 would execute.
public struct Pace: Equatable, Sendable, Encodable {
  /// What each row of the input brings.
  public var creditPerRow: Int
  /// What a firing of each op takes.
  public var efforts: [Int]
  /// Slots of each tensor's ring.
  var capacities: [Int]

  private enum CodingKeys: CodingKey { case creditPerRow, efforts }

  /// No sum of credit is larger, so that it fits 32 bits.
  private static let mostCredit = 1 << 30
  /// Of the stream that is tried; with one the input's ring may not be as full as it gets.
  private static let periods = 2
  /// The longest period that is tried. Strips whose lengths have little in common repeat later.
  private static let longestPeriod = 1 << 18

  /// The pace of a file; nil where it has none.
  public init?(reading model: Model) {
    guard model.hasPace else { return nil }
    creditPerRow = model.creditPerRow
    efforts = (0..<model.opCount).map { model.effort(ofOp: $0) }
    capacities = (0..<model.tensorCount).map { model.tensor($0).capacity }
  }

  /// The slowest pace with which no more rows wait than may.
  ///
  /// - Parameter capacities: slots of each ring without a pace.
  init(
    _ program: IntegerProgram, _ storage: [WeightStorage], capacities: [Int], waitingRows: Int
  ) throws(CompileError) {
    guard program.inputs.count == 1 else {
      throw .severalInputsToSpread(program.inputs.count)
    }
    efforts = program.ops.indices.map { program.effort(ofOp: $0, storage[$0]) }
    self.capacities = capacities
    let rowsPerFiring = program.ops.indices.map { program.inputRows(perFiringOf: $0, storage[$0]) }
    // Less, and rows would wait longer and longer.
    var least = 1
    for (effort, rows) in zip(efforts, rowsPerFiring) { least += rows > 0 ? effort / rows + 1 : 0 }
    let length =
      program.inputs[0].fixedRows
      ?? program.steadyRows(storage)[0] + Self.periods * Self.period(rowsPerFiring)
    creditPerRow = 0
    let atOnce = try work(program, storage, length)
    var most = max(least, atOnce.worstEffort)
    while least < most {
      creditPerRow = (least + most) / 2
      let delay = try work(program, storage, length, pace: self).delay(behind: atOnce)
      if delay > waitingRows { least = creditPerRow + 1 } else { most = creditPerRow }
    }
    creditPerRow = most
    // One more than is ever taken: a ring without room would not wait for credit.
    self.capacities[0] = try work(program, storage, length, pace: self).inputSlots + 1
    let credit = creditPerRow * self.capacities[0] + (efforts.max() ?? 0)
    guard credit <= Self.mostCredit else {
      throw .tooLarge(
        layer: program.inputs[0].name, quantity: "work to be spread", value: credit,
        limit: Self.mostCredit)
    }
  }

  /// Rows after which firings repeat.
  private static func period(_ rowsPerFiring: [Int]) -> Int {
    rowsPerFiring.filter { $0 > 0 }.reduce(1) { period, rows in
      var (a, b) = (period, rows)
      while b > 0 { (a, b) = (b, a % b) }
      let common = period / a * rows
      return common <= longestPeriod ? common : max(period, rows)
    }
  }

  /// What a stream of so many rows does, row by row.
  private func work(
    _ program: IntegerProgram, _ storage: [WeightStorage], _ length: Int, pace: Pace? = nil
  ) throws(CompileError) -> Work {
    var work = Work(firings: program.ops.map { _ in [] })
    var effort = 0
    var schedule = Schedule(program, storage, pace: pace)
    try schedule.run(rows: [length]) { event in
      switch event {
      case .firing(let op, _, _):
        effort += efforts[op]
        work.firings[op].append(work.rows - 1)
        work.worstEffort = max(work.worstEffort, effort)
      case .run, .finish:
        effort = 0
        work.rows += 1
      case .push, .refusal, .end: break
      }
    }
    work.inputSlots = schedule.capacities[0]
    return work
  }

  private struct Work {
    /// The rows with which each op fired, in their order; the one behind the last at the end.
    var firings: [[Int]]
    /// Rows that were pushed, and the end.
    var rows = 0
    /// The most that one row set free.
    var worstEffort = 0
    /// Slots that the input's ring needs.
    var inputSlots = 0

    /// Rows until what a row sets free is done, at most, but for what is left to the end.
    func delay(behind atOnce: Work) -> Int {
      zip(firings, atOnce.firings).flatMap { zip($0, $1).map(-) }.reduce(0, max)
    }
  }
}

extension IntegerProgram {
  /// Instructions of a whole firing.
  fileprivate func effort(ofOp index: Int, _ storage: WeightStorage) -> Int {
    let firing = InstructionPrices.price(firingTerms(ofOp: index, storage), on: .cortexM4)
    let rows = InstructionPrices.price(
      terms(ofOp: index, rows: storage.strip, storage), on: .cortexM4)
    return Int((firing + rows).rounded(.up))
  }

  /// Rows of the input from one firing of an op to the next; 0 for one that fires at the end only.
  fileprivate func inputRows(perFiringOf index: Int, _ storage: WeightStorage) -> Int {
    let source = ops[index].edges[0].tensor
    guard !comesAtEnd(source) else { return 0 }
    return inputRows(perRowOf: source) * ops[index].operation.rowFlow.stride * storage.strip
  }

  private func comesAtEnd(_ tensor: Int) -> Bool {
    guard tensor >= inputs.count else { return false }
    let op = ops[tensor - inputs.count]
    return op.operation.sumsRows || op.edges.contains { comesAtEnd($0.tensor) }
  }
}
