import Kernels
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

/// What a row of a depthwise convolution reads, and what it must give.
private struct DepthwiseInput<Form: KernelForm> {
  let sliding: Sliding
  let ring: Ring
  let zeroPoint: Int
  let requantiser: Requantiser
  let channels: Channels
  private(set) var memory: PoisonedMemory
  let position: Int
  let weights: PlacedWeights

  init(_ random: inout SplitMix64, _ sliding: Sliding, _ ring: Ring) {
    self.sliding = sliding
    self.ring = ring
    zeroPoint = random.edge(-128...127)
    requantiser = random.requantiser(bytes: 1)
    channels = Channels(
      &random, count: sliding.channels, bound: sliding.channelWeights << 14, bits: 8)
    memory = PoisonedMemory(&random)
    position = memory.place(ring.values, bytes: 1)
    weights = PlacedWeights(
      &random, &memory, count: sliding.channels * sliding.channelWeights, beside: channels)
  }

  var description: String {
    "\(Form.self), \(sliding), \(ring), zero point \(zeroPoint), weights in memory: \(weights.isInMemory), "
      + "\(requantiser)"
  }

  /// Lays down a row of output that has values already.
  mutating func place(_ values: [Int]) -> Int { memory.place(values, bytes: 1) }

  func check(_ expected: [Int], isInPlace: Bool, row: Int, startsPool: Bool = false) throws {
    try memory.check([.init(position: row, values: expected, bytes: 1)]) { memory in
      if startsPool { memory.startPool(at: row, count: expected.count) }
      var kernel = DepthwiseRow(
        sliding.shape, zeroPoint: Int32(zeroPoint), poolAcross: sliding.poolAcross,
        isInPlace: isInPlace, weights.table, requantiser)
      kernel.setWeights(weights.range(0..<weights.values.count))
      kernel.move(
        to: ring.window(at: position, kernelRows: sliding.kernelRows), output: row)
      Form.convolveDepthwise(&kernel, &memory, weights.file.span)
    }
  }

  /// requantise(bias + Σ x·w), with weights [row][tap][output channel].
  func value(_ column: Int, _ channel: Int) -> Int {
    let sum = sliding.sum(ring, zeroPoint: zeroPoint, channel: channel, column: column) {
      row, tap, _ in
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
}

private struct DepthwiseCase<Form: KernelForm>: RandomCase {
  private let input: DepthwiseInput<Form>
  private let row: Int
  private let startsPool: Bool
  /// What the row of output holds before the call.
  private let before: [Int]

  init(_ random: inout SplitMix64) {
    let channels = random.channels()
    var sliding = Sliding(
      &random, inputChannels: channels, channels: channels * random.pick([1, 1, 2, 3, 5]),
      groups: channels, isPooled: random.happens(oneIn: 3))
    sliding.becomeTall(&random)
    let ring = Ring(
      &random, width: sliding.inputWidth, channels: channels, bytes: 1,
      kernelRows: sliding.kernelRows)
    var input = DepthwiseInput<Form>(&random, sliding, ring)
    startsPool = sliding.poolAcross > 0 && random.happens(oneIn: 2)
    before = random.numbers(sliding.width * sliding.channels, -128...127)
    row = input.place(before)
    self.input = input
  }

  var description: String { "\(input.description), starts pool: \(startsPool)" }

  func check() throws {
    let sliding = input.sliding
    var expected = startsPool ? before.map { _ in -128 } : before
    for column in 0..<sliding.width * max(1, sliding.poolAcross) {
      for channel in 0..<sliding.channels {
        let y = input.value(column, channel)
        let position = column / max(1, sliding.poolAcross) * sliding.channels + channel
        expected[position] = sliding.poolAcross > 0 ? max(expected[position], y) : y
      }
    }
    try input.check(expected, isInPlace: false, row: row, startsPool: startsPool)
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
    try input.check(expected, isInPlace: true, row: row)
  }
}
