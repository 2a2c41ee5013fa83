import Kernels
import ModelFormat
import Testing

@Suite struct DepthwiseTests {
  @Test func randomShapes() throws {
    for form in forms { try checkShapes(form) }
  }

  @Test func inPlace() throws {
    for form in forms { try checkInPlace(form) }
  }

  private func checkShapes<Form: KernelForm>(_: Form.Type) throws {
    try DepthwiseCase<Form>.check(6000, seed: 0xDE_0000)
  }

  private func checkInPlace<Form: KernelForm>(_: Form.Type) throws {
    try InPlaceCase<Form>.check(3000, seed: 0x1A_0000)
  }
}

/// What some rows of a depthwise convolution read, and what they must give.
private struct DepthwiseInput<Form: KernelForm> {
  let sliding: Sliding
  let ring: Ring
  let zeroPoint: Int
  let requantiser: Requantiser
  let channels: Channels
  var memory: PoisonedMemory
  let position: Int
  let weights: PlacedWeights
  let strideRows: Int
  /// Where copies may lie; empty where they may not.
  private(set) var copies = 0..<0

  /// - Parameter strip: rows that are computed.
  init(
    _ random: inout SplitMix64, _ sliding: Sliding, _ ring: Ring, strip: Int = 1,
    strideRows: Int = 1
  ) {
    self.sliding = sliding
    self.ring = ring
    self.strideRows = strideRows
    zeroPoint = random.edge(-128...127)
    requantiser = random.requantiser(bytes: 1)
    channels = Channels(
      &random, count: sliding.channels, bound: sliding.channelWeights << 14, bits: 8)
    memory = PoisonedMemory(&random)
    position = memory.place(ring.values, bytes: 1)
    weights = PlacedWeights(
      &random, &memory, count: sliding.channels * sliding.channelWeights, beside: channels)
    let mayCopy =
      sliding.kernelRows == 3 && sliding.kernelAcross == 3 && sliding.strideAcross == 1
      && sliding.poolAcross == 0 && sliding.channels == sliding.inputChannels
    if mayCopy && random.happens(oneIn: 2) {
      let bytes = Layout.copiedBytes(
        rows: strip, stride: strideRows, width: sliding.width)
      let start = memory.reserve(bytes, alignment: 4)
      copies = start..<start + bytes
    }
  }

  var description: String {
    "\(Form.self), \(sliding), \(ring), zero point \(zeroPoint), weights in memory: \(weights.isInMemory), "
      + "copies: \(copies), \(requantiser)"
  }

  func check(
    _ expected: [Int], isInPlace: Bool, to output: OutputRing, count: Int = 1, part: Int = 0
  ) throws {
    let outputs = [PoisonedMemory.Output(position: output.position, values: expected, bytes: 1)]
    try memory.check(outputs, mayChange: copies) { memory in
      var kernel = DepthwiseConvolution(
        sliding.shape, zeroPoint: Int32(zeroPoint), poolAcross: sliding.poolAcross,
        isInPlace: isInPlace, copies: copies.lowerBound, weights.table, requantiser)
      kernel.setWeights(weights.range(0..<weights.values.count))
      kernel.setRows(
        ring.rows(
          at: position, kernelRows: sliding.kernelRows, stride: strideRows, to: output,
          count: count, part: part))
      Form.convolveDepthwise(&kernel, &memory, weights.file.span)
    }
  }

  /// requantise(bias + Σ x·w), with weights [row][tap][output channel].
  func value(_ column: Int, _ channel: Int, place: Int = 0) -> Int {
    let sum = sliding.sum(
      ring, zeroPoint: zeroPoint, channel: channel, column: column, ahead: place * strideRows
    ) { row, tap, _ in
      weights.values[(row * sliding.kernelAcross + tap) * sliding.channels + channel]
    }
    return channels.exact(channel, sum, requantiser)
  }
}

extension Sliding {
  /// Seldom, the kernel has as many rows as few kernels have.
  fileprivate mutating func becomeTall(_ random: inout SplitMix64) {
    if random.happens(oneIn: 12) { kernelRows = random.number(15...19) }
  }

  /// Often, it is the commonest of all.
  fileprivate mutating func becomeSquare(_ random: inout SplitMix64) {
    guard random.happens(oneIn: 3) else { return }
    kernelRows = 3
    kernelAcross = 3
    padLeft = min(padLeft, 2)
    strideAcross = 1
  }
}

private struct DepthwiseCase<Form: KernelForm>: RandomCase {
  private let input: DepthwiseInput<Form>
  private let output: OutputRing
  /// Rows that are computed, and those that the first row of output has already.
  private let strip: Int
  private let phase: Int

  init(_ random: inout SplitMix64) {
    let channels = random.happens(oneIn: 3) ? random.number(14...36) : random.channels()
    let isPooled = random.happens(oneIn: 3)
    var sliding = Sliding(
      &random, inputChannels: channels, channels: channels * random.pick([1, 1, 2, 3, 5]),
      groups: channels, isPooled: isPooled)
    sliding.becomeTall(&random)
    sliding.becomeSquare(&random)
    let ring = Ring(
      &random, width: sliding.inputWidth, channels: channels, bytes: 1,
      kernelRows: sliding.kernelRows)
    strip = random.happens(oneIn: 2) ? 1 : random.number(2...6)
    let poolRows = isPooled ? random.number(1...3) : 1
    phase = random.number(0...poolRows - 1)
    var input = DepthwiseInput<Form>(
      &random, sliding, ring, strip: strip, strideRows: random.number(1...3))
    output = OutputRing(
      &random, &input.memory, rowBytes: sliding.width * sliding.channels, count: strip,
      parts: poolRows, part: phase)
    self.input = input
  }

  var description: String {
    "\(input.description), \(strip) rows with stride \(input.strideRows), pool of "
      + "\(output.parts) rows with \(phase) before"
  }

  func check() throws {
    try input.check(
      output.values.indices.flatMap { expectedRow($0) }, isInPlace: false, to: output,
      count: strip, part: phase)
  }

  private func expectedRow(_ slot: Int) -> [Int] {
    let sliding = input.sliding
    let pool = sliding.poolAcross
    var row = output.values[slot]
    for place in 0..<strip where output.slot(place, part: phase) == slot {
      if pool > 0 && (phase + place) % output.parts == 0 { row = row.map { _ in -128 } }
      for column in 0..<sliding.width * max(1, pool) {
        for channel in 0..<sliding.channels {
          let y = input.value(column, channel, place: place)
          let position = column / max(1, pool) * sliding.channels + channel
          row[position] = pool > 0 ? max(row[position], y) : y
        }
      }
    }
    return row
  }
}

/// A row over the oldest row of the window, or over the slot that this one would have had where padding
/// takes its place. Rows are as long as the input's, and at most one column of padding is on the left.
private struct InPlaceCase<Form: KernelForm>: RandomCase {
  private let input: DepthwiseInput<Form>
  private let row: Int

  init(_ random: inout SplitMix64) {
    let channels = random.channels()
    var sliding = Sliding(&random, inputChannels: channels, channels: channels, groups: channels)
    sliding.becomeTall(&random)
    sliding.kernelAcross = random.number(1...5)
    sliding.padLeft = random.number(0...min(1, sliding.kernelAcross - 1))
    sliding.strideAcross = 1
    sliding.inputWidth = random.number(1...9)
    sliding.width = sliding.inputWidth
    let leading = random.happens(oneIn: 3) ? 0 : random.number(0...sliding.kernelRows - 1)
    let most = sliding.kernelRows - leading
    let capacity = sliding.kernelRows + random.number(0...2)
    let ring = Ring(
      &random, width: sliding.inputWidth, channels: channels, bytes: 1,
      rows: random.happens(oneIn: 3) ? min(3, most) : random.number(1...most), offset: -leading,
      capacity: capacity)
    input = DepthwiseInput<Form>(&random, sliding, ring)
    row = input.position + (ring.slot + capacity - leading) % capacity * ring.rowBytes
  }

  var description: String { input.description }

  func check() throws {
    let sliding = input.sliding
    let expected = (0..<sliding.width).flatMap { column in
      (0..<sliding.channels).map { input.value(column, $0) }
    }
    try input.check(expected, isInPlace: true, to: OutputRing(at: row, expected))
  }
}
