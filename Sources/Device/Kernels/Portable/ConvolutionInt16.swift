internal import FixedPoint
public import ModelFormat

/// Some rows of a convolution of int16 values to int16 values, one output channel at a time.
///
/// y[x, o] = requantise(bias[o] + Σ over kernel rows r, taps t and channels i of the group of
/// input[r, x·stride − padLeft + t, i] · w[o, r, t, i]). Both zero points are 0. Where the op's sums
/// are long, they take 48 bits, and the factor 15; else 32, and the factor 31. Neither overflows,
/// which was proven when the model was made.
///
/// Weights: [o][r][t][i]. A depthwise convolution has as many groups as channels.
public struct ConvolutionInt16Kernel: ~Copyable {
  private var shape = SlidingShape()
  private var requantiser = Requantiser()
  private var isWhole = false
  private var groupChannels = 0
  private var groupOutputs = 0
  public private(set) var channelWeights = 0

  private var window = Window()
  private var row = 0
  private var channel = 0
  /// Those of the channel at hand.
  public var weights = WeightRange()
  private var parameters = ChannelParameters(bias: 0, multiplier: .one)
  private var long: LongChannel?

  @inline(__always)
  public init() {}

  /// Takes what all channels and rows have in common.
  @inline(__always)
  public mutating func take(_ shape: SlidingShape, groups: Int, _ requantiser: Requantiser) {
    self.shape = shape
    self.requantiser = requantiser
    isWhole = groups == 1
    groupChannels = shape.inputChannels / groups
    groupOutputs = shape.channels / groups
    channelWeights = shape.kernelRows &* shape.kernelAcross &* groupChannels
  }

  @inline(__always)
  public mutating func move(to window: Window, row: Int) {
    self.window = window
    self.row = row
  }

  /// Takes up a channel whose sums fit 32 bits.
  public mutating func take(_ channel: Int, _ parameters: ChannelParameters) {
    self.channel = channel
    self.parameters = parameters
    long = nil
  }

  public mutating func take(_ channel: Int, _ parameters: LongChannel) {
    self.channel = channel
    long = parameters
  }

  /// Computes the channel at hand in a row.
  @inline(never)
  public mutating func computeRow(_ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>) {
    var position = row &+ channel &* 2
    for column in 0..<shape.width {
      let sum = sum(memory.span, file, column)
      let value: Int32
      if let long {
        value = requantiser.clamp(long.factor.scale(long.bias &+ sum))
      } else {
        value = requantiser(
          parameters.bias &+ Int32(truncatingIfNeeded: sum), parameters.multiplier)
      }
      Int16.store(value, in: &memory, at: position)
      position &+= shape.channels &* 2
    }
  }

  /// Σ x·w over the window at a column.
  @inline(never)
  private mutating func sum(
    _ memory: Span<UInt8>, _ file: Span<UInt8>, _ column: Int
  ) -> Int64 {
    let weights = weights.weights(memory, file)
    let taps = shape.taps(column)
    // With one group, the taps of a row lie side by side.
    let count = isWhole ? taps.count &* shape.inputChannels : groupChannels
    let end = isWhole ? min(taps.high, taps.low &+ 1) : taps.high
    let group = isWhole ? 0 : channel / groupOutputs &* groupChannels
    var sum: Int64 = 0
    for row in 0..<shape.kernelRows {
      guard let start = window.row(row) else { continue }
      var tap = taps.low
      while tap < end {
        let x = start &+ ((taps.first &+ tap) &* shape.inputChannels &+ group) &* 2
        let w = (row &* shape.kernelAcross &+ tap) &* groupChannels
        sum &+= longDot(memory.part(x, count &* 2), weights.part(w, count))
        tap &+= 1
      }
    }
    return sum
  }
}

/// Σ x·w of little-endian int16 values x and as many int8 values w, in 64 bits.
@inline(__always)
private func longDot(_ x: Span<UInt8>, _ w: Span<UInt8>) -> Int64 {
  // A product takes 22 bits and its sign: 256 of them fit.
  let most = 256
  var sum: Int64 = 0
  var first = 0
  while first < w.count {
    let count = min(most, w.count &- first)
    sum &+= Int64(
      widening: dot(x.part(first &* 2, count &* 2), w.part(first, count)))
    first &+= count
  }
  return sum
}

/// The same of so few that their sum fits 32 bits.
@inline(never)
private func dot(_ x: Span<UInt8>, _ w: Span<UInt8>) -> Int32 {
  precondition(w.count == x.count / 2)
  var sum: Int32 = 0
  for index in w.indices {
    sum &+=
      Int32(Int16(bitPattern: x.uint16(at: index &* 2))) &* Int32(Int8(bitPattern: w[index]))
  }
  return sum
}
