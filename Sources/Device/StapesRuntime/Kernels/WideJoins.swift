internal import FixedPoint
internal import ModelFormat

/// Bits by which an addition of int16 values widens its inputs before they are scaled.
private let additionBits: Int32 = 15

extension Executor {
  /// One row of a sum of two tensors of int16.
  ///
  /// y = clamp(scale(scale₁(a·2¹⁵) + scale₂(b·2¹⁵))): both are brought to a common scale first.
  @inline(never)
  mutating func addWideRows(_ index: Int) {
    let op = model.op(index)
    let output = WideOutput(model, index)
    let factors = (
      model.edge(op.firstEdge).multiplier, model.edge(op.firstEdge &+ 1).multiplier
    )
    joinWideRows(index) { a, b in
      let sum =
        factors.0.scale(a &<< additionBits, output.profile)
        &+ factors.1.scale(b &<< additionBits, output.profile)
      return output.requantise(sum, op.multiplier)
    }
  }

  /// One row of a product of two tensors of int16: y = clamp(scale(a · b)).
  @inline(never)
  mutating func multiplyWideRows(_ index: Int) {
    let op = model.op(index)
    let output = WideOutput(model, index)
    joinWideRows(index) { a, b in output.requantise(a &* b, op.multiplier) }
  }

  /// One row of what becomes of two values.
  @inline(__always)
  private mutating func joinWideRows(_ index: Int, _ join: (Int32, Int32) -> Int32) {
    let first = model.op(index).firstEdge
    let row = row(ofOp: index)
    guard let a = window(ofEdge: first).row(0), let b = window(ofEdge: first &+ 1).row(0)
    else { return }
    for element in 0..<output(ofOp: index).elements {
      let place = element &* 2
      arena.store(
        int16: join(arena.int16(at: a &+ place), arena.int16(at: b &+ place)), at: row &+ place)
    }
  }

  /// One row of a concatenation: each tensor's channels go to their place as they are.
  @inline(never)
  mutating func concatenateWide(_ index: Int) {
    let channels = output(ofOp: index).channels
    var to = row(ofOp: index)
    for edge in model.op(index).edges {
      let input = model.source(ofEdge: edge)
      guard let source = window(ofEdge: edge).row(0) else { return }
      for column in 0..<input.width {
        for byte in 0..<input.channels &* 2 {
          arena[to &+ column &* channels &* 2 &+ byte] =
            arena[source &+ column &* input.channels &* 2 &+ byte]
        }
      }
      to &+= input.channels &* 2
    }
  }

  /// Spreads one row of width × channels over a flattened row: `flatten` of elements twice as long.
  @inline(never)
  mutating func flattenWide(_ index: Int) {
    guard let source = window(ofOp: index).row(0) else { return }
    let op = model.op(index)
    let input = model.source(ofEdge: op.firstEdge)
    let row =
      row(ofOp: index)
      &+ cursor(ofTensor: model.output(ofOp: index)).parts &* op.strideRows &* 2
    for column in 0..<input.width {
      for channel in 0..<input.channels {
        let from = source &+ (column &* input.channels &+ channel) &* 2
        let to = row &+ (channel &* op.kernelAcross &+ column &* op.strideAcross) &* 2
        arena[to] = arena[from]
        arena[to &+ 1] = arena[from &+ 1]
      }
    }
  }
}
