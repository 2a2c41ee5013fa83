internal import FixedPoint
internal import ModelFormat

/// Some rows of a convolution, one behind the other.
///
/// y[x, o] = clamp(scale(bias[o] + Σ over kernel rows r, taps t and channels i of the group of
/// input[r, x·stride − padLeft + t, i] · w[o, r, t, i]) + zero point). The bias holds
/// −zeroPoint·Σw already; taps in the padding count as the zero point. The input is int8 or int16
/// (zero point 0), the sum 32 bits, proven not to overflow when the model was compiled.
///
/// Weights: [o][r][t][i]. Encoded ones are decoded four channels at a time, which all rows of the
/// strip then use. A fused max-pool takes `poolAcross` columns together and leaves out columns that
/// fill no pool.
func convolve(
  _ arena: inout MutableSpan<UInt8>, _ model: Model, _ op: OpRecord, _ strip: Strip,
  _ input: TensorRecord, _ output: TensorRecord
) {
  let kernel = ConvolutionKernel(op, input, output)
  let channels = output.channels
  let width = output.width &* op.poolAcross
  let isPooled = op.poolRows > 1 || op.poolAcross > 1
  let range = OutputRange(model, op, output)
  var source = WeightSource(model, op, count: channels &* kernel.channelWeights, in: &arena)
  var channel = 0
  while channel < channels {
    let isTile = kernel.takesTiles && channel &+ 4 <= channels
    let last = isTile ? channel &+ 3 : channel
    source.provide(
      channel &* kernel.channelWeights, (last &+ 1 &- channel) &* kernel.channelWeights, in: &arena)
    let a = ChannelParameters(model, op, channel, of: channels)
    let b = ChannelParameters(model, op, min(channel &+ 1, last), of: channels)
    let c = ChannelParameters(model, op, min(channel &+ 2, last), of: channels)
    let d = ChannelParameters(model, op, last, of: channels)
    for place in 0..<strip.count {
      let window = strip.window(place)
      var position = strip.row(place) &+ channel
      var pooled = 0
      for column in 0..<width {
        if isTile {
          let sums = kernel.sums(arena.span, source.weights(arena.span), window, column: column)
          write(a.requantise(sums.a, range), &arena, at: position, isPooled: isPooled)
          write(b.requantise(sums.b, range), &arena, at: position &+ 1, isPooled: isPooled)
          write(c.requantise(sums.c, range), &arena, at: position &+ 2, isPooled: isPooled)
          write(d.requantise(sums.d, range), &arena, at: position &+ 3, isPooled: isPooled)
        } else {
          let sum = kernel.sum(
            arena.span, source.weights(arena.span), window, column: column, channel: channel)
          write(a.requantise(sum, range), &arena, at: position, isPooled: isPooled)
        }
        pooled &+= 1
        if pooled == op.poolAcross {
          pooled = 0
          position &+= channels
        }
      }
    }
    channel = last &+ 1
  }
}

/// The geometry of a convolution, without its weights: those of the channels at hand come from a
/// `WeightSource`.
private struct ConvolutionKernel {
  private let op: OpRecord
  private let inputWidth: Int
  private let inputChannels: Int
  private let elementBytes: Int
  private let zeroPoint: Int32
  private let groupChannels: Int
  private let groupOutputs: Int
  /// Weights of one kernel row of one output channel.
  private let rowWeights: Int

  init(_ op: OpRecord, _ input: TensorRecord, _ output: TensorRecord) {
    self.op = op
    inputWidth = input.width
    inputChannels = input.channels
    elementBytes = input.elementBytes
    zeroPoint = input.zeroPoint
    groupChannels = input.channels / op.groups
    groupOutputs = output.channels / op.groups
    rowWeights = op.kernelAcross &* groupChannels
  }

  /// Weights of one output channel.
  var channelWeights: Int { op.kernelRows &* rowWeights }

  /// Whether four channels share their input and are summed together.
  var takesTiles: Bool { op.groups == 1 }

  /// The taps of a column that lie inside the row, and where the first tap would lie.
  @inline(__always)
  private func taps(_ column: Int) -> (first: Int, low: Int, high: Int) {
    let first = column &* op.strideAcross &- op.padLeft
    let low = max(0, 0 &- first)
    return (first, low, max(low, min(op.kernelAcross, inputWidth &- first)))
  }

  /// The sums of the four channels at hand at one column; the op has one group.
  @inline(__always)
  func sums(
    _ arena: Span<UInt8>, _ weights: Span<UInt8>, _ window: Window, column: Int
  ) -> Sums {
    let (first, low, high) = taps(column)
    let count = (high &- low) &* inputChannels
    var sums = Sums()
    for row in 0..<op.kernelRows {
      guard let start = window.row(row) else { continue }
      let x = start &+ (first &+ low) &* inputChannels &* elementBytes
      let values = arena.extracting(x..<x &+ count &* elementBytes)
      let w = row &* rowWeights &+ low &* inputChannels
      let wa = weights.extracting(w..<w &+ count)
      let wb = weights.extracting(w &+ channelWeights..<w &+ channelWeights &+ count)
      let wc = weights.extracting(w &+ channelWeights &* 2..<w &+ channelWeights &* 2 &+ count)
      let wd = weights.extracting(w &+ channelWeights &* 3..<w &+ channelWeights &* 3 &+ count)
      if elementBytes == 2 {
        sums.addWide(values, wa, wb, wc, wd)
      } else {
        sums.add(values, wa, wb, wc, wd)
      }
    }
    if touchesPadding(window, low, high) {
      sums.a &+= padding(weights, 0, window, low, high)
      sums.b &+= padding(weights, 1, window, low, high)
      sums.c &+= padding(weights, 2, window, low, high)
      sums.d &+= padding(weights, 3, window, low, high)
    }
    return sums
  }

  /// The sum of the one channel at hand, number `channel` of the op, at one column.
  @inline(__always)
  func sum(
    _ arena: Span<UInt8>, _ weights: Span<UInt8>, _ window: Window, column: Int, channel: Int
  ) -> Int32 {
    let (first, low, high) = taps(column)
    let groupStart = channel / groupOutputs &* groupChannels
    var sum: Int32 = 0
    for row in 0..<op.kernelRows {
      guard let start = window.row(row) else { continue }
      // With one group, the taps of a row lie side by side.
      let runs = op.groups == 1 ? min(1, high &- low) : high &- low
      let count = op.groups == 1 ? (high &- low) &* inputChannels : groupChannels
      for run in 0..<runs {
        let tap = low &+ run
        let x = start &+ ((first &+ tap) &* inputChannels &+ groupStart) &* elementBytes
        let w = row &* rowWeights &+ tap &* groupChannels
        let values = arena.extracting(x..<x &+ count &* elementBytes)
        let factors = weights.extracting(w..<w &+ count)
        sum &+= elementBytes == 2 ? dotWide(values, factors) : dot(values, factors)
      }
    }
    return touchesPadding(window, low, high)
      ? sum &+ padding(weights, 0, window, low, high) : sum
  }

  @inline(__always)
  private func touchesPadding(_ window: Window, _ low: Int, _ high: Int) -> Bool {
    zeroPoint != 0
      && (low > 0 || high < op.kernelAcross || window.leading > 0 || window.rows < op.kernelRows)
  }

  /// What the taps in the padding contribute to a channel of those at hand: zero point times their
  /// weights.
  private func padding(
    _ weights: Span<UInt8>, _ channel: Int, _ window: Window, _ low: Int, _ high: Int
  ) -> Int32 {
    var total: Int32 = 0
    for row in 0..<op.kernelRows {
      let start = channel &* channelWeights &+ row &* rowWeights
      if window.row(row) == nil {
        total &+= Runtime.sum(weights.extracting(start..<start &+ rowWeights))
      } else {
        total &+= Runtime.sum(weights.extracting(start..<start &+ low &* groupChannels))
        total &+= Runtime.sum(
          weights.extracting(start &+ high &* groupChannels..<start &+ rowWeights))
      }
    }
    return total &* zeroPoint
  }
}
