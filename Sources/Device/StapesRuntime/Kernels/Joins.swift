internal import FixedPoint
internal import ModelFormat

/// Bits by which an addition widens its inputs before they are scaled.
private let additionBits: Int32 = 20

extension Executor {
  /// One row of a sum of two tensors.
  ///
  /// y = clamp(scale(scale₁((a − z₁)·2²⁰) + scale₂((b − z₂)·2²⁰)) + zero point): both inputs are
  /// brought to a common scale first.
  @inline(never)
  mutating func addRows(_ index: Int) {
    let op = model.op(index)
    let range = OutputRange(model, index)
    let row = row(ofOp: index)
    guard let a = window(ofEdge: op.firstEdge).row(0),
      let b = window(ofEdge: op.firstEdge &+ 1).row(0)
    else { return }
    for element in 0..<output(ofOp: index).elements {
      let sum =
        addend(op.firstEdge, at: a &+ element, range)
        &+ addend(op.firstEdge &+ 1, at: b &+ element, range)
      arena.store(range.requantise(sum, op.multiplier), at: row &+ element)
    }
  }

  @inline(never)
  private mutating func addend(_ edge: Int, at position: Int, _ range: OutputRange) -> Int32 {
    let value = arena.int8(at: position) &- model.source(ofEdge: edge).zeroPoint
    return model.edge(edge).multiplier.scale(value &<< additionBits, range.profile)
  }

  /// One row of a concatenation: each tensor's channels go to their place.
  ///
  /// y = clamp(scale(x − z) + zero point); a multiplier of 1 with equal zero points copies.
  @inline(never)
  mutating func concatenate(_ index: Int) {
    let range = OutputRange(model, index)
    var to = row(ofOp: index)
    for edge in model.op(index).edges {
      let input = model.source(ofEdge: edge)
      let multiplier = model.edge(edge).multiplier
      let channels = input.channels
      guard let source = window(ofEdge: edge).row(0) else { return }
      for column in 0..<input.width {
        for channel in 0..<channels {
          let value = arena.int8(at: source &+ column &* channels &+ channel)
          arena.store(
            range.requantise(value &- input.zeroPoint, multiplier),
            at: to &+ column &* output(ofOp: index).channels &+ channel)
        }
      }
      to &+= channels
    }
  }
}
