internal import Kernels

/// Convolutions: weights and channel parameters on their way to the kernel.
extension Executor {
  /// Some rows of a convolution, one behind the other. Encoded weights are decoded four channels at a
  /// time, which all rows of the strip then use.
  @inline(never)
  mutating func convolve(_ firing: inout Firing) {
    let op = model.op(firing.op)
    let (input, output) = (model.input(of: op), model.output(of: firing.op))
    let convolution = op.convolution
    if convolution.isPooled { startPools(&firing) }
    var kernel = ConvolutionKernel<Form>()
    setUp(&kernel, rows: firing.rows, op, input, output)
    var source = WeightSource(model, convolution, count: kernel.allWeights, in: &arena)
    let most = model.channelsTogether(op, of: output.channels)
    while kernel.takeTile(most: most) {
      kernel.setWeights(source.provide(kernel.firstWeight, kernel.tileWeights, in: &arena))
      for place in 0..<firing.rows {
        kernel.computeRow(
          firing.window(input, place), at: firing.row(output, place), &arena, model.bytes)
      }
    }
  }

  /// A function of its own, so that what it needs lies on the stack no longer.
  @inline(never)
  private mutating func setUp(
    _ kernel: inout ConvolutionKernel<Form>, rows: Int, _ op: OpRecord, _ input: TensorRecord,
    _ output: TensorRecord
  ) {
    let convolution = op.convolution
    kernel.take(
      SlidingShape(op.window, input, output), rows: rows, isAlone: convolution.isAlone,
      groups: convolution.groups, isInt16: input.elementBytes == 2, zeroPoint: input.zeroPoint,
      poolAcross: convolution.isPooled ? convolution.poolAcross : 0, windows: convolution.windows,
      ChannelTable(convolution, channels: output.channels), model.requantiser(op, output))
  }

  /// One row of a depthwise convolution.
  @inline(never)
  mutating func convolveDepthwise(_ firing: inout Firing) {
    let op = model.op(firing.op)
    let (input, output) = (model.input(of: op), model.output(of: firing.op))
    let convolution = op.convolution
    if convolution.isPooled { startPools(&firing) }
    var row = DepthwiseRow()
    setUp(&row, op, input, output)
    row.move(to: firing.window(input, 0), output: firing.row(output, 0))
    let count = output.channels &* op.window.kernelRows &* op.window.kernelAcross
    var source = WeightSource(model, convolution, count: count, in: &arena)
    row.setWeights(source.provide(0, count, in: &arena))
    Form.convolveDepthwise(&row, &arena, model.bytes)
  }

  @inline(never)
  private mutating func setUp(
    _ row: inout DepthwiseRow, _ op: OpRecord, _ input: TensorRecord, _ output: TensorRecord
  ) {
    let convolution = op.convolution
    row.take(
      SlidingShape(op.window, input, output), zeroPoint: input.zeroPoint,
      poolAcross: convolution.isPooled ? convolution.poolAcross : 0,
      isInPlace: convolution.inPlace, ChannelTable(convolution, channels: output.channels),
      model.requantiser(op, output))
  }

  /// Some rows of a convolution of int16 to int16, one behind the other.
  @inline(never)
  mutating func convolveInt16(_ firing: inout Firing) {
    var kernel = ConvolutionInt16Kernel()
    setUp(&kernel, &firing)
    let channels = model.output(of: firing.op).channels
    let each = kernel.channelWeights
    var source = WeightSource(
      model, model.op(firing.op).convolution, count: channels &* each, in: &arena)
    for channel in 0..<channels {
      take(channel, &kernel, &firing)
      kernel.weights = source.provide(channel &* each, each, in: &arena)
      for place in 0..<firing.rows {
        move(&kernel, &firing, to: place)
        kernel.computeRow(&arena, model.bytes)
      }
    }
  }

  @inline(never)
  private mutating func setUp(_ kernel: inout ConvolutionInt16Kernel, _ firing: inout Firing) {
    let op = model.op(firing.op)
    let output = model.output(of: firing.op)
    kernel.take(
      SlidingShape(op.window, model.input(of: op), output), groups: op.convolution.groups,
      model.requantiser(op, output))
  }

  @inline(never)
  private mutating func take(
    _ channel: Int, _ kernel: inout ConvolutionInt16Kernel, _ firing: inout Firing
  ) {
    let convolution = model.op(firing.op).convolution
    if convolution.form == .long {
      kernel.take(channel, model.longChannel(convolution, channel))
    } else {
      var table = ChannelTable(convolution, channels: model.output(of: firing.op).channels)
      kernel.take(channel, table.channel(channel, in: model.bytes))
    }
  }

  @inline(never)
  private mutating func move(
    _ kernel: inout ConvolutionInt16Kernel, _ firing: inout Firing, to place: Int
  ) {
    kernel.move(to: firing.window(model, place), row: firing.row(model, place))
  }

  @inline(never)
  private mutating func startPools(_ firing: inout Firing) {
    let count = model.output(of: firing.op).elements
    for place in 0..<firing.rows where firing.part(place) == 0 {
      arena.startPool(at: firing.row(model, place), count: count)
    }
  }
}
