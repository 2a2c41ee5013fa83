import Lowering
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
  /// In the first of them the input's ring is as full as in any other, or in the one behind it.
  private static let periods = 4

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
    var least = 1 + Int(zip(efforts, rowsPerFiring).reduce(0) { $0 + Double($1.0) / Double($1.1) })
    let length =
      program.inputs[0].fixedRows > 0
      ? program.inputs[0].fixedRows
      : program.steadyRows(storage)[0] + Self.periods * (rowsPerFiring.max() ?? 1)
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

  /// What a stream of so many rows does, row by row.
  private func work(
    _ program: IntegerProgram, _ storage: [WeightStorage], _ length: Int, pace: Pace? = nil
  ) throws(CompileError) -> Work {
    var work = Work()
    var effort = 0
    var schedule = Schedule(program, storage, pace: pace)
    try schedule.run(rows: [length]) { event in
      switch event {
      case .firing(let op, _):
        effort += efforts[op]
        work.firings[work.firings.count - 1] += 1
        work.worstEffort = max(work.worstEffort, effort)
      case .push, .end:
        effort = 0
        work.firings.append(work.firings.last ?? 0)
      }
    }
    work.firings.removeLast()
    work.inputSlots = schedule.capacities[0]
    return work
  }

  private struct Work {
    /// Ops that have fired when a row was pushed, all since the start, by row.
    var firings: [Int] = []
    /// The most that one row set free.
    var worstEffort = 0
    /// Slots that the input's ring needs.
    var inputSlots = 0

    /// Rows until what a row sets free is done, at most.
    func delay(behind atOnce: Work) -> Int {
      var delay = 0
      var done = 0
      for row in firings.indices {
        while done <= row, atOnce.firings[done] <= firings[row] { done += 1 }
        delay = max(delay, row + 1 - done)
      }
      return delay
    }
  }
}

extension IntegerProgram {
  /// Instructions of a whole firing.
  fileprivate func effort(ofOp index: Int, _ storage: WeightStorage) -> Int {
    let firing = InstructionPrices.price(firingTerms(ofOp: index, storage), on: .cortexM4)
    let row = InstructionPrices.price(terms(ofOp: index), on: .cortexM4)
    return Int((firing + row * Double(storage.strip)).rounded(.up))
  }

  /// Rows of the input from one firing of an op to the next.
  fileprivate func inputRows(perFiringOf index: Int, _ storage: WeightStorage) -> Int {
    inputRows(perRowOf: ops[index].edges[0].tensor)
      * (ops[index].operation.geometry?.strideRows ?? 1) * storage.strip
  }
}
