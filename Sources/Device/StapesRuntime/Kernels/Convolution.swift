internal import FixedPoint
internal import ModelFormat

extension Executor {
  /// Some rows of a convolution, one behind the other.
  ///
  /// y[x, o] = clamp(scale(bias[o] + Σ over kernel rows r, taps t and channels i of the group of
  /// input[r, x·stride − padLeft + t, i] · w[o, r, t, i]) + zero point). The bias holds
  /// −zeroPoint·Σw already; taps in the padding count as the zero point. The input is int8 or int16
  /// (zero point 0), the sum 32 bits, proven not to overflow when the model was compiled.
  ///
  /// Weights: [o][r][t][i]. Encoded ones are decoded four channels at a time, which all rows of the
  /// strip then use. A fused max-pool takes `poolAcross` columns together and leaves out columns
  /// that fill no pool.
  @inline(never)
  mutating func convolve(_ index: Int, rows: Int) {
    startPools(index, rows: rows)
    var kernel = ConvolutionKernel(model, index, window(ofOp: index), row: row(ofOp: index))
    var source = WeightSource(model, kernel.op, count: kernel.allWeights, in: &arena)
    while kernel.channel < kernel.channels {
      kernel.takeTile(model)
      kernel.weights = source.provide(kernel.firstWeight, kernel.tileWeights, in: &arena)
      for place in 0..<rows {
        if rows > 1 {
          kernel.window = window(ofOp: index, place)
          kernel.row = row(ofOp: index, place)
        }
        kernel.computeRow(&arena, model.bytes)
      }
      kernel.channel &+= kernel.lanes
    }
  }

  /// Fused max-pools start from the lowest value.
  @inline(never)
  mutating func startPools(_ index: Int, rows: Int) {
    let op = model.op(index)
    guard op.isPooled else { return }
    let phase = cursor(ofTensor: model.output(ofOp: index)).parts
    for place in 0..<rows where (phase &+ place) % op.poolRows == 0 {
      let row = row(ofOp: index, place)
      for position in row..<row &+ output(ofOp: index).rowBytes {
        arena.store(Int8.min, at: position)
      }
    }
  }
}

extension MutableSpan<UInt8> {
  /// Writes an op's value: as it is, or into the maximum of a fused pool.
  @inline(__always)
  mutating func write(_ value: Int8, at position: Int, isPooled: Bool) {
    store(isPooled ? max(value, Int8(bitPattern: self[position])) : value, at: position)
  }
}

/// A row of a convolution, of which four output channels are computed at a time, or one.
///
/// Everything is mutating: a borrowed kernel would be copied to the stack for each call.
private struct ConvolutionKernel: ~Copyable, ~Escapable {
  let op: OpRecord
  let channels: Int
  private let width: Int
  private let range: OutputRange
  private let inputWidth: Int
  private let inputChannels: Int
  private let elementBytes: Int
  private let zeroPoint: Int32
  /// Whether four channels share their input and are summed together.
  private let takesTiles: Bool
  private let groupChannels: Int
  private let groupOutputs: Int
  /// Weights of one kernel row of one output channel.
  private let rowWeights: Int
  /// Weights of one output channel.
  private let channelWeights: Int

  var window: Window
  /// Where in the arena the row goes.
  var row: Int
  /// The first output channel at hand, and how many there are: four or one.
  var channel = 0
  private(set) var lanes = 1
  private var parameters: InlineArray<4, ChannelParameters>
  var weights = WeightRange(isInArena: false, range: 0..<0)

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
    elementBytes = input.elementBytes
    zeroPoint = input.zeroPoint
    let groups = op.groups
    takesTiles = groups == 1
    groupChannels = inputChannels / groups
    groupOutputs = channels / groups
    rowWeights = op.kernelAcross &* groupChannels
    channelWeights = op.kernelRows &* rowWeights
    parameters = InlineArray(repeating: ChannelParameters(model, op, 0, of: channels))
  }

  var allWeights: Int { channels &* channelWeights }
  var firstWeight: Int { channel &* channelWeights }
  var tileWeights: Int { lanes &* channelWeights }

  /// Takes up the next channels.
  @inline(never)
  mutating func takeTile(_ model: Model) {
    lanes = takesTiles && channel &+ 4 <= channels ? 4 : 1
    for lane in 0..<lanes {
      parameters[lane] = ChannelParameters(model, op, channel &+ lane, of: channels)
    }
  }

  /// Computes the channels at hand.
  @inline(never)
  mutating func computeRow(_ arena: inout MutableSpan<UInt8>, _ file: Span<UInt8>) {
    let isPooled = op.isPooled
    let isTile = lanes == 4
    var position = row &+ channel
    var column = 0
    for _ in 0..<width {
      for _ in 0..<op.poolAcross {
        let taps = taps(column)
        var sums = Sums()
        if isTile { sums = tileSums(arena.span, file, taps) }
        for lane in 0..<lanes {
          var sum = isTile ? sums[lane] : sum(arena.span, file, lane, taps)
          if zeroPoint != 0,
            taps.high &- taps.low < op.kernelAcross || window.rows < op.kernelRows
          {
            sum &+= padding(arena.span, file, lane, taps)
          }
          let value = range.requantise(
            parameters[lane].bias &+ sum, parameters[lane].multiplier)
          arena.write(value, at: position &+ lane, isPooled: isPooled)
        }
        column &+= 1
      }
      position &+= channels
    }
  }

  /// The taps of a column that lie inside the row.
  @inline(never)
  private mutating func taps(_ column: Int) -> Taps {
    let first = column &* op.strideAcross &- op.padLeft
    let low = max(0, 0 &- first)
    let high = max(low, min(op.kernelAcross, inputWidth &- first))
    return Taps(first: first, low: low, high: high)
  }

  /// Σ x·w over the window for each of four channels that share their input.
  @inline(never)
  private mutating func tileSums(
    _ arena: Span<UInt8>, _ file: Span<UInt8>, _ taps: Taps
  ) -> Sums {
    let weights = weights.weights(arena, file)
    let wa = weights.part(0, channelWeights)
    let wb = weights.part(channelWeights, channelWeights)
    let wc = weights.part(channelWeights &* 2, channelWeights)
    let wd = weights.part(channelWeights &* 3, channelWeights)
    let count = (taps.high &- taps.low) &* inputChannels
    var sums = Sums()
    var row = 0
    while row < op.kernelRows {
      let rows = adjoiningRows(row, count)
      if let start = window.row(row) {
        let x = start &+ (taps.first &+ taps.low) &* inputChannels &* elementBytes
        let values = arena.part(x, rows &* count &* elementBytes)
        let first = row &* rowWeights &+ taps.low &* inputChannels
        sums +=
          elementBytes == 1
          ? dots(values, first, wa, wb, wc, wd) : wideDots(values, first, wa, wb, wc, wd)
      }
      row &+= rows
    }
    return sums
  }

  /// Σ x·w over the window for one of the channels at hand.
  @inline(never)
  private mutating func sum(
    _ arena: Span<UInt8>, _ file: Span<UInt8>, _ lane: Int, _ taps: Taps
  ) -> Int32 {
    let weights = weights.weights(arena, file).part(lane &* channelWeights, channelWeights)
    // With one group, the taps of a row lie side by side.
    let runs = takesTiles ? min(1, taps.high &- taps.low) : taps.high &- taps.low
    let count = takesTiles ? (taps.high &- taps.low) &* inputChannels : groupChannels
    let groupStart = takesTiles ? 0 : channel / groupOutputs &* groupChannels
    var sum: Int32 = 0
    var row = 0
    while row < op.kernelRows {
      let rows = adjoiningRows(row, count)
      if let start = window.row(row) {
        for run in 0..<runs {
          let tap = taps.low &+ run
          let x = start &+ ((taps.first &+ tap) &* inputChannels &+ groupStart) &* elementBytes
          sum &+= dot(
            arena.part(x, rows &* count &* elementBytes), elementBytes,
            weights.part(row &* rowWeights &+ tap &* groupChannels, rows &* count))
        }
      }
      row &+= rows
    }
    return sum
  }

  /// Rows, from the kernel's row `row` on, whose `count` values lie one behind the other, in the
  /// arena as among the weights.
  @inline(never)
  private mutating func adjoiningRows(_ row: Int, _ count: Int) -> Int {
    guard count == rowWeights, count == inputWidth &* inputChannels else { return 1 }
    return window.row(row) == nil ? 1 : window.adjoiningRows(row)
  }

  /// What the taps in the padding contribute to a channel: zero point times their weights.
  @inline(never)
  private mutating func padding(
    _ arena: Span<UInt8>, _ file: Span<UInt8>, _ lane: Int, _ taps: Taps
  ) -> Int32 {
    let weights = weights.weights(arena, file).part(lane &* channelWeights, channelWeights)
    var total: Int32 = 0
    var index = 0
    for row in 0..<op.kernelRows {
      let isPadding = window.row(row) == nil
      for tap in 0..<op.kernelAcross {
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

/// Taps of a kernel at one column.
private struct Taps {
  /// Where the first tap would lie.
  let first: Int
  /// Those that lie inside the row.
  let low: Int
  let high: Int
}
