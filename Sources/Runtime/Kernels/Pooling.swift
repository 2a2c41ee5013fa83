internal import FixedPoint
internal import ModelFormat

/// One row of a max-pool: the highest value under the kernel, padding left out; then the clamp.
func maxPool(
  _ arena: inout MutableSpan<UInt8>, _ op: OpRecord, _ window: Window, _ input: TensorRecord,
  _ output: TensorRecord, to row: Int
) {
  for column in 0..<output.width {
    let first = column &* op.strideAcross &- op.padLeft
    let low = max(0, first)
    let high = max(low, min(input.width, first &+ op.kernelAcross))
    for channel in 0..<output.channels {
      var highest = Int32(Int8.min)
      for kernelRow in 0..<op.kernelRows {
        guard let start = window.row(kernelRow) else { continue }
        for tap in low..<high {
          highest = max(highest, arena.int8(at: start &+ tap &* input.channels &+ channel))
        }
      }
      arena.store(
        clamp(highest, op.lowest, op.highest), at: row &+ column &* output.channels &+ channel)
    }
  }
}

/// One row of an average-pool: the mean of the values under the kernel, padding left out of sum
/// and count, rounded half away from zero; then the clamp.
func averagePool(
  _ arena: inout MutableSpan<UInt8>, _ op: OpRecord, _ window: Window, _ input: TensorRecord,
  _ output: TensorRecord, to row: Int
) {
  for column in 0..<output.width {
    let first = column &* op.strideAcross &- op.padLeft
    let low = max(0, first)
    let high = max(low, min(input.width, first &+ op.kernelAcross))
    for channel in 0..<output.channels {
      var sum: Int32 = 0
      var count: Int32 = 0
      for kernelRow in 0..<op.kernelRows {
        guard let start = window.row(kernelRow) else { continue }
        for tap in low..<high {
          sum &+= arena.int8(at: start &+ tap &* input.channels &+ channel)
          count &+= 1
        }
      }
      arena.store(
        clamp(poolAverage(sum: sum, count: count), op.lowest, op.highest),
        at: row &+ column &* output.channels &+ channel)
    }
  }
}
