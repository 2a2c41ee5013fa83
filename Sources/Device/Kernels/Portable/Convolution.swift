public import ModelFormat

/// Some rows of a convolution, of which four output channels are computed at a time, or one.
///
/// y[x, o] = requantise(bias[o] + Σ over kernel rows r, taps t and channels i of the group of
/// input[r, x·stride − padLeft + t, i] · w[o, r, t, i]). The bias holds −zeroPoint·Σw already; taps in
/// the padding count as the zero point. The input is int8 or int16 (zero point 0), the sum 32 bits,
/// proven not to overflow when the model was compiled.
///
/// Weights: [o][r][t][i].
public struct ConvolutionKernel: ~Copyable {
  public var row = ConvolvedRow()
  private var isInt16 = false
  /// Whether four channels share their input and are summed together.
  private var takesTiles = false
  private var groupChannels = 0
  private var groupOutputs = 0
  /// The first input channel of the group at hand.
  private var groupStart = 0
  /// Weights of one kernel row of one output channel.
  private var rowWeights = 0
  private var channelWeights = 0

  /// The first output channel at hand, and how many there are: four or one.
  public private(set) var channel = 0
  public private(set) var lanes = 1
  private var parameters = InlineArray<4, ChannelParameters>(
    repeating: ChannelParameters(bias: 0, multiplier: .one))
  private var sums = Sums(repeating: 0)
  public var weights = WeightRange()

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
  /// The first weight of the channels at hand, and how many they have.
  public var firstWeight: Int { channel &* channelWeights }
  public var tileWeights: Int { lanes &* channelWeights }

  /// Decides how many channels are computed together.
  public mutating func takeTile() {
    groupStart = channel / groupOutputs &* groupChannels
    lanes = takesTiles && channel &+ 4 <= row.shape.channels ? 4 : 1
  }

  public mutating func setParameters(_ lane: Int, _ parameters: ChannelParameters) {
    self.parameters[lane] = parameters
  }

  public mutating func advance() { channel &+= lanes }

  /// Computes the channels at hand.
  @inline(never)
  public mutating func computeRow(_ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>) {
    var position = row.position &+ channel
    var column = 0
    for _ in 0..<row.shape.width {
      for _ in 0..<max(1, row.poolAcross) {
        row.go(toColumn: column)
        sumUp(memory.span, file)
        for lane in 0..<lanes { finish(lane, &memory, file, at: position) }
        column &+= 1
      }
      position &+= row.shape.channels
    }
  }

  /// Writes the value of a channel at hand, from the sum of its products.
  @inline(never)
  private mutating func finish(
    _ lane: Int, _ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>,
    at position: Int
  ) {
    var sum = sums[lane]
    if row.isCut {
      sum &+= row.padding(
        weights.weights(memory.span, file), lane &* channelWeights, stride: 1,
        each: groupChannels)
    }
    row.write(row.value(sum, parameters[lane]), &memory, at: position &+ lane)
  }

  /// Σ x·w over the window for each of the channels at hand.
  @inline(never)
  private mutating func sumUp(_ memory: Span<UInt8>, _ file: Span<UInt8>) {
    let weights = weights.weights(memory, file)
    let bits = isInt16 ? 1 : 0
    // With one group, the taps of a row lie side by side.
    let runs = takesTiles ? min(1, row.taps.count) : row.taps.count
    let count = takesTiles ? row.taps.count &* row.shape.inputChannels : groupChannels
    let place =
      ((row.taps.first &+ row.taps.low) &* row.shape.inputChannels &+ groupStart) &<< bits
    // Rows of which the kernel takes all lie one behind the other, in memory as among the weights.
    let areWhole = count == rowWeights && count == row.shape.inputWidth &* row.shape.inputChannels
    sums = Sums(repeating: 0)
    var kernelRow = 0
    while kernelRow < row.shape.kernelRows {
      guard let run = row.window.run(kernelRow) else {
        kernelRow &+= 1
        continue
      }
      let rows = areWhole ? run.rows : 1
      var x = run.start &+ place
      var w = kernelRow &* rowWeights &+ row.taps.low &* groupChannels
      for _ in 0..<runs {
        let values = memory.part(x, (rows &* count) &<< bits)
        if lanes == 4 {
          Form.addDots(
            values, isInt16: isInt16, weights.extracting(droppingFirst: w),
            stride: channelWeights, to: &sums)
        } else {
          sums[0] &+= Form.dot(values, isInt16: isInt16, weights.part(w, rows &* count))
        }
        x &+= row.shape.inputChannels &<< bits
        w &+= groupChannels
      }
      kernelRow &+= rows
    }
  }
}
