import FixedPoint
import Kernels
import ModelFormat
import Testing

@Suite struct ConvolutionTests {
  @Test func randomShapes() throws {
    for form in forms { try checkShapes(form) }
  }

  /// Two roundings double a sum: one of so many int16 values that doubled it leaves 32 bits.
  @Test func largeSumsRoundedTwice() throws {
    for form in forms { try checkLargeSum(form) }
  }

  private func checkLargeSum<Form: KernelForm>(_: Form.Type) throws {
    var random = SplitMix64(seed: 0x1A56E)
    let taps = 1_024
    var memory = PoisonedMemory(&random)
    let input = memory.place(Array(repeating: 32_767, count: taps), bytes: 2)
    let weights = memory.place(
      Array(repeating: 127, count: 300) + Array(repeating: 0, count: taps - 300), bytes: 1)
    let windowBytes = Layout.windowBytes(taps: taps, positions: 1)
    let windows = memory.reserve(windowBytes, alignment: 4)
    let row = memory.reserve(1)
    var file = PoisonedMemory(&random)
    let table = ChannelTable(
      .whole,
      position: file.place(littleEndian([0, 1 << 30], bytes: 4).map(Int.init) + [-23], bytes: 1),
      channels: 1)
    let requantiser = Requantiser(rounding: .tflm, zeroPoint: 0, lowest: -128, highest: 127)
    let expected = requantiser.exact(300 * 32_767 * 127, Multiplier(q31: 1 << 30, shift: -23))
    let shape = SlidingShape(
      kernelRows: 1, kernelAcross: 1, strideAcross: 1, padLeft: 0, inputWidth: 1,
      inputChannels: taps, width: 1, channels: 1)
    let output = PoisonedMemory.Output(position: row, values: [expected], bytes: 1)
    try memory.check([output], mayChange: windows..<windows + windowBytes) { memory in
      var kernel = Convolution(
        shape, rows: 1, isAlone: false, groups: 1, isInt16: true, zeroPoint: 0, poolAcross: 0,
        windows: windows, table, requantiser)
      _ = kernel.takeTile(most: 1)
      kernel.setWeights(WeightRange(isInMemory: true, start: weights, count: taps))
      kernel.setRows(oneRow(at: input, bytes: 2 * taps, to: row, bytes: 1))
      Form.convolve(&kernel, &memory, file.bytes.span)
    }
  }

  /// Weights that are the last bytes of a file: nothing behind them is read.
  @Test(arguments: 1...9) func lastWeights(taps: Int) throws {
    for form in forms {
      for channels in [1, 2, 3, 8, 9, 16, 17] { try checkLastWeights(form, taps, channels) }
    }
  }

  private func checkLastWeights<Form: KernelForm>(
    _: Form.Type, _ taps: Int, _ channels: Int
  ) throws {
    var random = SplitMix64(seed: UInt64(100 * taps + channels))
    let width = 6
    var memory = PoisonedMemory(&random)
    let values = random.numbers(width * taps, -128...127)
    let input = memory.place(values, bytes: 1)
    let windowBytes = Layout.windowBytes(taps: taps, positions: width)
    let windows = memory.reserve(windowBytes, alignment: 4)
    let row = memory.reserve(width * channels)
    let table = ChannelTable(.whole, position: 0, channels: channels)
    var bytes = littleEndian(
      Array(repeating: 0, count: channels) + Array(repeating: 1 << 30, count: channels), bytes: 4)
    bytes += littleEndian(Array(repeating: -8, count: channels), bytes: 1)
    let weights = random.numbers(channels * taps, -127...127)
    let start = bytes.count
    bytes += littleEndian(weights, bytes: 1)
    let requantiser = Requantiser(rounding: .single, zeroPoint: 0, lowest: -128, highest: 127)
    let expected = (0..<width).flatMap { column in
      (0..<channels).map { channel in
        requantiser.exact(
          (0..<taps).reduce(0) { $0 + values[column * taps + $1] * weights[channel * taps + $1] },
          Multiplier(q31: 1 << 30, shift: -8))
      }
    }
    let shape = SlidingShape(
      kernelRows: 1, kernelAcross: 1, strideAcross: 1, padLeft: 0, inputWidth: width,
      inputChannels: taps, width: width, channels: channels)
    try #require(GuardedBytes(bytes)).withSpan { file in
      let output = PoisonedMemory.Output(position: row, values: expected, bytes: 1)
      try memory.check([output], mayChange: windows..<windows + windowBytes) { memory in
        var kernel = Convolution(
          shape, rows: 1, isAlone: false, groups: 1, isInt16: false, zeroPoint: 0, poolAcross: 0,
          windows: windows, table, requantiser)
        _ = kernel.takeTile(most: channels)
        kernel.setWeights(WeightRange(isInMemory: false, start: start, count: weights.count))
        kernel.setRows(
          oneRow(at: input, bytes: width * taps, to: row, bytes: width * channels))
        Form.convolve(&kernel, &memory, file)
      }
    }
  }

  private func oneRow(at input: Int, bytes: Int, to output: Int, bytes outputBytes: Int) -> Rows {
    Rows(
      EdgeCursor(pending: 1, offset: 0),
      of: RowRing(start: input, rowBytes: bytes, capacity: 1), kernelRows: 1, stride: 1, count: 1,
      to: RowRing(start: output, rowBytes: outputBytes, capacity: 1), slot: 0, parts: 1, part: 0)
  }

  private func checkShapes<Form: KernelForm>(_: Form.Type) throws {
    try ConvolutionCase<Form>.check(6000, seed: 0xC0_0000)
  }
}

private struct ConvolutionCase<Form: KernelForm>: RandomCase {
  private let sliding: Sliding
  private let ring: Ring
  private let zeroPoint: Int
  private let strideRows: Int
  /// Rows that are computed, and those that the first row of output has already.
  private let strip: Int
  private let phase: Int
  /// Channels that are computed together.
  private let most: Int
  private let isAlone: Bool
  private let isSparse: Bool
  /// Computed rows that a fused pool takes together.
  private let poolRows: Int
  private let requantiser: Requantiser
  private let channels: Channels
  private let memory: PoisonedMemory
  private let input: Int
  private let output: OutputRing
  private let weights: PlacedWeights
  private let windows: Int
  private let windowBytes: Int

  init(_ random: inout SplitMix64) {
    let groups = random.pick([1, 1, 1, 2, 3, 5])
    let isPooled = random.happens(oneIn: 3)
    isSparse = groups == 1 && random.happens(oneIn: 3)
    let each =
      groups > 1
      ? random.number(1...4)
      : random.happens(oneIn: 6)
        ? 1 : isSparse && random.happens(oneIn: 4) ? random.number(80...300) : random.channels()
    let outputs = groups == 1 ? random.channels() : random.number(1...5)
    sliding = Sliding(
      &random, inputChannels: groups * each, channels: groups * outputs, groups: groups,
      isPooled: isPooled)
    let bytes = each < 80 && random.happens(oneIn: 3) ? 2 : 1
    ring = Ring(
      &random, width: sliding.inputWidth, channels: sliding.inputChannels, bytes: bytes,
      kernelRows: sliding.kernelRows)
    zeroPoint = bytes == 2 ? 0 : random.edge(-128...127)
    strideRows = random.number(1...3)
    strip = random.number(1...5)
    most = random.pick([1, 4, 1000])
    isAlone = !isSparse && random.happens(oneIn: 5)
    poolRows = isPooled ? random.number(1...3) : 1
    phase = random.number(0...poolRows - 1)
    requantiser = random.requantiser(bytes: 1)
    channels = Channels(
      &random, count: sliding.channels,
      bound: sliding.channelWeights << (bytes == 2 ? 22 : 14), bits: 8)
    var memory = PoisonedMemory(&random)
    input = memory.place(ring.values, bytes: bytes)
    output = OutputRing(
      &random, &memory, rowBytes: sliding.width * sliding.channels, count: strip, parts: poolRows,
      part: phase)
    weights = PlacedWeights(
      &random, &memory, count: sliding.channels * sliding.channelWeights, beside: channels,
      sparseTaps: isSparse ? sliding.channelWeights : nil)
    windowBytes =
      isSparse
      ? Layout.sparseWindowBytes(taps: sliding.channelWeights)
      : Layout.windowBytes(
        taps: sliding.channelWeights,
        positions: isAlone ? 1 : strip * sliding.width * max(1, sliding.poolAcross))
    windows = memory.reserve(windowBytes, alignment: 4)
    self.memory = memory
  }

  var description: String {
    "\(Form.self), \(sliding), \(ring), zero point \(zeroPoint), \(strip) rows with stride \(strideRows), "
      + "pool of \(poolRows) rows with \(phase) before, weights in memory: "
      + "\(weights.isInMemory), sparse: \(isSparse), \(requantiser)"
  }

  func check() throws {
    let expected = output.values.indices.flatMap { expectedRow($0) }
    let outputs = [
      PoisonedMemory.Output(position: output.position, values: expected, bytes: 1)
    ]
    let room = windows..<windows + windowBytes
    try memory.check(outputs, mayChange: room) { memory in compute(&memory) }
  }

  /// As the runtime does it: all rows of the strip for some channels, then the next channels.
  private func compute(_ memory: inout MutableSpan<UInt8>) {
    var kernel = Convolution(
      sliding.shape, rows: strip, isAlone: isAlone, groups: sliding.groups,
      isInt16: ring.bytes == 2,
      zeroPoint: Int32(zeroPoint), poolAcross: sliding.poolAcross, windows: windows,
      weights.table, requantiser)
    while kernel.takeTile(most: isSparse ? sliding.channels : most) {
      if isSparse {
        guard
          let entries = weights.sparse(
            channels: sliding.channels, taps: sliding.channelWeights)
        else { return }
        kernel.setWeights(entries)
      } else {
        kernel.setWeights(
          weights.range(kernel.firstWeight..<kernel.firstWeight + kernel.tileWeights))
      }
      kernel.setRows(
        ring.rows(
          at: input, kernelRows: sliding.kernelRows, stride: strideRows, to: output, count: strip,
          part: phase))
      if isSparse {
        Form.convolveSparse(&kernel, &memory, weights.file.span)
      } else {
        Form.convolve(&kernel, &memory, weights.file.span)
      }
    }
  }

  private func expectedRow(_ slot: Int) -> [Int] {
    var row = output.values[slot]
    for place in 0..<strip where output.slot(place, part: phase) == slot {
      if sliding.poolAcross > 0 && (phase + place) % poolRows == 0 { row = row.map { _ in -128 } }
      for column in 0..<sliding.width * max(1, sliding.poolAcross) {
        for channel in 0..<sliding.channels {
          let y = value(place, column, channel)
          let position = column / max(1, sliding.poolAcross) * sliding.channels + channel
          row[position] = sliding.poolAcross > 0 ? max(row[position], y) : y
        }
      }
    }
    return row
  }

  /// requantise(bias + Σ x·w).
  private func value(_ place: Int, _ column: Int, _ channel: Int) -> Int {
    let sum = sliding.sum(
      ring, zeroPoint: zeroPoint, channel: channel, column: column, ahead: place * strideRows
    ) { row, tap, input in
      let position = (channel * sliding.kernelRows + row) * sliding.kernelAcross + tap
      return weights.values[position * sliding.groupChannels + input]
    }
    return channels.exact(channel, sum, requantiser)
  }
}
