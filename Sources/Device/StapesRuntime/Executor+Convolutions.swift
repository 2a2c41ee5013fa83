internal import Kernels

/// Convolutions: weights and channel parameters on their way to the kernel.
extension Executor {
  /// Some rows of a convolution, one behind the other. Encoded weights are decoded four channels at a
  /// time, which all rows of the strip then use.
  @inline(never)
  mutating func convolve(_ firing: inout Firing) {
    var kernel = makeConvolution(&firing)
    var source = WeightSource(
      model, firing.op.convolution, count: kernel.allWeights, in: &arena)
    let most = model.channelsTogether(firing.op, of: firing.output.channels)
    while kernel.takeTile(most: most) {
      kernel.setWeights(source.provide(kernel.firstWeight, kernel.tileWeights, in: &arena))
      kernel.setRows(firing.computedRows())
      Form.convolve(&kernel, &arena, model.bytes)
    }
  }

  /// The same with weights that a kernel reads without zeros.
  @inline(never)
  mutating func convolveSparse(_ firing: inout Firing) {
    var kernel = makeConvolution(&firing)
    guard kernel.takeTile(most: firing.output.channels) else { return }
    kernel.setWeights(
      SparseWeights(firing.op, input: firing.input, output: firing.output))
    kernel.setRows(firing.computedRows())
    Form.convolveSparse(&kernel, &arena, model.bytes)
  }

  /// A function of its own, so that what it needs lies on the stack no longer.
  @inline(never)
  private mutating func makeConvolution(_ firing: inout Firing) -> Convolution {
    let convolution = firing.op.convolution
    return Convolution(
      SlidingShape(firing.op.window, firing.input, firing.output), rows: firing.rows,
      isAlone: convolution.isAlone, groups: convolution.groups,
      isInt16: firing.input.elementBytes == 2, zeroPoint: firing.input.zeroPoint,
      poolAcross: convolution.isPooled ? convolution.poolAcross : 0, windows: convolution.windows,
      ChannelTable(convolution, channels: firing.output.channels),
      model.requantiser(firing.op, firing.output))
  }

  /// Some rows of a depthwise convolution.
  @inline(never)
  mutating func convolveDepthwise(_ firing: inout Firing) {
    var kernel = makeDepthwise(&firing)
    kernel.setRows(firing.computedRows())
    let window = firing.op.window
    let count = firing.output.channels &* window.kernelRows &* window.kernelAcross
    var source = WeightSource(model, firing.op.convolution, count: count, in: &arena)
    kernel.setWeights(source.provide(0, count, in: &arena))
    Form.convolveDepthwise(&kernel, &arena, model.bytes)
  }

  @inline(never)
  private mutating func makeDepthwise(_ firing: inout Firing) -> DepthwiseConvolution {
    let convolution = firing.op.convolution
    return DepthwiseConvolution(
      SlidingShape(firing.op.window, firing.input, firing.output),
      zeroPoint: firing.input.zeroPoint,
      poolAcross: convolution.isPooled ? convolution.poolAcross : 0,
      isInPlace: convolution.inPlace, copies: convolution.windows,
      ChannelTable(convolution, channels: firing.output.channels),
      model.requantiser(firing.op, firing.output))
  }

  /// Some rows of a convolution of int16 to int16, one behind the other.
  @inline(never)
  mutating func convolveInt16(_ firing: inout Firing) {
    var kernel = ConvolutionInt16Kernel()
    setUp(&kernel, &firing)
    let channels = firing.output.channels
    let each = kernel.channelWeights
    var source = WeightSource(
      model, firing.op.convolution, count: channels &* each, in: &arena)
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
    let op = firing.op
    kernel.take(
      SlidingShape(op.window, firing.input, firing.output), groups: op.convolution.groups,
      model.requantiser(op, firing.output))
  }

  @inline(never)
  private mutating func take(
    _ channel: Int, _ kernel: inout ConvolutionInt16Kernel, _ firing: inout Firing
  ) {
    let convolution = firing.op.convolution
    if convolution.form == .long {
      kernel.take(channel, model.longChannel(convolution, channel))
    } else {
      var table = ChannelTable(convolution, channels: firing.output.channels)
      kernel.take(channel, table.channel(channel, in: model.bytes))
    }
  }

  @inline(never)
  private mutating func move(
    _ kernel: inout ConvolutionInt16Kernel, _ firing: inout Firing, to place: Int
  ) {
    kernel.move(to: firing.window(place), row: firing.row(place))
  }
}
