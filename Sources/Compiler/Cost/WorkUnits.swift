import Program

/// What the events of a schedule consist of, and the instructions of each such unit on a target.
///
/// Units stand one behind the other: of calls and refusals, of each input, of each op.
struct WorkUnits {
  /// What each unit is counted by.
  let terms: [[InstructionTerm: Int]]
  /// Instructions of each unit.
  let prices: [Double]
  /// MACs of a row that each op computes: padding counts, columns that a fused pool leaves out do not.
  let macsPerRow: [Int]
  /// Rows of a whole firing of each op.
  private let strips: [Int]
  private let inputCount: Int

  private static let shared = 2
  private static let perInput = 2
  private static let perOp = 6

  init(
    _ program: IntegerProgram, _ storage: [WeightStorage], isPaced: Bool, on target: DeviceTarget
  ) {
    inputCount = program.inputs.count
    var terms: [[InstructionTerm: Int]] = [[.call: 1], [.refusal: 1]]
    for input in program.inputs.indices {
      let (run, row) = program.terms(ofInput: input)
      terms += [isPaced ? run.merging([.pacedRun: 1]) { $1 } : run, row]
    }
    for op in program.ops.indices {
      let firing = program.firingTerms(ofOp: op, storage[op])
      let (cutRow, missingRow) = program.paddingTerms(ofOp: op)
      terms += [
        isPaced ? firing.merging([.pacedFiring: 1]) { $1 } : firing,
        program.terms(ofOp: op, rows: 1, storage[op]),
        program.terms(ofOp: op, rows: storage[op].strip, storage[op]), cutRow, missingRow,
        program.endTerms(ofOp: op),
      ]
    }
    self.terms = terms
    prices = terms.map { InstructionPrices.price($0, on: target) }
    strips = storage.map(\.strip)
    macsPerRow = program.ops.indices.map { program.macsPerRow(ofOp: $0) }
  }

  /// The units of an event, and how many there are of each.
  func visit(_ event: ScheduleEvent, _ seen: (_ unit: Int, _ count: Int) -> Void) {
    switch event {
    case .push, .finish: seen(0, 1)
    case .refusal: seen(1, 1)
    case .run(let input, let rows):
      let unit = Self.shared + Self.perInput * input
      seen(unit, 1)
      seen(unit + 1, rows)
    case .firing(let op, let rows, let padding):
      let unit = unit(ofOp: op)
      seen(unit, 1)
      if rows == strips[op] { seen(unit + 2, 1) } else { seen(unit + 1, rows) }
      seen(unit + 3, padding.cutRows)
      seen(unit + 4, padding.missingRows)
    case .end(let op): seen(unit(ofOp: op) + 5, 1)
    }
  }

  func instructions(_ event: ScheduleEvent) -> Double {
    var sum = 0.0
    visit(event) { sum += prices[$0] * Double($1) }
    return sum
  }

  func macs(_ event: ScheduleEvent) -> Int {
    guard case .firing(let op, let rows, _) = event else { return 0 }
    return macsPerRow[op] * rows
  }

  private func unit(ofOp op: Int) -> Int {
    Self.shared + Self.perInput * inputCount + Self.perOp * op
  }
}

extension IntegerProgram {
  fileprivate func macsPerRow(ofOp index: Int) -> Int {
    guard case .convolution(let convolution) = ops[index].operation else { return 0 }
    return ops[index].row.width * convolution.pool.across * convolution.weights.count
  }

  /// The terms of passing the end of its input on.
  fileprivate func endTerms(ofOp index: Int) -> [InstructionTerm: Int] {
    ops[index].operation.sumsRows
      ? [.end: 1, .averageOutput: ops[index].row.elements] : [.end: 1]
  }
}
