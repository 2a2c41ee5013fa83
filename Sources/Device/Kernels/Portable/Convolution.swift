/// Some rows of a convolution, of which four output channels are computed at a time, or one.
///
/// y[x, o] = requantise(bias[o] + Σ over kernel rows r, taps t and channels i of the group of
/// input[r, x·stride − padLeft + t, i] · w[o, r, t, i]). The bias holds −zeroPoint·Σw already; taps in
/// the padding count as the zero point. The input is int8 or int16 (zero point 0), the sum 32 bits,
/// proven not to overflow when the model was compiled.
///
/// Weights: [o][r][t][i]. A fused max-pool takes `poolAcross` columns together and leaves out columns
/// that fill no pool; its outputs must have been set to the lowest value before.
///
/// Everything is mutating: a borrowed kernel would be copied to the stack for each call.
public struct ConvolutionKernel: ~Copyable {
  private let shape: SlidingShape
  private let requantiser: Requantiser
  private let isInt16: Bool
  private let zeroPoint: Int32
  /// Columns that a fused pool takes together; 0 without a fused pool.
  private let poolAcross: Int
  /// Whether four channels share their input and are summed together.
  private let takesTiles: Bool
  private let groupChannels: Int
  private let groupOutputs: Int
  /// Weights of one kernel row of one output channel.
  private let rowWeights: Int
  /// Weights of one output channel.
  private let channelWeights: Int

  /// The rows under the kernel, and where in memory the output row goes.
  public var window: Window
  public var row: Int
  /// The first output channel at hand, and how many there are: four or one.
  public private(set) var channel = 0
  public private(set) var lanes = 1
  private var parameters = InlineArray<4, ChannelParameters>(
    repeating: ChannelParameters(bias: 0, multiplier: .one))
  public var weights = WeightRange(isInMemory: false, range: 0..<0)

  /// - Parameters:
  ///   - groups: divides the channels of input and output.
  ///   - zeroPoint: of the input.
  ///   - poolAcross: columns that a fused pool takes together; 0 without a fused pool.
  @inline(never)
  public init(
    _ shape: SlidingShape, groups: Int, isInt16: Bool, zeroPoint: Int32, poolAcross: Int,
    _ requantiser: Requantiser, _ window: Window, row: Int
  ) {
    self.shape = shape
    self.requantiser = requantiser
    self.isInt16 = isInt16
    self.zeroPoint = zeroPoint
    self.poolAcross = poolAcross
    self.window = window
    self.row = row
    takesTiles = groups == 1
    groupChannels = shape.inputChannels / groups
    groupOutputs = shape.channels / groups
    rowWeights = shape.kernelAcross &* groupChannels
    channelWeights = shape.kernelRows &* rowWeights
  }

  public var isDone: Bool { channel >= shape.channels }
  public var allWeights: Int { shape.channels &* channelWeights }
  /// The weights of the channels at hand.
  public var tile: Range<Int> {
    channel &* channelWeights..<(channel &+ lanes) &* channelWeights
  }

  /// Decides how many channels are computed together.
  public mutating func takeTile() {
    lanes = takesTiles && channel &+ 4 <= shape.channels ? 4 : 1
  }

  public mutating func setParameters(_ lane: Int, _ parameters: ChannelParameters) {
    self.parameters[lane] = parameters
  }

  /// Goes on to the channels behind those at hand.
  public mutating func advance() { channel &+= lanes }

  /// Computes the channels at hand.
  @inline(never)
  public mutating func computeRow(_ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>) {
    let isTile = lanes == 4
    let isPooled = poolAcross > 0
    var position = row &+ channel
    var column = 0
    for _ in 0..<shape.width {
      for _ in 0..<max(1, poolAcross) {
        let taps = shape.taps(column)
        var sums = Sums()
        if isTile { sums = tileSums(memory.span, file, taps) }
        for lane in 0..<lanes {
          var sum = isTile ? sums[lane] : sum(memory.span, file, lane, taps)
          if zeroPoint != 0, taps.count < shape.kernelAcross || window.rows < shape.kernelRows {
            sum &+= padding(memory.span, file, lane, taps)
          }
          let value = requantiser(parameters[lane].bias &+ sum, parameters[lane].multiplier)
          memory.write(value, at: position &+ lane, isPooled: isPooled)
        }
        column &+= 1
      }
      position &+= shape.channels
    }
  }

  /// Σ x·w over the window for each of four channels that share their input.
  @inline(never)
  private mutating func tileSums(
    _ memory: Span<UInt8>, _ file: Span<UInt8>, _ taps: Taps
  ) -> Sums {
    let weights = weights.weights(memory, file)
    let wa = weights.part(0, channelWeights)
    let wb = weights.part(channelWeights, channelWeights)
    let wc = weights.part(channelWeights &* 2, channelWeights)
    let wd = weights.part(channelWeights &* 3, channelWeights)
    let count = taps.count &* shape.inputChannels
    let bits = isInt16 ? 1 : 0
    var sums = Sums()
    var row = 0
    while row < shape.kernelRows {
      let rows = adjoiningRows(row, count)
      if let start = window.row(row) {
        let x = start &+ ((taps.first &+ taps.low) &* shape.inputChannels) &<< bits
        sums += Form.dots(
          memory.part(x, (rows &* count) &<< bits), isInt16: isInt16,
          row &* rowWeights &+ taps.low &* shape.inputChannels, wa, wb, wc, wd)
      }
      row &+= rows
    }
    return sums
  }

  /// Σ x·w over the window for one of the channels at hand.
  @inline(never)
  private mutating func sum(
    _ memory: Span<UInt8>, _ file: Span<UInt8>, _ lane: Int, _ taps: Taps
  ) -> Int32 {
    let weights = weights.weights(memory, file).part(lane &* channelWeights, channelWeights)
    // With one group, the taps of a row lie side by side.
    let runs = takesTiles ? min(1, taps.count) : taps.count
    let count = takesTiles ? taps.count &* shape.inputChannels : groupChannels
    let groupStart = takesTiles ? 0 : channel / groupOutputs &* groupChannels
    let bits = isInt16 ? 1 : 0
    var sum: Int32 = 0
    var row = 0
    while row < shape.kernelRows {
      let rows = adjoiningRows(row, count)
      if let start = window.row(row) {
        for run in 0..<runs {
          let tap = taps.low &+ run
          let x =
            start &+ ((taps.first &+ tap) &* shape.inputChannels &+ groupStart) &<< bits
          sum &+= Form.dot(
            memory.part(x, (rows &* count) &<< bits), isInt16: isInt16,
            weights.part(row &* rowWeights &+ tap &* groupChannels, rows &* count))
        }
      }
      row &+= rows
    }
    return sum
  }

  /// Rows, from the kernel's row `row` on, whose `count` values lie one behind the other, in memory
  /// as among the weights.
  @inline(never)
  private mutating func adjoiningRows(_ row: Int, _ count: Int) -> Int {
    guard count == rowWeights, count == shape.inputWidth &* shape.inputChannels else { return 1 }
    return window.row(row) == nil ? 1 : window.adjoiningRows(row)
  }

  /// What the taps in the padding contribute to a channel: zero point times their weights.
  @inline(never)
  private mutating func padding(
    _ memory: Span<UInt8>, _ file: Span<UInt8>, _ lane: Int, _ taps: Taps
  ) -> Int32 {
    let weights = weights.weights(memory, file).part(lane &* channelWeights, channelWeights)
    var total: Int32 = 0
    var index = 0
    for row in 0..<shape.kernelRows {
      let isPadding = window.row(row) == nil
      for tap in 0..<shape.kernelAcross {
        for _ in 0..<groupChannels {
          if isPadding || tap < taps.low || tap >= taps.high {
            total &+= Int32(Int8(bitPattern: weights[index]))
          }
          index &+= 1
        }
      }
    }
    return total &* zeroPoint
  }
}

extension MutableSpan<UInt8> {
  /// Writes an int8: as it is, or into the maximum of a fused pool.
  @inline(__always)
  mutating func write(_ value: Int32, at position: Int, isPooled: Bool) {
    let value = isPooled ? max(value, Int8.load(self, at: position)) : value
    Int8.store(value, in: &self, at: position)
  }

  /// Sets the outputs of a fused max-pool to the lowest value.
  @inline(never)
  public mutating func startPool(at row: Int, count: Int) {
    for position in row..<row &+ count { Int8.store(-128, in: &self, at: position) }
  }
}
