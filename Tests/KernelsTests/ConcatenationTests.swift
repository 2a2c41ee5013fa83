import Kernels
import Testing

@Suite struct ConcatenationTests {
  @Test func randomParts() throws { try ConcatenationCase.check(4000, seed: 0xCA_0000) }
}

/// One tensor's channels among those of others, which must stay as they are. In half of the cases the
/// values are taken as they stand.
private struct ConcatenationCase: RandomCase {
  private let bytes: Int
  private let width: Int
  private let channels: (part: Int, whole: Int)
  private let operand: PlacedOperand
  private let requantiser: Requantiser
  private let memory: PoisonedMemory
  private let row: Int

  init(_ random: inout SplitMix64) {
    bytes = random.number(1...2)
    width = random.number(1...6)
    let part = random.channels()
    let before = random.number(0...5)
    channels = (part, before + part + random.number(0...5))
    requantiser = random.requantiser(bytes: bytes)
    let isCopy = random.happens(oneIn: 2)
    var memory = PoisonedMemory(&random)
    operand = PlacedOperand(
      &random, &memory, count: width * part, bytes: bytes,
      zeroPoint: random.happens(oneIn: 2)
        ? Int(requantiser.zeroPoint) : random.edge(-128...127),
      isCopy ? .one : random.multiplier(bound: bytes == 1 ? 255 : 32_896, bits: 8 * bytes))
    row = memory.reserve(width * channels.whole * bytes) + before * bytes
    self.memory = memory
  }

  var description: String {
    "\(width) × \(channels) × \(bytes) bytes, \(operand), \(requantiser)"
  }

  func check() throws {
    let outputs = (0..<width).map { column in
      let values = (0..<channels.part).map { channel in
        requantiser.exact(
          operand.centred(column * channels.part + channel), operand.operand.multiplier)
      }
      return PoisonedMemory.Output(
        position: row + column * channels.whole * bytes, values: values, bytes: bytes)
    }
    try memory.check(outputs) { memory in
      if bytes == 1 { compute(Int8.self, &memory) } else { compute(Int16.self, &memory) }
    }
  }

  private func compute<Value: Activation>(
    _: Value.Type, _ memory: inout MutableSpan<UInt8>
  ) {
    concatenate(
      Value.self, operand.operand, width: width, channels: channels, requantiser, &memory,
      row: row)
  }
}
