import FixedPoint
import Kernels
import Testing

@Suite struct RescaleTests {
  @Test func randomRows() throws { try RescaleCase.check(6000, seed: 0x4E_0000) }
}

/// From elements of either size to elements of either.
private struct RescaleCase: RandomCase {
  private let sourceBytes: Int
  private let targetBytes: Int
  private let values: [Int]
  private let zeroPoint: Int
  private let positive: Multiplier
  private let negative: Multiplier
  private let requantiser: Requantiser
  private let memory: PoisonedMemory
  private let source: Int
  private let target: Int

  init(_ random: inout SplitMix64) {
    sourceBytes = random.number(1...2)
    targetBytes = random.number(1...2)
    values = random.numbers(random.number(1...40), activations(sourceBytes))
    zeroPoint = random.edge(-128...127)
    let bound = sourceBytes == 1 ? 255 : 32_896
    positive = random.multiplier(bound: bound, bits: 8 * targetBytes)
    negative = random.multiplier(bound: bound, bits: 8 * targetBytes)
    requantiser = random.requantiser(bytes: targetBytes)
    var memory = PoisonedMemory(&random)
    source = memory.place(values, bytes: sourceBytes)
    target = memory.reserve(values.count * targetBytes)
    self.memory = memory
  }

  var description: String {
    "\(values), \(sourceBytes) to \(targetBytes) bytes, zero point \(zeroPoint), \(positive), "
      + "\(negative), \(requantiser)"
  }

  func check() throws {
    let expected = values.map {
      requantiser.exact($0 - zeroPoint, $0 < zeroPoint ? negative : positive)
    }
    try memory.check([.init(position: target, values: expected, bytes: targetBytes)]) { memory in
      rescale(
        positive, negative, zeroPoint: Int32(zeroPoint), requantiser, &memory,
        source: (source, sourceBytes == 2), target: (target, targetBytes == 2),
        count: values.count)
    }
  }
}
