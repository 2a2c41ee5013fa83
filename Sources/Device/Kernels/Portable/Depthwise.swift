/// A row of a depthwise convolution: every output channel o reads input channel o / multiplier.
///
/// y[x, o] as in `ConvolutionKernel`, of int8, with weights [r][t][o]. In place, the row overwrites the
/// oldest row of the window: column x is still needed for column x + 1 where there is padding on the
/// left, so each value is held back by one column.
///
/// Everything is mutating: a borrowed kernel would be copied to the stack for each call.
public struct DepthwiseKernel: ~Copyable {
  private let shape: SlidingShape
  private let requantiser: Requantiser
  private let window: Window
  private let zeroPoint: Int32
  private let isInPlace: Bool
  private let poolAcross: Int
  private let multiplier: Int
  private let weights: WeightRange
  private let row: Int
  private var channel = 0
  private var inputChannel = 0

  /// - Parameters:
  ///   - zeroPoint: of the input.
  ///   - poolAcross: columns that a fused pool takes together; 0 without a fused pool.
  ///   - row: where in memory the output row goes.
  @inline(never)
  public init(
    _ shape: SlidingShape, zeroPoint: Int32, isInPlace: Bool, poolAcross: Int,
    _ requantiser: Requantiser, _ window: Window, _ weights: WeightRange, row: Int
  ) {
    self.shape = shape
    self.requantiser = requantiser
    self.window = window
    self.weights = weights
    self.zeroPoint = zeroPoint
    self.isInPlace = isInPlace
    self.poolAcross = poolAcross
    self.row = row
    multiplier = shape.channels / shape.inputChannels
  }

  @inline(never)
  public mutating func compute(
    channel: Int, _ parameters: ChannelParameters, _ memory: inout MutableSpan<UInt8>,
    _ file: Span<UInt8>
  ) {
    self.channel = channel
    inputChannel = channel / multiplier
    let isPooled = poolAcross > 0
    let isCut = window.rows < shape.kernelRows
    var position = row &+ channel
    var column = 0
    var heldBack: Int32 = 0
    for _ in 0..<shape.width {
      for _ in 0..<max(1, poolAcross) {
        let taps = shape.taps(column)
        var sum = sum(memory.span, weights.weights(memory.span, file), taps)
        if zeroPoint != 0, isCut || taps.count < shape.kernelAcross {
          sum &+= padding(weights.weights(memory.span, file), taps)
        }
        let value = requantiser(parameters.bias &+ sum, parameters.multiplier)
        if !isInPlace {
          memory.write(value, at: position, isPooled: isPooled)
        } else if column > 0 {
          Int8.store(heldBack, in: &memory, at: position &- shape.channels)
        }
        heldBack = value
        column &+= 1
      }
      position &+= shape.channels
    }
    if isInPlace { Int8.store(heldBack, in: &memory, at: position &- shape.channels) }
  }

  /// What the taps in the padding contribute: zero point times their weights.
  @inline(never)
  private mutating func padding(_ weights: Span<UInt8>, _ taps: Taps) -> Int32 {
    var total: Int32 = 0
    var index = channel
    for row in 0..<shape.kernelRows {
      let isPadding = window.row(row) == nil
      for tap in 0..<shape.kernelAcross {
        if isPadding || tap < taps.low || tap >= taps.high {
          total &+= Int32(Int8(bitPattern: weights[index]))
        }
        index &+= shape.channels
      }
    }
    return total &* zeroPoint
  }

  /// Σ x·w over the taps of a column that do not lie in the padding.
  @inline(never)
  private mutating func sum(_ memory: Span<UInt8>, _ weights: Span<UInt8>, _ taps: Taps) -> Int32 {
    let (inputChannels, channels) = (shape.inputChannels, shape.channels)
    var sum: Int32 = 0
    for row in 0..<shape.kernelRows {
      guard let start = window.row(row) else { continue }
      var x = start &+ (taps.first &+ taps.low) &* inputChannels &+ inputChannel
      var w = (row &* shape.kernelAcross &+ taps.low) &* channels &+ channel
      var tap = taps.low
      while tap < taps.high {
        sum &+= Int32(Int8(bitPattern: memory[x])) &* Int32(Int8(bitPattern: weights[w]))
        x &+= inputChannels
        w &+= channels
        tap &+= 1
      }
    }
    return sum
  }
}
