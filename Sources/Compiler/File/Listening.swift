import ModelFormat
import Program

/// How a model listens, in rows of its first input: what a firmware has to know to serve it.
struct Listening {
  /// From one set of scores to the next.
  var hopRows: Int
  /// That have a part in one set of scores.
  var windowRows: Int
  /// After which the first scores come.
  var warmUpRows: Int
  /// So much later scores may come, where work is spread.
  var delayRows: Int

  /// nil of a model that scores whole clips.
  init?(_ program: IntegerProgram, _ plan: Plan) {
    guard program.averageWindow != nil else { return nil }
    hopRows = program.inputRows(perRowOf: program.tensorCount - 1)
    windowRows = program.firstInputRows { index, rows in
      let flow = program.flow(ofOp: index, plan.storage[index])
      return (rows * flow.parts - 1) * flow.stride + flow.kernelRows
    }
    warmUpRows = program.firstInputRows { index, rows in
      let flow = program.flow(ofOp: index, plan.storage[index])
      let strips = (rows * flow.parts + flow.strip - 1) / flow.strip
      return max(1, (strips * flow.strip - 1) * flow.stride + flow.kernelRows - flow.padBefore)
    }
    delayRows = plan.delayRows
  }

  /// The section of a file, in the order of `Layout.Listening`.
  var bytes: [UInt8] {
    [UInt8](littleEndian: [hopRows, windowRows, warmUpRows, delayRows].map { UInt32($0) })
  }
}

extension IntegerProgram {
  /// Rows of the first input that the first scores need.
  ///
  /// - Parameter inputRows: the rows that an op of a number needs for so many rows that it gives.
  fileprivate func firstInputRows(_ inputRows: (Int, Int) -> Int) -> Int {
    var needed = [Int](repeating: 1, count: tensorCount)
    for (index, op) in ops.enumerated().reversed() {
      let rows = inputRows(index, needed[inputs.count + index])
      for edge in op.edges { needed[edge.tensor] = max(needed[edge.tensor], rows) }
    }
    return needed[0]
  }
}
