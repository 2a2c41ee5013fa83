import FixedPoint
import Kernels
import Testing

@Suite struct WindowAverageTests {
  @Test func randomWindows() throws { try WindowAverageCase.check(3000, seed: 0xA1_0000) }
}

/// Windows without padding: what the sums of their rows give.
private struct WindowAverageCase: RandomCase {
  private let sliding: Sliding
  private let ring: Ring
  private let zeroPoint: Int
  private let multiplier: Multiplier
  private let requantiser: Requantiser
  private let memory: PoisonedMemory
  private let input: Int
  private let row: Int

  init(_ random: inout SplitMix64) {
    let channels = random.channels()
    var sliding = Sliding(&random, inputChannels: channels, channels: channels)
    sliding.kernelAcross = sliding.inputWidth
    sliding.padLeft = 0
    sliding.width = 1
    self.sliding = sliding
    let capacity = sliding.kernelRows + random.number(0...2)
    let offset = random.number(0...capacity - sliding.kernelRows)
    ring = Ring(
      &random, width: sliding.inputWidth, channels: channels, bytes: 1,
      rows: random.number(offset + sliding.kernelRows...capacity), offset: offset,
      capacity: capacity)
    zeroPoint = random.edge(-128...127)
    multiplier = random.multiplier(bound: 255 * 256, bits: 8)
    requantiser = random.requantiser(bytes: 1)
    var memory = PoisonedMemory(&random)
    input = memory.place(ring.values, bytes: 1)
    row = memory.reserve(channels)
    self.memory = memory
  }

  var description: String {
    "\(sliding), \(ring), zero point \(zeroPoint), \(multiplier), \(requantiser)"
  }

  func check() throws {
    let expected = (0..<sliding.channels).map(value)
    try memory.check([.init(position: row, values: expected, bytes: 1)]) { memory in
      averageWindow(
        sliding.shape, zeroPoint: Int32(zeroPoint), multiplier,
        ring.window(at: input, kernelRows: sliding.kernelRows), requantiser, &memory, row: row)
    }
  }

  private func value(_ channel: Int) -> Int {
    var (sum, count) = (0, 0)
    for row in 0..<sliding.kernelRows {
      for column in 0..<sliding.inputWidth {
        guard let value = ring.value(row, column, channel) else { continue }
        sum += value - zeroPoint
        count += 1
      }
    }
    return requantiser.exact(Int(nearestHalfUp(256 * Int128(sum), Int128(count))), multiplier)
  }
}
