internal import FixedPoint
internal import ModelFormat

extension Executor {
  /// One row of a pool of int16 values: `pool` of elements twice as long.
  @inline(never)
  mutating func poolWide(_ index: Int) {
    let op = model.op(index)
    let input = model.source(ofEdge: op.firstEdge)
    let window = window(ofOp: index)
    let output = WideOutput(model, index)
    let isMaximum = op.kind == .maxPool
    let channels = input.channels
    var position = row(ofOp: index)
    for column in 0..<self.output(ofOp: index).width {
      let first = column &* op.strideAcross &- op.padLeft
      let low = max(0, first)
      let high = max(low, min(input.width, first &+ op.kernelAcross))
      for channel in 0..<channels {
        var highest = Int32(Int16.min)
        var sum: Int32 = 0
        var count: Int32 = 0
        for kernelRow in 0..<op.kernelRows {
          guard let start = window.row(kernelRow) else { continue }
          for tap in low..<high {
            let value = arena.int16(at: start &+ (tap &* channels &+ channel) &* 2)
            highest = max(highest, value)
            sum &+= value
            count &+= 1
          }
        }
        let value = isMaximum ? highest : poolAverage(sum: sum, count: count)
        arena.store(int16: output.clamp(value), at: position)
        position &+= 2
      }
    }
  }

  /// Adds a row of int16 values to the sums of an average over all rows, and counts its positions.
  ///
  /// 65,535 positions fit; beyond, sums wrap, which the importer does not let happen.
  @inline(never)
  mutating func addToWideSums(_ index: Int) {
    guard let source = window(ofOp: index).row(0) else { return }
    let op = model.op(index)
    let input = model.source(ofEdge: op.firstEdge)
    let count = arena.int32(at: op.memory)
    arena.store(count &+ Int32(truncatingIfNeeded: input.width), at: op.memory)
    let channels = input.channels
    for channel in 0..<channels {
      let position = op.memory &+ Layout.averageCountBytes &+ channel &* 4
      var sum = arena.int32(at: position)
      for column in 0..<input.width {
        sum &+= arena.int16(at: source &+ (column &* channels &+ channel) &* 2)
      }
      arena.store(sum, at: position)
    }
  }

  /// Writes averages: the mean of the values as they stand, or y = clamp(scale(sum)).
  @inline(never)
  mutating func writeWideAverages(_ index: Int) {
    let op = model.op(index)
    let output = WideOutput(model, index)
    let row = row(ofOp: index)
    let count = arena.int32(at: op.memory)
    for channel in 0..<self.output(ofOp: index).channels {
      let sum = arena.int32(at: op.memory &+ Layout.averageCountBytes &+ channel &* 4)
      let value =
        op.kind == .scaledSum
        ? output.requantise(sum, op.multiplier)
        : output.clamp(poolAverage(sum: sum, count: count))
      arena.store(int16: value, at: row &+ channel &* 2)
    }
  }
}
