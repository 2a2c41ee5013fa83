public import ModelFormat

/// Some rows of a convolution, of which four output channels are computed at a time, or one.
///
/// y[x, o] = requantise(bias[o] + Σ over kernel rows r, taps t and channels i of the group of
/// input[r, x·stride − padLeft + t, i] · w[o, r, t, i]). The bias holds −zeroPoint·Σw already; taps in
/// the padding count as the zero point. The input is int8 or int16 (zero point 0), the sum 32 bits,
/// proven not to overflow when the model was compiled.
///
/// Weights: [o][r][t][i].
///
/// Everything is mutating: a borrowed kernel would be copied to the stack for each call.
public struct ConvolutionKernel: ~Copyable {
  public var row = ConvolvedRow()
  private var isInt16 = false
  /// Whether four channels share their input and are summed together.
  private var takesTiles = false
  private var groupChannels = 0
  private var groupOutputs = 0
  /// Weights of one kernel row of one output channel.
  private var rowWeights = 0
  /// Weights of one output channel.
  private var channelWeights = 0

  /// The first output channel at hand, and how many there are: four or one.
  public private(set) var channel = 0
  public private(set) var lanes = 1
  private var parameters = InlineArray<4, ChannelParameters>(
    repeating: ChannelParameters(bias: 0, multiplier: .one))
  public var weights = WeightRange(isInMemory: false, range: 0..<0)

  @inline(__always)
  public init() {}

  /// Takes what all channels have in common, whose row has been taken before.
  ///
  /// - Parameter groups: divides the channels of input and output.
  @inline(__always)
  public mutating func take(groups: Int, isInt16: Bool) {
    self.isInt16 = isInt16
    takesTiles = groups == 1
    groupChannels = row.shape.inputChannels / groups
    groupOutputs = row.shape.channels / groups
    rowWeights = row.shape.kernelAcross &* groupChannels
    channelWeights = row.shape.kernelRows &* rowWeights
  }

  public var isDone: Bool { channel >= row.shape.channels }
  public var allWeights: Int { row.shape.channels &* channelWeights }
  /// The weights of the channels at hand.
  public var tile: Range<Int> {
    channel &* channelWeights..<(channel &+ lanes) &* channelWeights
  }

  /// Decides how many channels are computed together.
  public mutating func takeTile() {
    lanes = takesTiles && channel &+ 4 <= row.shape.channels ? 4 : 1
  }

  public mutating func setParameters(_ lane: Int, _ parameters: ChannelParameters) {
    self.parameters[lane] = parameters
  }

  /// Goes on to the channels behind those at hand.
  public mutating func advance() { channel &+= lanes }

  /// Computes the channels at hand.
  @inline(never)
  public mutating func computeRow(_ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>) {
    var position = row.position &+ channel
    var column = 0
    for _ in 0..<row.shape.width {
      for _ in 0..<max(1, row.poolAcross) {
        row.go(toColumn: column)
        if lanes == 4 {
          let sums = tileSums(memory.span, file)
          for lane in 0..<4 { finish(sums[lane], lane, &memory, file, at: position) }
        } else {
          finish(sum(memory.span, file), 0, &memory, file, at: position)
        }
        column &+= 1
      }
      position &+= row.shape.channels
    }
  }

  /// Writes the value of a channel at hand, from the sum of its products.
  @inline(never)
  private mutating func finish(
    _ sum: Int32, _ lane: Int, _ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>,
    at position: Int
  ) {
    var sum = sum
    if row.isCut {
      sum &+= row.padding(
        weights.weights(memory.span, file), lane &* channelWeights, stride: 1,
        each: groupChannels)
    }
    row.write(row.value(sum, parameters[lane]), &memory, at: position &+ lane)
  }

  /// Σ x·w over the window for each of four channels that share their input.
  @inline(never)
  private mutating func tileSums(_ memory: Span<UInt8>, _ file: Span<UInt8>) -> Sums {
    let taps = row.taps
    let weights = weights.weights(memory, file)
    let count = taps.count &* row.shape.inputChannels
    let bits = isInt16 ? 1 : 0
    var sums = Sums()
    var kernelRow = 0
    while kernelRow < row.shape.kernelRows {
      let rows = adjoiningRows(kernelRow, count)
      if let start = row.window.row(kernelRow) {
        let x = start &+ ((taps.first &+ taps.low) &* row.shape.inputChannels) &<< bits
        sums += Form.dots(
          memory.part(x, (rows &* count) &<< bits), isInt16: isInt16, weights,
          kernelRow &* rowWeights &+ taps.low &* row.shape.inputChannels,
          stride: channelWeights)
      }
      kernelRow &+= rows
    }
    return sums
  }

  /// Σ x·w over the window for one channel.
  @inline(never)
  private mutating func sum(_ memory: Span<UInt8>, _ file: Span<UInt8>) -> Int32 {
    let taps = row.taps
    let weights = weights.weights(memory, file)
    // With one group, the taps of a row lie side by side.
    let runs = takesTiles ? min(1, taps.count) : taps.count
    let count = takesTiles ? taps.count &* row.shape.inputChannels : groupChannels
    let groupStart = takesTiles ? 0 : channel / groupOutputs &* groupChannels
    let bits = isInt16 ? 1 : 0
    var sum: Int32 = 0
    var kernelRow = 0
    while kernelRow < row.shape.kernelRows {
      let rows = adjoiningRows(kernelRow, count)
      if let start = row.window.row(kernelRow) {
        for run in 0..<runs {
          let tap = taps.low &+ run
          let x =
            start &+ ((taps.first &+ tap) &* row.shape.inputChannels &+ groupStart) &<< bits
          sum &+= Form.dot(
            memory.part(x, (rows &* count) &<< bits), isInt16: isInt16,
            weights.part(kernelRow &* rowWeights &+ tap &* groupChannels, rows &* count))
        }
      }
      kernelRow &+= rows
    }
    return sum
  }

  /// Rows, from the kernel's row `row` on, whose `count` values lie one behind the other, in memory
  /// as among the weights.
  @inline(never)
  private mutating func adjoiningRows(_ kernelRow: Int, _ count: Int) -> Int {
    guard count == rowWeights, count == row.shape.inputWidth &* row.shape.inputChannels,
      row.window.row(kernelRow) != nil
    else { return 1 }
    return row.window.adjoiningRows(kernelRow)
  }
}
