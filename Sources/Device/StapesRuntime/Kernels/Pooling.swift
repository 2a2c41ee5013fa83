internal import FixedPoint
internal import ModelFormat

extension Executor {
  /// One row of a pool; padding is left out.
  ///
  /// A max-pool gives the highest value under the kernel, an average-pool the mean of the values,
  /// rounded half away from zero; then the clamp.
  @inline(never)
  mutating func pool(_ index: Int) {
    let op = model.op(index)
    let input = model.source(ofEdge: op.firstEdge)
    let window = window(ofOp: index)
    let isMaximum = op.kind == .maxPool
    let channels = input.channels
    var position = row(ofOp: index)
    for column in 0..<output(ofOp: index).width {
      let first = column &* op.strideAcross &- op.padLeft
      let low = max(0, first)
      let high = max(low, min(input.width, first &+ op.kernelAcross))
      for channel in 0..<channels {
        var highest = Int32(Int8.min)
        var sum: Int32 = 0
        var count: Int32 = 0
        for kernelRow in 0..<op.kernelRows {
          guard let start = window.row(kernelRow) else { continue }
          for tap in low..<high {
            let value = arena.int8(at: start &+ tap &* channels &+ channel)
            highest = max(highest, value)
            sum &+= value
            count &+= 1
          }
        }
        let value = isMaximum ? highest : poolAverage(sum: sum, count: count)
        arena.store(clamp(value, op.lowest, op.highest), at: position)
        position &+= 1
      }
    }
  }
}
