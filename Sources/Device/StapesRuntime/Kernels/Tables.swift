internal import FixedPoint
internal import ModelFormat

extension Executor {
  /// One row through a table of 256 values: y = table[x's bit pattern].
  @inline(never)
  mutating func lookUp(_ index: Int) {
    guard let source = window(ofOp: index).row(0) else { return }
    let row = row(ofOp: index)
    let start = model.op(index).weights
    let table = model.bytes.extracting(start..<start &+ Layout.lookupEntries)
    for element in 0..<output(ofOp: index).elements {
      arena[row &+ element] = table[Int(arena[source &+ element])]
    }
  }

  /// Spreads one row of width × channels over a flattened row.
  ///
  /// Element (x, c) goes to c · `kernelAcross` + x · `strideAcross` behind the place of this row's
  /// first element: channels outermost, as PyTorch flattens a picture, or innermost, as TFLite does.
  @inline(never)
  mutating func flatten(_ index: Int) {
    guard let source = window(ofOp: index).row(0) else { return }
    let op = model.op(index)
    let input = model.source(ofEdge: op.firstEdge)
    let row =
      row(ofOp: index)
      &+ cursor(ofTensor: model.output(ofOp: index)).parts &* op.strideRows
    let channels = input.channels
    for column in 0..<input.width {
      for channel in 0..<channels {
        arena[row &+ channel &* op.kernelAcross &+ column &* op.strideAcross] =
          arena[source &+ column &* channels &+ channel]
      }
    }
  }

  /// Scores in 1/256: y = ⌊(256·e[d] + total/2) / total⌋ − 128, at most 127, where d is the distance
  /// to the highest value and e the model's table of exponentials (0 beyond its end).
  @inline(never)
  mutating func softmax(_ index: Int) {
    guard let source = window(ofOp: index).row(0) else { return }
    let op = model.op(index)
    let row = row(ofOp: index)
    let count = output(ofOp: index).channels
    var highest = Int32(Int8.min)
    for element in 0..<count { highest = max(highest, arena.int8(at: source &+ element)) }
    var total: UInt32 = 0
    for element in 0..<count {
      total &+= exponential(op, highest &- arena.int8(at: source &+ element))
    }
    for element in 0..<count {
      let value = exponential(op, highest &- arena.int8(at: source &+ element))
      arena.store(softmaxScore(exponential: value, total: total), at: row &+ element)
    }
  }

  @inline(never)
  private func exponential(_ op: OpRecord, _ distance: Int32) -> UInt32 {
    let position = Int(distance) &* Layout.exponentialBytes
    // Negative where a hostile plan lets the scores overwrite the values.
    return position >= 0 && position < op.weightBytes
      ? UInt32(model.bytes.uint16(at: op.weights &+ position)) : 0
  }
}
