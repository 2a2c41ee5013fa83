import Program

/// The work of one stream: of its pushes, and of its end.
struct StreamWork {
  /// Rows that each op computes, before a fused pool.
  private(set) var rowsByOp: [Int]
  private(set) var macsByOp: [Int]
  private(set) var terms: [InstructionTerm: Int] = [:]
  private(set) var instructions = 0.0
  private(set) var finishInstructions = 0.0

  var macs: Int { macsByOp.reduce(0, +) }

  /// - Parameter rows: of each input.
  init(_ schedule: Schedule, _ units: WorkUnits, rows: [Int], rowsPerPush: Int) {
    var rowsByOp = units.macsPerRow.map { _ in 0 }
    var counts = units.terms.map { _ in 0 }
    var (pushed, finished) = (0.0, 0.0)
    var isEnding = false
    var schedule = schedule
    do {
      try schedule.run(rows: rows, rowsPerPush: rowsPerPush) { event in
        if case .finish = event { isEnding = true }
        if case .firing(let op, let rows, _) = event { rowsByOp[op] += rows }
        units.visit(event) { counts[$0] += $1 }
        if isEnding { finished += units.instructions(event) }
      }
    } catch {
      // A schedule that halts has no more events to count; `verify` and `run` say so.
    }
    for (unit, count) in counts.enumerated() where count > 0 {
      pushed += units.prices[unit] * Double(count)
      terms.merge(units.terms[unit].mapValues { $0 * count }, uniquingKeysWith: +)
    }
    self.rowsByOp = rowsByOp
    macsByOp = zip(rowsByOp, units.macsPerRow).map { $0 * $1 }
    instructions = pushed
    finishInstructions = finished
  }
}
