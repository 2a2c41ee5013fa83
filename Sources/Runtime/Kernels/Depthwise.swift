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
  let count = op.kernelRows &* op.kernelAcross &* output.channels
  var source = WeightSource(model, op, count: count, in: &arena)
  source.provide(0, count, in: &arena)
  let kernel = DepthwiseKernel(op, window, input, output, row)
  let range = OutputRange(model, op, output)
  for channel in 0..<output.channels {
    let parameters = ChannelParameters(model, op, channel, of: output.channels)
    kernel.compute(channel, &arena, source, parameters, range)
  }
}

/// The geometry of one row of a depthwise convolution.
private struct DepthwiseKernel {
  private let op: OpRecord
  private let window: Window
  private let input: TensorRecord
  private let channels: Int
  private let channelMultiplier: Int
  private let width: Int
  private let isPooled: Bool
  private let row: Int

  init(
    _ op: OpRecord, _ window: Window, _ input: TensorRecord, _ output: TensorRecord, _ row: Int
  ) {
    self.op = op
    self.window = window
    self.input = input
    self.row = row
    channels = output.channels
    channelMultiplier = channels / input.channels
    width = output.width &* op.poolAcross
    isPooled = op.poolRows > 1 || op.poolAcross > 1
  }

  /// One channel of the row.
  @inline(__always)
  func compute(
    _ channel: Int, _ arena: inout MutableSpan<UInt8>, _ source: borrowing WeightSource,
    _ parameters: ChannelParameters, _ range: OutputRange
  ) {
    let inputChannel = channel / channelMultiplier
    var heldBack: Int8 = 0
    for column in 0..<width {
      let sum = sum(
        arena.span, source.weights(arena.span), column, channel, inputChannel)
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

  @inline(__always)
  private func sum(
    _ arena: Span<UInt8>, _ weights: Span<UInt8>, _ column: Int, _ channel: Int,
    _ inputChannel: Int
  ) -> Int32 {
    let first = column &* op.strideAcross &- op.padLeft
    var sum: Int32 = 0
    for kernelRow in 0..<op.kernelRows {
      let start = window.row(kernelRow)
      var w = kernelRow &* op.kernelAcross &* channels &+ channel
      for tap in first..<first &+ op.kernelAcross {
        var value = input.zeroPoint
        if let start, tap >= 0, tap < input.width {
          let position = start &+ tap &* input.channels &+ inputChannel
          value = Int32(Int8(bitPattern: arena[position]))
        }
        sum &+= value &* Int32(Int8(bitPattern: weights[w]))
        w &+= channels
      }
    }
    return sum
  }
}
