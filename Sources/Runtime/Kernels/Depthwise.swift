internal import FixedPoint
internal import ModelFormat

/// One row of a depthwise convolution: every output channel o reads input channel o / multiplier.
///
/// y[x, o] as in `convolve`, with weights [r][t][o]. In place, the row overwrites the oldest row
/// of the window: column x is still needed for column x + 1 where there is padding on the left,
/// so each value is held back by one column.
func convolveDepthwise(
  _ arena: inout MutableSpan<UInt8>, _ model: Model, _ op: OpRecord, _ window: Window,
  _ input: TensorRecord, _ output: TensorRecord, to row: Int
) {
  let channels = output.channels
  let count = op.kernelRows &* op.kernelAcross &* channels
  var weights = WeightSource(model, op, count: count, in: &arena)
  weights.provide(0, count, in: &arena)
  let channelMultiplier = channels / input.channels
  let width = output.width &* op.poolAcross
  let isPooled = op.poolRows > 1 || op.poolAcross > 1
  let range = OutputRange(model, op, output)
  for channel in 0..<channels {
    let parameters = ChannelParameters(model, op, channel, of: channels)
    let source = channel / channelMultiplier
    var heldBack: Int8 = 0
    for column in 0..<width {
      let first = column &* op.strideAcross &- op.padLeft
      var sum: Int32 = 0
      for kernelRow in 0..<op.kernelRows {
        let start = window.row(kernelRow)
        var w = kernelRow &* op.kernelAcross &* channels &+ channel
        for tap in first..<first &+ op.kernelAcross {
          var value = input.zeroPoint
          if let start, tap >= 0, tap < input.width {
            value = arena.int8(at: start &+ tap &* input.channels &+ source)
          }
          sum &+= value &* Int32(Int8(bitPattern: weights.weights(arena.span)[w]))
          w &+= channels
        }
      }
      let value = parameters.requantise(sum, range)
      let position = row &+ (column / op.poolAcross) &* channels &+ channel
      if op.inPlace {
        if column > 0 { arena.store(heldBack, at: position &- channels) }
        heldBack = value
      } else {
        write(value, &arena, at: position, isPooled: isPooled)
      }
    }
    if op.inPlace { arena.store(heldBack, at: row &+ (width &- 1) &* channels &+ channel) }
  }
}
