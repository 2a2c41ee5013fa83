internal import FixedPoint
internal import ModelFormat

extension Executor {
  /// One row of scores in 2⁻¹⁵, from tables between whose entries values are interpolated.
  ///
  /// e[i] = exponential(scale(x[i] − highest) + 32,767); with the sum s of all e, 2^n ≤ s < 2^(n + 1),
  /// r = reciprocal(s / 2^n − 1), y[i] = clamp(⌊e[i] · r / 2^n + ½⌋). Both tables run over all of int16.
  @inline(never)
  mutating func interpolatedSoftmax(_ index: Int) {
    guard let source = window(ofOp: index).row(0) else { return }
    let op = model.op(index)
    let output = WideOutput(model, index)
    let row = row(ofOp: index)
    let count = self.output(ofOp: index).channels
    var highest = Int32(Int16.min)
    for element in 0..<count { highest = max(highest, arena.int16(at: source &+ element &* 2)) }
    var sum: Int32 = 0
    for element in 0..<count {
      let distance = arena.int16(at: source &+ element &* 2) &- highest
      let scaled = op.multiplier.scale(distance, output.profile)
      let power = interpolate(op.weights, scaled &+ 32_767)
      sum &+= power
      // The row is written from here on: what was read is not needed again.
      arena.store(int16: power, at: row &+ element &* 2)
    }
    guard sum > 0 else { return }
    var bits: Int32 = 0
    while sum &>> bits > 1 { bits &+= 1 }
    let fraction = roundedFraction(sum, bits)
    let reciprocal = interpolate(
      op.weights &+ Layout.interpolationEntries &* 2, fraction &- 32_768)
    let half: Int32 = bits > 0 ? 1 &<< (bits &- 1) : 0
    for element in 0..<count {
      // Below 2³⁰: neither factor takes more than 15 bits.
      let product = arena.int16(at: row &+ element &* 2) &* reciprocal
      arena.store(int16: output.clamp((product &+ half) &>> bits), at: row &+ element &* 2)
    }
  }

  /// x / 2^bits − 1 in 2⁻¹⁶, rounded half up, of 2^bits ≤ x < 2^(bits + 1).
  @inline(__always)
  private func roundedFraction(_ x: Int32, _ bits: Int32) -> Int32 {
    let rest = x &- 1 &<< bits
    if bits <= 16 { return rest &<< (16 &- bits) }
    return (rest &+ 1 &<< (bits &- 17)) &>> (bits &- 16)
  }

  /// The value of a table at x, kept within int16: an entry every 128, a slope between them.
  @inline(never)
  private func interpolate(_ table: Int, _ x: Int32) -> Int32 {
    let kept = min(max(x, -32_768), 32_767)
    let place = table &+ Int(256 &+ kept &>> 7) &* 2
    let low = Int32(Int16(bitPattern: model.bytes.uint16(at: place)))
    let high = Int32(Int16(bitPattern: model.bytes.uint16(at: place &+ 2)))
    // The slope is taken modulo 2¹⁶.
    let slope = Int32(Int16(truncatingIfNeeded: high &- low))
    return Int32(
      Int16(truncatingIfNeeded: low &+ (slope &* (kept & 127) &+ 64) &>> 7))
  }
}
