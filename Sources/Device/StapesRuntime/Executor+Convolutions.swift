internal import Kernels

/// Convolutions: weights and channel parameters on their way to the kernel.
extension Executor {
  /// Some rows of a convolution, one behind the other. Encoded weights are decoded four channels at a
  /// time, which all rows of the strip then use.
  @inline(never)
  mutating func convolve(_ firing: inout Firing) {
    startPools(&firing)
    var kernel = ConvolutionKernel()
    setUp(&kernel.row, &firing)
    let convolution = model.op(firing.op).convolution
    kernel.take(
      groups: convolution.groups,
      isInt16: model.input(of: model.op(firing.op)).elementBytes == 2)
    var source = WeightSource(model, convolution, count: kernel.allWeights, in: &arena)
    while !kernel.isDone {
      kernel.takeTile()
      setParameters(&kernel, &firing)
      kernel.weights = source.provide(kernel.firstWeight, kernel.tileWeights, in: &arena)
      for place in 0..<firing.rows {
        if firing.rows > 1 { move(&kernel.row, &firing, to: place) }
        kernel.computeRow(&arena, model.bytes)
      }
      kernel.advance()
    }
  }

  @inline(never)
  private mutating func setParameters(_ kernel: inout ConvolutionKernel, _ firing: inout Firing) {
    let channels = model.output(of: firing.op).channels
    let convolution = model.op(firing.op).convolution
    for lane in 0..<kernel.lanes {
      kernel.setParameters(
        lane, model.channelParameters(convolution, kernel.channel &+ lane, of: channels))
    }
  }

  /// One row of a depthwise convolution.
  @inline(never)
  mutating func convolveDepthwise(_ firing: inout Firing) {
    startPools(&firing)
    var kernel = DepthwiseKernel()
    setUp(&kernel.row, &firing)
    takeWeights(&kernel, &firing)
    let channels = model.output(of: firing.op).channels
    let convolution = model.op(firing.op).convolution
    for channel in 0..<channels {
      kernel.compute(
        channel: channel, model.channelParameters(convolution, channel, of: channels), &arena,
        model.bytes)
    }
  }

  /// The weights of a depthwise convolution are at hand all together, so their source is no longer
  /// needed when the kernel runs.
  @inline(never)
  private mutating func takeWeights(_ kernel: inout DepthwiseKernel, _ firing: inout Firing) {
    let convolution = model.op(firing.op).convolution
    let count = model.weightCount(firing.op)
    var source = WeightSource(model, convolution, count: count, in: &arena)
    kernel.take(
      isInPlace: convolution.inPlace, source.provide(0, count, in: &arena))
  }

  /// What both kinds of convolution begin with.
  @inline(never)
  private mutating func setUp(_ row: inout ConvolvedRow, _ firing: inout Firing) {
    let op = model.op(firing.op)
    let (input, output) = (model.input(of: op), model.output(of: firing.op))
    row.take(
      SlidingShape(op.window, input, output), zeroPoint: input.zeroPoint,
      poolAcross: op.convolution.isPooled ? op.convolution.poolAcross : 0,
      model.requantiser(op, output))
    move(&row, &firing, to: 0)
  }

  @inline(never)
  private mutating func move(
    _ row: inout ConvolvedRow, _ firing: inout Firing, to place: Int
  ) {
    row.move(to: firing.window(model, place), position: firing.row(model, place))
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
      kernel.take(
        channel,
        model.channelParameters(
          convolution, channel, of: model.output(of: firing.op).channels))
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
    guard model.op(firing.op).convolution.isPooled else { return }
    let count = model.output(of: firing.op).elements
    for place in 0..<firing.rows where firing.part(place) == 0 {
      arena.startPool(at: firing.row(model, place), count: count)
    }
  }
}
