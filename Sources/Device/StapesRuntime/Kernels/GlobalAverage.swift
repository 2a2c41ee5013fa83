internal import FixedPoint
internal import ModelFormat

extension Executor {
  /// Adds a row to a global average's sums: Σ (q − zero point) per channel, and the positions.
  @inline(never)
  mutating func addToSums(_ index: Int) {
    guard let source = window(ofOp: index).row(0) else { return }
    let op = model.op(index)
    let input = model.source(ofEdge: op.firstEdge)
    let memory = op.memory
    let count = arena.int32(at: memory)
    let positions = Int32(truncatingIfNeeded: input.width)
    guard count <= Int32(truncatingIfNeeded: Layout.longestAverage) &- positions else { return }
    arena.store(count &+ positions, at: memory)
    let zeroPoint = input.zeroPoint
    let channels = input.channels
    for channel in 0..<channels {
      let position = memory &+ Layout.averageCountBytes &+ channel &* 4
      var sum = arena.int32(at: position)
      for column in 0..<input.width {
        sum &+= arena.int8(at: source &+ column &* channels &+ channel) &- zeroPoint
      }
      arena.store(sum, at: position)
    }
  }

  /// Writes the averages: mean = ⌊256·sum / count + ½⌋, then y = clamp(scale(mean) + zero point), with
  /// the multiplier s_in / (256·s_out); of imported models the mean of the values as they stand, or
  /// y = clamp(scale(sum) + zero point).
  @inline(never)
  mutating func writeAverages(_ index: Int) {
    let op = model.op(index)
    let range = OutputRange(model, index)
    let row = row(ofOp: index)
    let count = arena.int32(at: op.memory)
    for channel in 0..<output(ofOp: index).channels {
      let sum = arena.int32(at: op.memory &+ Layout.averageCountBytes &+ channel &* 4)
      let value: Int8
      switch op.kind {
      case .valueAverage where Library.hasImportedOps:
        let total = sum &+ model.source(ofEdge: op.firstEdge).zeroPoint &* count
        value = clamp(poolAverage(sum: total, count: count), op.lowest, op.highest)
      case .scaledSum where Library.hasImportedOps: value = range.requantise(sum, op.multiplier)
      default: value = range.requantise(globalAverageQ8(sum: sum, count: count), op.multiplier)
      }
      arena.store(value, at: row &+ channel)
    }
  }

  mutating func clearAverage(_ index: Int) {
    let memory = model.op(index).memory
    for word in 0...output(ofOp: index).channels {
      arena.store(Int32(0), at: memory &+ word &* 4)
    }
  }

  /// One row of a mean over the window: what `writeAverages` gives for the sums of its rows.
  @inline(never)
  mutating func averageWindow(_ index: Int) {
    let op = model.op(index)
    let input = model.source(ofEdge: op.firstEdge)
    let channels = input.channels
    let window = window(ofOp: index)
    let range = OutputRange(model, index)
    let row = row(ofOp: index)
    for channel in 0..<channels {
      var sum: Int32 = 0
      for windowRow in 0..<op.kernelRows {
        guard let start = window.row(windowRow) else { continue }
        for column in 0..<input.width {
          let position = start &+ column &* channels &+ channel
          sum &+= arena.int8(at: position) &- input.zeroPoint
        }
      }
      let mean = globalAverageQ8(
        sum: sum, count: Int32(truncatingIfNeeded: op.kernelRows &* input.width))
      arena.store(range.requantise(mean, op.multiplier), at: row &+ channel)
    }
  }
}
