internal import FixedPoint
internal import Kernels
internal import ModelFormat

/// Convolutions: weights and channel parameters on their way to the kernel.
extension Executor {
  /// Some rows of a convolution, one behind the other. Encoded weights are decoded four channels at a
  /// time, which all rows of the strip then use.
  @inline(never)
  mutating func convolve(_ firing: Firing) {
    let convolution = firing.op.convolution
    startPools(firing)
    var kernel = ConvolutionKernel(
      SlidingShape(firing.op.window, firing.input, firing.output), groups: convolution.groups,
      isInt16: firing.input.elementBytes == 2, zeroPoint: firing.input.zeroPoint,
      poolAcross: convolution.isPooled ? convolution.poolAcross : 0,
      requantiser(firing.op, firing.output), firing.window(), row: firing.row())
    var source = WeightSource(model, convolution, count: kernel.allWeights, in: &arena)
    while !kernel.isDone {
      kernel.takeTile()
      for lane in 0..<kernel.lanes {
        kernel.setParameters(
          lane,
          channelParameters(convolution, kernel.channel &+ lane, of: firing.output.channels))
      }
      kernel.weights = source.provide(kernel.tile, in: &arena)
      for place in 0..<firing.rows {
        if firing.rows > 1 {
          kernel.window = firing.window(place)
          kernel.row = firing.row(place)
        }
        kernel.computeRow(&arena, model.bytes)
      }
      kernel.advance()
    }
  }

  /// One row of a depthwise convolution.
  @inline(never)
  mutating func convolveDepthwise(_ firing: Firing) {
    let convolution = firing.op.convolution
    startPools(firing)
    let channels = firing.output.channels
    let count = flowWeights(firing) &* channels
    var source = WeightSource(model, convolution, count: count, in: &arena)
    var kernel = DepthwiseKernel(
      SlidingShape(firing.op.window, firing.input, firing.output),
      zeroPoint: firing.input.zeroPoint, isInPlace: convolution.inPlace,
      poolAcross: convolution.isPooled ? convolution.poolAcross : 0,
      requantiser(firing.op, firing.output), firing.window(),
      source.provide(0..<count, in: &arena), row: firing.row())
    for channel in 0..<channels {
      kernel.compute(
        channel: channel, channelParameters(convolution, channel, of: channels), &arena,
        model.bytes)
    }
  }

  /// Some rows of a convolution of int16 to int16, one behind the other.
  @inline(never)
  mutating func convolveInt16(_ firing: Firing) {
    let convolution = firing.op.convolution
    let channels = firing.output.channels
    var kernel = ConvolutionInt16Kernel(
      SlidingShape(firing.op.window, firing.input, firing.output), groups: convolution.groups,
      requantiser(firing.op, firing.output))
    let each = kernel.channelWeights
    var source = WeightSource(model, convolution, count: channels &* each, in: &arena)
    for channel in 0..<channels {
      if convolution.form == .long {
        kernel.take(channel, model.longChannel(convolution, channel))
      } else {
        kernel.take(channel, channelParameters(convolution, channel, of: channels))
      }
      let weights = source.provide(channel &* each..<(channel &+ 1) &* each, in: &arena)
      for place in 0..<firing.rows {
        kernel.computeRow(
          &arena, model.bytes, weights, firing.window(place), row: firing.row(place))
      }
    }
  }

  /// Positions under the kernel.
  private func flowWeights(_ firing: Firing) -> Int {
    firing.flow.kernelRows &* firing.op.window.kernelAcross
  }

  @inline(never)
  private func channelParameters(
    _ convolution: ConvolutionRecord, _ channel: Int, of channels: Int
  ) -> ChannelParameters {
    ChannelParameters(
      bias: model.bias(convolution, channel),
      multiplier: model.multiplier(convolution, channel, of: channels))
  }

  /// Fused max-pools start from the lowest value.
  @inline(never)
  private mutating func startPools(_ firing: Firing) {
    guard firing.op.convolution.isPooled else { return }
    for place in 0..<firing.rows where firing.part(place) == 0 {
      arena.startPool(at: firing.row(place), count: firing.output.elements)
    }
  }
}
