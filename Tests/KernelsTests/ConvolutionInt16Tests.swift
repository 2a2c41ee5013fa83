import FixedPoint
import Kernels
import ModelFormat
import Testing

@Suite struct ConvolutionInt16Tests {
  @Test func randomShapes() throws { try ConvolutionInt16Case.check(5000, seed: 0xC16_0000) }

  /// Sums over more products than fit 32 bits.
  @Test func longRows() throws { try LongRowsCase.check(100, seed: 0x10A6_0000) }
}

private struct ConvolutionInt16Case: RandomCase {
  private let check16: ConvolutionInt16Check

  init(_ random: inout SplitMix64) {
    let groups = random.pick([1, 1, 2, 3, 7])
    let each = groups == 1 ? random.channels() : random.number(1...3)
    let outputs = groups == 1 ? random.number(1...5) : random.number(1...3)
    let sliding = Sliding(
      &random, inputChannels: groups * each, channels: groups * outputs, groups: groups)
    check16 = ConvolutionInt16Check(&random, sliding, isLong: random.happens(oneIn: 2))
  }

  var description: String { check16.description }

  func check() throws { try check16.check() }
}

private struct LongRowsCase: RandomCase {
  private let check16: ConvolutionInt16Check

  init(_ random: inout SplitMix64) {
    var sliding = Sliding(
      &random, inputChannels: random.number(250...700), channels: 2, longestStride: 1)
    sliding.kernelRows = random.number(1...2)
    check16 = ConvolutionInt16Check(
      &random, sliding, isLong: true,
      values: random.pick([-32_768 ... -32_768, 32_767...32_767, -32_768...32_767]),
      weights: random.pick([-128 ... -128, 127...127, -128...127]))
  }

  var description: String { check16.description }

  func check() throws { try check16.check() }
}

private struct ConvolutionInt16Check {
  private let sliding: Sliding
  private let ring: Ring
  private let requantiser: Requantiser
  private let strideRows: Int
  private let rows: [Int]
  /// Of an op with sums of 32 bits, or of 48.
  private let channels: Channels?
  private let longChannels: [LongChannel]
  private let memory: PoisonedMemory
  private let input: Int
  private let weights: PlacedWeights

  init(
    _ random: inout SplitMix64, _ sliding: Sliding, isLong: Bool,
    values: ClosedRange<Int> = -32_768...32_767, weights range: ClosedRange<Int> = -128...127
  ) {
    self.sliding = sliding
    ring = Ring(
      &random, width: sliding.inputWidth, channels: sliding.inputChannels, bytes: 2,
      kernelRows: sliding.kernelRows, values: values)
    requantiser = random.requantiser(bytes: 2, zeroPoint: 0)
    strideRows = random.number(1...3)
    let bound = sliding.channelWeights << 22
    channels =
      isLong ? nil : Channels(&random, count: sliding.channels, bound: bound, bits: 15)
    longChannels =
      isLong ? (0..<sliding.channels).map { _ in random.longChannel(bound: bound) } : []
    var memory = PoisonedMemory(&random)
    input = memory.place(ring.values, bytes: 2)
    var rows: [Int] = []
    for _ in 0..<random.number(1...3) {
      rows.append(memory.reserve(sliding.width * sliding.channels * 2))
    }
    self.rows = rows
    weights = PlacedWeights(
      &random, &memory, count: sliding.channels * sliding.channelWeights, values: range)
    self.memory = memory
  }

  var description: String {
    "\(sliding), \(ring), \(rows.count) rows with stride \(strideRows), long: \(channels == nil), "
      + "weights in memory: \(weights.isInMemory), \(requantiser)"
  }

  func check() throws {
    let outputs = rows.indices.map { place in
      let values = (0..<sliding.width).flatMap { column in
        (0..<sliding.channels).map { value(place, column, $0) }
      }
      return PoisonedMemory.Output(position: rows[place], values: values, bytes: 2)
    }
    try memory.check(outputs) { memory in compute(&memory) }
  }

  private func compute(_ memory: inout MutableSpan<UInt8>) {
    var kernel = ConvolutionInt16Kernel()
    kernel.take(sliding.shape, groups: sliding.groups, requantiser)
    let each = kernel.channelWeights
    for channel in 0..<sliding.channels {
      if let channels {
        kernel.take(channel, channels.parameters[channel])
      } else {
        kernel.take(channel, longChannels[channel])
      }
      kernel.weights = weights.range(channel * each..<(channel + 1) * each)
      for place in rows.indices {
        let window = ring.window(
          at: input, kernelRows: sliding.kernelRows, ahead: place * strideRows)
        kernel.move(to: window, row: rows[place])
        kernel.computeRow(&memory, weights.file.span)
      }
    }
  }

  private func value(_ place: Int, _ column: Int, _ channel: Int) -> Int {
    let sum = sliding.sum(
      ring, channel: channel, column: column, ahead: place * strideRows
    ) { row, tap, input in
      let position = (channel * sliding.kernelRows + row) * sliding.kernelAcross + tap
      return weights.values[position * sliding.groupChannels + input]
    }
    if let channels { return channels.exact(channel, sum, requantiser) }
    let long = longChannels[channel]
    return requantiser.exactClamp(long.factor.exact(Int(long.bias) + sum))
  }
}

extension SplitMix64 {
  /// A bias of up to 46 bits, and a factor that takes what it makes of sums up to `bound` into 30 bits.
  fileprivate mutating func longChannel(bound: Int) -> LongChannel {
    let biasBound = pick([0, 1 << 20, 1 << 32, 1 << 45])
    let bias = edge(-biasBound...biasBound)
    let bits = Int.bitWidth - (bound + biasBound).leadingZeroBitCount
    let highest = min(7, 30 - bits)
    let shift = happens(oneIn: 4) ? number(-31...highest) : min(16 - bits + number(-3...3), highest)
    return LongChannel(
      low: UInt32(truncatingIfNeeded: bias), high: UInt16(truncatingIfNeeded: bias >> 32),
      factor: UInt16(happens(oneIn: 8) ? pick([0, 1, 1 << 14]) : number(1 << 14...32_767)),
      shift: Int8(max(-31, shift)))
  }
}
