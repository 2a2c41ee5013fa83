internal import FixedPoint
internal import ModelFormat

extension Executor {
  /// Some rows of a convolution of int16 values to int16 values, one behind the other.
  ///
  /// y[x, o] = clamp(scale(bias[o] + Σ over kernel rows r, taps t and channels i of the group of
  /// input[r, x·stride − padLeft + t, i] · w[o, r, t, i])). Both zero points are 0. Where the op's sums
  /// are long, they take 48 bits, and the factor 15; else 32, and the factor 31. Neither overflows,
  /// which was proven when the model was made.
  ///
  /// Weights: [o][r][t][i], decoded for an output channel at a time, which all rows of the strip then
  /// use. A depthwise convolution has as many groups as channels.
  @inline(never)
  mutating func convolveWide(_ index: Int, rows: Int) {
    var kernel = WideConvolutionKernel(model, index)
    var source = WeightSource(
      model, kernel.op, count: kernel.channels &* kernel.channelWeights, in: &arena)
    while kernel.channel < kernel.channels {
      kernel.takeChannel(model)
      kernel.weights = source.provide(
        kernel.channel &* kernel.channelWeights, kernel.channelWeights, in: &arena)
      for place in 0..<rows {
        kernel.computeRow(
          &arena, model.bytes, window(ofOp: index, place), row: row(ofOp: index, place))
      }
      kernel.channel &+= 1
    }
  }
}

/// One output channel of rows of a wide convolution.
///
/// Everything is mutating: a borrowed kernel would be copied to the stack for each call.
private struct WideConvolutionKernel: ~Copyable, ~Escapable {
  let op: OpRecord
  let channels: Int
  /// Weights of one output channel.
  let channelWeights: Int
  private let output: WideOutput
  private let width: Int
  private let inputWidth: Int
  private let inputChannels: Int
  private let groupChannels: Int
  private let groupOutputs: Int

  var channel = 0
  var weights = WeightRange(isInArena: false, range: 0..<0)
  private var bias: Int64 = 0
  private var multiplier = Multiplier(q31: 0, shift: 0)
  private var factor = LongFactor(q15: 0, shift: 0)

  @_lifetime(copy model)
  @inline(never)
  init(_ model: Model, _ index: Int) {
    op = model.op(index)
    output = WideOutput(model, index)
    let input = model.source(ofEdge: op.firstEdge)
    let tensor = model.tensor(model.output(ofOp: index))
    channels = tensor.channels
    width = tensor.width
    inputWidth = input.width
    inputChannels = input.channels
    groupChannels = inputChannels / op.groups
    groupOutputs = channels / op.groups
    channelWeights = op.kernelRows &* op.kernelAcross &* groupChannels
  }

  /// Takes up the channel at hand.
  @inline(never)
  mutating func takeChannel(_ model: Model) {
    if op.hasLongSums {
      let parameters = model.longChannel(op, channel)
      bias = parameters.bias
      factor = parameters.factor
    } else {
      let parameters = ChannelParameters(model, op, channel, of: channels)
      bias = Int64(widening: parameters.bias)
      multiplier = parameters.multiplier
    }
  }

  @inline(never)
  mutating func computeRow(
    _ arena: inout MutableSpan<UInt8>, _ file: Span<UInt8>, _ window: Window, row: Int
  ) {
    var position = row &+ channel &* 2
    for column in 0..<width {
      let sum = bias &+ sum(arena.span, weights.weights(arena.span, file), window, column)
      let value =
        op.hasLongSums
        ? output.clamp(factor.scale(sum))
        : output.requantise(Int32(truncatingIfNeeded: sum), multiplier)
      arena.store(int16: value, at: position)
      position &+= channels &* 2
    }
  }

  /// Σ x·w over the window at a column.
  @inline(never)
  private mutating func sum(
    _ arena: Span<UInt8>, _ weights: Span<UInt8>, _ window: Window, _ column: Int
  ) -> Int64 {
    let first = column &* op.strideAcross &- op.padLeft
    let low = max(0, 0 &- first)
    let high = max(low, min(op.kernelAcross, inputWidth &- first))
    // With one group, the taps of a row lie side by side.
    let isWhole = op.groups == 1
    let count = isWhole ? (high &- low) &* inputChannels : groupChannels
    let end = isWhole ? min(high, low &+ 1) : high
    let group = isWhole ? 0 : channel / groupOutputs &* groupChannels
    var sum: Int64 = 0
    for kernelRow in 0..<op.kernelRows {
      guard let start = window.row(kernelRow) else { continue }
      var tap = low
      while tap < end {
        let x = start &+ ((first &+ tap) &* inputChannels &+ group) &* 2
        let w = (kernelRow &* op.kernelAcross &+ tap) &* groupChannels
        sum &+= longDot(arena.part(x, count &* 2), weights.part(w, count))
        tap &+= 1
      }
    }
    return sum
  }
}

/// Σ x·w of little-endian int16 values x and as many int8 values w, in 64 bits.
@inline(never)
private func longDot(_ x: Span<UInt8>, _ w: Span<UInt8>) -> Int64 {
  // A product takes 22 bits and its sign: 256 of them fit.
  let most = 256
  var sum: Int64 = 0
  var first = 0
  while first < w.count {
    let count = min(most, w.count &- first)
    sum &+= Int64(widening: dot(x.part(first &* 2, count &* 2), 2, w.part(first, count)))
    first &+= count
  }
  return sum
}
