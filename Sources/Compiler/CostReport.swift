import Lowering
public import Program

/// The work that a program is, for one second of audio or for the shortest input of other kinds.
public struct CostReport: Equatable, Sendable, Encodable {
  /// Rows of each input that the figures are for.
  public var rows: [Int]
  public var macs: Int
  public var macsByOp: [Int]
  /// MACs of the worst single push of one row.
  public var worstPushMACs: Int
}

extension CostReport {
  public init(_ program: IntegerProgram) {
    rows = program.inputs.map { input in
      input.fixedRows > 0 ? input.fixedRows : max(input.samplesPerSecond, input.minimumRows)
    }
    let perFiring = program.ops.indices.map { program.macsPerFiring($0) }
    var firings = [Int](repeating: 0, count: program.ops.count)
    var worst = 0
    var push = 0
    var schedule = Schedule(program)
    do {
      try schedule.run(rows: rows) { fired in
        if let fired {
          firings[fired] += 1
          push += perFiring[fired]
        } else {
          worst = max(worst, push)
          push = 0
        }
      }
    } catch {
      // A schedule that halts has no more firings to count; `verify` and `run` say so.
    }
    macsByOp = zip(firings, perFiring).map { $0 * $1 }
    macs = macsByOp.reduce(0, +)
    worstPushMACs = worst
  }
}

extension IntegerProgram {
  /// MACs of one firing of an op: padding counts, columns that a fused pool leaves out do not.
  func macsPerFiring(_ index: Int) -> Int {
    guard case .convolution(let convolution) = ops[index].operation else { return 0 }
    return ops[index].row.width * convolution.pool.across * convolution.weights.count
  }
}
