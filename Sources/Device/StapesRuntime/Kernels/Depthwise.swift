internal import FixedPoint
internal import ModelFormat

extension Executor {
  /// One row of a depthwise convolution: every output channel o reads input channel o / multiplier.
  ///
  /// y[x, o] as in `convolve`, with weights [r][t][o]. In place, the row overwrites the oldest row
  /// of the window: column x is still needed for column x + 1 where there is padding on the left,
  /// so each value is held back by one column.
  @inline(never)
  mutating func convolveDepthwise(_ index: Int) {
    startPools(index, rows: 1)
    var kernel = DepthwiseKernel(model, index, window(ofOp: index), row: row(ofOp: index))
    var source = WeightSource(model, kernel.op, count: kernel.allWeights, in: &arena)
    let weights = source.provide(0, kernel.allWeights, in: &arena)
    while kernel.channel < kernel.channels {
      kernel.computeChannel(&arena, model, weights)
      kernel.channel &+= 1
    }
  }
}

/// One channel of a row.
///
/// Everything is mutating: a borrowed kernel would be copied to the stack for each call.
private struct DepthwiseKernel: ~Copyable, ~Escapable {
  let op: OpRecord
  let channels: Int
  private let width: Int
  private let range: OutputRange
  private let window: Window
  /// Where in the arena the row goes.
  private let row: Int
  private let inputWidth: Int
  private let inputChannels: Int
  private let zeroPoint: Int32
  private let multiplier: Int
  var channel = 0
  private var inputChannel = 0

  @_lifetime(copy model)
  @inline(never)
  init(_ model: Model, _ index: Int, _ window: Window, row: Int) {
    op = model.op(index)
    range = OutputRange(model, index)
    self.window = window
    self.row = row
    let input = model.source(ofEdge: op.firstEdge)
    let output = model.tensor(model.output(ofOp: index))
    channels = output.channels
    width = output.width
    inputWidth = input.width
    inputChannels = input.channels
    zeroPoint = input.zeroPoint
    multiplier = channels / inputChannels
  }

  var allWeights: Int { op.kernelRows &* op.kernelAcross &* channels }

  @inline(never)
  mutating func computeChannel(
    _ arena: inout MutableSpan<UInt8>, _ model: Model, _ weights: WeightRange
  ) {
    inputChannel = channel / multiplier
    let parameters = ChannelParameters(model, op, channel, of: channels)
    let isPooled = op.isPooled
    let isInPlace = op.inPlace
    let padding = padding(weights.weights(arena.span, model.bytes))
    var position = row &+ channel
    var column = 0
    var heldBack: Int8 = 0
    for _ in 0..<width {
      for _ in 0..<op.poolAcross {
        let sum = sum(arena.span, weights.weights(arena.span, model.bytes), column)
        let value = range.requantise(parameters.bias &+ padding &+ sum, parameters.multiplier)
        if !isInPlace {
          arena.write(value, at: position, isPooled: isPooled)
        } else if column > 0 {
          arena.store(heldBack, at: position &- channels)
        }
        heldBack = value
        column &+= 1
      }
      position &+= channels
    }
    if isInPlace { arena.store(heldBack, at: position &- channels) }
  }

  /// The sum where all taps lie in the padding: zero point times the weights.
  @inline(never)
  private mutating func padding(_ weights: Span<UInt8>) -> Int32 {
    var sum: Int32 = 0
    for tap in 0..<op.kernelRows &* op.kernelAcross {
      sum &+= Int32(Int8(bitPattern: weights[tap &* channels &+ channel]))
    }
    return sum &* zeroPoint
  }

  /// Σ (x − zero point)·w over the taps of a column that do not lie in the padding.
  @inline(never)
  private mutating func sum(_ arena: Span<UInt8>, _ weights: Span<UInt8>, _ column: Int) -> Int32 {
    let first = column &* op.strideAcross &- op.padLeft
    let low = max(0, 0 &- first)
    let high = min(op.kernelAcross, inputWidth &- first)
    let (inputChannels, channels, zeroPoint) = (inputChannels, channels, zeroPoint)
    var sum: Int32 = 0
    for kernelRow in 0..<op.kernelRows {
      guard let start = window.row(kernelRow) else { continue }
      var x = start &+ (first &+ low) &* inputChannels &+ inputChannel
      var w = (kernelRow &* op.kernelAcross &+ low) &* channels &+ channel
      var tap = low
      while tap < high {
        sum &+=
          (Int32(Int8(bitPattern: arena[x])) &- zeroPoint)
          &* Int32(Int8(bitPattern: weights[w]))
        x &+= inputChannels
        w &+= channels
        tap &+= 1
      }
    }
    return sum
  }
}
