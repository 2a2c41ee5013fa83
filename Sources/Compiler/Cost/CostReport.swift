public import ModelFormat
public import Program

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
  /// Instructions of the worst push, and of the end of the stream.
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

  /// No more rows are looked at, whatever a file says of its rate.
  private static let mostRows = 768_000
  /// Rows of all tensors together, some seconds of simulation: of a program with more ops, fewer rows
  /// of the inputs are looked at.
  private static let mostTensorRows = 1 << 27

  /// The work that a file is.
  public init(_ model: Model, on target: DeviceTarget = .cortexM4) {
    self.init(
      IntegerProgram(reading: model), [WeightStorage](reading: model), pace: Pace(reading: model),
      on: target)
  }

  public init(
    _ program: IntegerProgram, _ storage: [WeightStorage], pace: Pace? = nil,
    on target: DeviceTarget = .cortexM4
  ) {
    let mostRows = min(Self.mostRows, Self.mostTensorRows / program.tensorCount)
    rows = program.inputs.map { input in
      min(input.fixedRows ?? max(input.samplesPerSecond ?? 0, input.minimumRows), mostRows)
    }
    let rowTerms = program.ops.indices.map { program.terms(ofOp: $0) }
    let firingTerms = program.ops.indices.map { program.firingTerms(ofOp: $0, storage[$0]) }
    let macs = program.ops.indices.map { program.macsPerFiring($0) }
    let rowPrices = rowTerms.map { InstructionPrices.price($0, on: target) }
    let firingPrices = firingTerms.map { InstructionPrices.price($0, on: target) }
    rowsPerPush =
      program.inputs.count == 1 ? max(1, (program.inputs[0].samplesPerSecond ?? 0) / 100) : 1
    var pushes = Pushes(rows: rowsPerPush)
    var firings = [Int](repeating: 0, count: program.ops.count)
    var rowsComputed = firings
    /// Streams rows of each input, and calls `seen` for each firing.
    func run(_ rows: [Int], _ seen: (Int, Int) -> Void) {
      var schedule = Schedule(program, storage, pace: pace)
      do {
        try schedule.run(rows: rows) { event in
          switch event {
          case .firing(let op, let rows):
            seen(op, rows)
            pushes.add(
              macs: macs[op] * rows,
              instructions: firingPrices[op] + rowPrices[op] * Double(rows))
          case .push(let input):
            pushes.addRow(
              instructions: InstructionPrices.price(program.terms(ofInput: input), on: target))
          case .end: pushes.end()
          }
        }
      } catch {
        // A schedule that halts has no more firings to count; `verify` and `run` say so.
      }
    }
    // The first scores of a window may come later than a second, and the work behind them.
    if program.averageWindow != nil {
      run(program.inputs.map { min($0.minimumRows + ($0.samplesPerSecond ?? 0), mostRows) }) {
        _, _ in
      }
    }
    run(rows) { op, rows in
      firings[op] += 1
      rowsComputed[op] += rows
    }
    macsByOp = zip(rowsComputed, macs).map { $0 * $1 }
    self.macs = macsByOp.reduce(0, +)
    rowsByOp = rowsComputed
    worstPushMACs = pushes.worstMACs
    worstPushInstructions = Int(pushes.worstInstructions)
    finishInstructions = Int(pushes.instructions)
    var terms: [InstructionTerm: Int] = [:]
    func add(_ more: [InstructionTerm: Int], times: Int) {
      terms.merge(more.mapValues { $0 * times }, uniquingKeysWith: +)
    }
    for index in program.ops.indices {
      add(firingTerms[index], times: firings[index])
      add(rowTerms[index], times: rowsComputed[index])
    }
    for index in rows.indices { add(program.terms(ofInput: index), times: rows[index]) }
    for op in program.ops where op.operation.sumsRows {
      terms[.averageOutput, default: 0] += op.row.elements
    }
    instructions = Int(InstructionPrices.price(terms, on: target))
    self.terms = [:]
    for (term, count) in terms where count > 0 { self.terms[term.rawValue] = count }
  }
}

/// The work of pushes of so many rows each, and of the end.
private struct Pushes {
  let rows: Int
  var pushed = 0
  var macs = 0
  var instructions = 0.0
  var worstMACs = 0
  var worstInstructions = 0.0

  mutating func add(macs: Int, instructions: Double) {
    self.macs += macs
    self.instructions += instructions
  }

  mutating func addRow(instructions: Double) {
    if pushed == rows { end() }
    pushed += 1
    self.instructions += instructions
  }

  /// What comes behind is of another push.
  mutating func end() {
    worstMACs = max(worstMACs, macs)
    worstInstructions = max(worstInstructions, instructions)
    (pushed, macs, instructions) = (0, 0, 0)
  }
}

extension IntegerProgram {
  /// MACs of one firing of an op: padding counts, columns that a fused pool leaves out do not.
  func macsPerFiring(_ index: Int) -> Int {
    guard case .convolution(let convolution) = ops[index].operation else { return 0 }
    return ops[index].row.width * convolution.pool.across * convolution.weights.count
  }
}
