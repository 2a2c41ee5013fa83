internal import CKernels
internal import ModelFormat

extension Portable {
  /// Channel by channel.
  @inline(never)
  public static func convolveDepthwise(
    _ convolution: inout DepthwiseConvolution, _ memory: inout MutableSpan<UInt8>,
    _ file: Span<UInt8>
  ) {
    repeat {
      convolution.startPools(&memory)
      for channel in 0..<convolution.channels {
        convolution.compute(channel, channel / convolution.multiplier, &memory, file)
      }
    } while convolution.rows.goOn(kernelRows: convolution.kernelRows)
  }
}

extension DepthwiseConvolution {
  @inline(__always)
  private var window: Window { rows.window }
  @inline(__always)
  private var shape: SlidingShape {
    unsafe SlidingShape(
      kernelRows: kernelRows, kernelAcross: kernelAcross, strideAcross: Int(call.stride),
      padLeft: Int(call.pad_left), inputWidth: Int(call.input_width), inputChannels: inputChannels,
      width: Int(call.width), channels: channels)
  }
  @inline(__always)
  private var poolAcross: Int { unsafe Int(call.pool_across) }
  @inline(__always)
  private var zeroPoint: Int32 { unsafe call.zero_point }

  /// Sets a row to the lowest value where pools begin.
  fileprivate mutating func startPools(_ memory: inout MutableSpan<UInt8>) {
    guard poolAcross > 0, rows.isPoolStart else { return }
    memory.startPool(at: rows.output, count: shape.width &* channels)
  }

  /// In place, column x of the input is still needed for column x + 1 where there is padding on the
  /// left, so each value is held back by one column.
  @inline(never)
  fileprivate mutating func compute(
    _ channel: Int, _ inputChannel: Int, _ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>
  ) {
    var table = unsafe ChannelTable(call.parameters)
    let parameters = table.channel(channel, in: file)
    let requantiser = unsafe Requantiser(call.rounding)
    let shape = shape
    var position = rows.output &+ channel
    var column = 0
    var heldBack: Int32 = 0
    let delay = isInPlace ? shape.channels : 0
    for _ in 0..<shape.width {
      for _ in 0..<max(1, poolAcross) {
        let sum = sum(shape.taps(column), channel, inputChannel, memory.span, file)
        let value = requantiser(parameters.bias &+ sum, parameters.multiplier)
        if !isInPlace || column > 0 {
          write(isInPlace ? heldBack : value, &memory, at: position &- delay)
        }
        heldBack = value
        column &+= 1
      }
      position &+= shape.channels
    }
    if isInPlace { write(heldBack, &memory, at: position &- delay) }
  }

  /// Writes an int8: as it is, or into the maximum of a fused pool.
  @inline(never)
  private mutating func write(
    _ value: Int32, _ memory: inout MutableSpan<UInt8>, at position: Int
  ) {
    let value = poolAcross > 0 ? max(value, Int8.load(memory, at: position)) : value
    Int8.store(value, in: &memory, at: position)
  }

  /// Σ x·w at a column.
  @inline(never)
  private mutating func sum(
    _ taps: Taps, _ channel: Int, _ inputChannel: Int, _ memory: Span<UInt8>, _ file: Span<UInt8>
  ) -> Int32 {
    let weights = weights.weights(memory, file)
    let (window, inputChannels, channels) = (window, inputChannels, channels)
    var sum: Int32 = 0
    for kernelRow in 0..<kernelRows {
      guard let start = window.row(kernelRow) else { continue }
      var x = start &+ (taps.first &+ taps.low) &* inputChannels &+ inputChannel
      var w = (kernelRow &* kernelAcross &+ taps.low) &* channels &+ channel
      for _ in taps.low..<taps.high {
        sum &+= Int32(Int8(bitPattern: memory[x])) &* Int32(Int8(bitPattern: weights[w]))
        x &+= inputChannels
        w &+= channels
      }
    }
    let isCut =
      zeroPoint != 0 && (taps.count < kernelAcross || window.rows < kernelRows)
    return isCut ? sum &+ padding(taps, weights, channel) : sum
  }

  /// What a channel's taps in the padding add: the zero point times their weights.
  @inline(never)
  private mutating func padding(_ taps: Taps, _ weights: Span<UInt8>, _ channel: Int) -> Int32 {
    let (window, channels) = (window, channels)
    var total: Int32 = 0
    var index = channel
    for kernelRow in 0..<kernelRows {
      let isPadding = window.row(kernelRow) == nil
      for tap in 0..<kernelAcross {
        if isPadding || tap < taps.low || tap >= taps.high {
          total &+= Int32(Int8(bitPattern: weights[index]))
        }
        index &+= channels
      }
    }
    return total &* zeroPoint
  }
}
