internal import FixedPoint
internal import ModelFormat

extension Executor {
  /// One row in other steps, from elements of any size to elements of any.
  ///
  /// y = clamp(scale(x − z) + zero point), with the edge's factor below zero and the op's elsewhere.
  @inline(never)
  mutating func rescale(_ index: Int) {
    guard let source = window(ofOp: index).row(0) else { return }
    let op = model.op(index)
    let output = WideOutput(model, index)
    let input = model.source(ofEdge: op.firstEdge)
    let row = row(ofOp: index)
    let (positive, negative) = (op.multiplier, model.edge(op.firstEdge).multiplier)
    for element in 0..<input.elements {
      let x =
        input.elementBytes == 2
        ? arena.int16(at: source &+ element &* 2)
        : arena.int8(at: source &+ element) &- input.zeroPoint
      let scaled = (x < 0 ? negative : positive).scale(x, output.profile)
      let y = output.clamp(scaled &+ output.zeroPoint)
      if output.elementBytes == 2 {
        arena.store(int16: y, at: row &+ element &* 2)
      } else {
        arena.store(Int8(truncatingIfNeeded: y), at: row &+ element)
      }
    }
  }

  /// One row of the logistic function, or of tanh, in 2⁻¹⁵.
  ///
  /// v = ⌊x · multiplier / 2^shift + ½⌋ counts real values in 1/12,288; the table has the logistic
  /// function in 2⁻¹⁶ for every 512 of them, between which values are interpolated. Past its last entry
  /// the output is 32,767, or 1 − that below zero, or −32,767. tanh(v) = 2·logistic(2v) − 1 takes every 256. Rounding is half up for v ≥ 0, and half
  /// down below.
  @inline(never)
  mutating func sigmoid(_ index: Int) {
    guard let source = window(ofOp: index).row(0) else { return }
    let op = model.op(index)
    let row = row(ofOp: index)
    let isTanh = op.kind == .hyperbolicTangent
    let bits: Int32 = isTanh ? 8 : 9
    let (multiplier, shift) = (op.multiplier.q31, op.multiplier.shift)
    let half: Int32 = shift > 0 ? 1 &<< (shift &- 1) : 0
    for element in 0..<output(ofOp: index).elements {
      let x = arena.int16(at: source &+ element &* 2)
      let v = (x &* multiplier &+ half) &>> shift
      // In 2⁻¹⁶ / 2^bits.
      let share = interpolatedLogistic(op, v < 0 ? 0 &- v : v, bits)
      let y: Int32
      if isTanh {
        // 2·share − 1 in 2⁻¹⁵ is share − ½ in 2⁻¹⁶.
        let rest = share &- 1 &<< (bits &+ 15)
        y = (v < 0 ? 127 &- rest : 128 &+ rest) &>> bits
      } else {
        y = (v < 0 ? 1 &<< (bits &+ 16) &- share &+ 511 : share &+ 512) &>> (bits &+ 1)
      }
      arena.store(int16: y, at: row &+ element &* 2)
    }
  }

  /// The logistic function of v ≥ 0, whose table has an entry every 2^bits, in 2^−(16 + bits).
  @inline(never)
  private func interpolatedLogistic(_ op: OpRecord, _ v: Int32, _ bits: Int32) -> Int32 {
    let place = Int(v &>> bits)
    let last = Layout.sigmoidEntries &- 1
    // Negative is the one value whose magnitude does not fit.
    // What gives 32,767 in 2⁻¹⁵.
    guard place >= 0, place < last else { return bits == 9 ? 0xFFFE &<< 9 : 0xFFFF &<< 8 }
    let low = Int32(model.bytes.uint16(at: op.weights &+ place &* 2))
    let high = Int32(model.bytes.uint16(at: op.weights &+ place &* 2 &+ 2))
    return low &<< bits &+ (v & (1 &<< bits &- 1)) &* (high &- low)
  }
}
