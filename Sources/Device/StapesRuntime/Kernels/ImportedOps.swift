internal import FixedPoint
internal import ModelFormat

/// Ops that only TFLite's networks have.
extension Executor {
  /// One row of a product: y = clamp(scale((a − z₁) · (b − z₂)) + zero point).
  @inline(never)
  mutating func multiplyRows(_ index: Int) {
    let op = model.op(index)
    let range = OutputRange(model, index)
    let row = row(ofOp: index)
    guard let a = window(ofEdge: op.firstEdge).row(0),
      let b = window(ofEdge: op.firstEdge &+ 1).row(0)
    else { return }
    let zeros = (
      model.source(ofEdge: op.firstEdge).zeroPoint,
      model.source(ofEdge: op.firstEdge &+ 1).zeroPoint
    )
    for element in 0..<output(ofOp: index).elements {
      let product =
        (arena.int8(at: a &+ element) &- zeros.0) &* (arena.int8(at: b &+ element) &- zeros.1)
      arena.store(range.requantise(product, op.multiplier), at: row &+ element)
    }
  }

  /// One row of scores in 1/256, as gemmlowp computes them from a table of exponentials (0 beyond its
  /// end) of the distance to the highest value.
  @inline(never)
  mutating func gemmlowpSoftmax(_ index: Int) {
    guard let source = window(ofOp: index).row(0) else { return }
    let op = model.op(index)
    let row = row(ofOp: index)
    let count = output(ofOp: index).channels
    var highest = Int32(Int8.min)
    for element in 0..<count { highest = max(highest, arena.int8(at: source &+ element)) }
    var sum: Int32 = 0
    for element in 0..<count {
      sum &+= GemmlowpShares.addend(
        wideExponential(op, highest &- arena.int8(at: source &+ element)))
    }
    let shares = GemmlowpShares(sum: sum)
    for element in 0..<count {
      let value = wideExponential(op, highest &- arena.int8(at: source &+ element))
      arena.store(shares.score(value), at: row &+ element)
    }
  }

  @inline(never)
  private func wideExponential(_ op: OpRecord, _ distance: Int32) -> Int32 {
    let position = Int(distance) &* Layout.wideExponentialBytes
    // Negative where a hostile plan lets the scores overwrite the values.
    return position >= 0 && position < op.weightBytes
      ? model.bytes.int32(at: op.weights &+ position) : 0
  }
}
