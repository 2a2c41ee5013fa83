public import ModelFormat

/// A row of a depthwise convolution: every output channel o reads input channel o / multiplier.
///
/// y[x, o] as in `ConvolutionKernel`, of int8, with weights [r][t][o]. In place, the row overwrites the
/// oldest row of the window: column x is still needed for column x + 1 where there is padding on the
/// left, so each value is held back by one column.
public struct DepthwiseKernel: ~Copyable {
  public var row = ConvolvedRow()
  private var isInPlace = false
  private var multiplier = 1
  private var weights = WeightRange()
  /// The output channel at hand, and the input channel that it reads.
  private var channel = 0
  private var inputChannel = 0
  private var parameters = ChannelParameters(bias: 0, multiplier: .one)

  @inline(__always)
  public init() {}

  /// Takes what all channels have in common, whose row has been taken before.
  @inline(__always)
  public mutating func take(isInPlace: Bool, _ weights: WeightRange) {
    self.isInPlace = isInPlace
    self.weights = weights
    multiplier = row.shape.channels / row.shape.inputChannels
  }

  @inline(never)
  public mutating func compute(
    channel: Int, _ parameters: ChannelParameters, _ memory: inout MutableSpan<UInt8>,
    _ file: Span<UInt8>
  ) {
    self.channel = channel
    self.parameters = parameters
    inputChannel = channel / multiplier
    var position = row.position &+ channel
    var column = 0
    var heldBack: Int32 = 0
    let delay = isInPlace ? row.shape.channels : 0
    for _ in 0..<row.shape.width {
      for _ in 0..<max(1, row.poolAcross) {
        row.go(toColumn: column)
        let value = value(memory.span, file)
        if !isInPlace || column > 0 {
          row.write(isInPlace ? heldBack : value, &memory, at: position &- delay)
        }
        heldBack = value
        column &+= 1
      }
      position &+= row.shape.channels
    }
    if isInPlace { row.write(heldBack, &memory, at: position &- delay) }
  }

  /// The value at the column at hand.
  @inline(never)
  private mutating func value(_ memory: Span<UInt8>, _ file: Span<UInt8>) -> Int32 {
    let weights = weights.weights(memory, file)
    let (inputChannels, channels) = (row.shape.inputChannels, row.shape.channels)
    let taps = row.taps
    var sum: Int32 = 0
    for kernelRow in 0..<row.shape.kernelRows {
      guard let start = row.window.row(kernelRow) else { continue }
      var x = start &+ (taps.first &+ taps.low) &* inputChannels &+ inputChannel
      var w = (kernelRow &* row.shape.kernelAcross &+ taps.low) &* channels &+ channel
      for _ in taps.low..<taps.high {
        sum &+= Int32(Int8(bitPattern: memory[x])) &* Int32(Int8(bitPattern: weights[w]))
        x &+= inputChannels
        w &+= channels
      }
    }
    if row.isCut { sum &+= row.padding(weights, channel, stride: channels, each: 1) }
    return row.value(sum, parameters)
  }
}
