import FixedPoint
import Foundation
import Kernels
import Testing

@Suite struct InterpolatedSoftmaxTests {
  @Test func randomRows() throws { try InterpolatedSoftmaxCase.check(4000, seed: 0x15_0000) }
}

/// True tables and random ones. No sum of exponentials is 0.
private struct InterpolatedSoftmaxCase: RandomCase {
  private let values: [Int]
  private let exponentials: [Int]
  private let reciprocals: [Int]
  private let factor: Multiplier
  private let requantiser: Requantiser
  private let memory: PoisonedMemory
  private let source: Int
  private let row: Int

  init(_ random: inout SplitMix64) {
    let spread = random.pick([0, 10, 1000, 65_535])
    let lowest = random.number(-32_768...32_767 - spread)
    values = random.numbers(random.number(1...40), lowest...lowest + spread)
    let isTrue = random.happens(oneIn: 2)
    exponentials = (0..<513).map { index in
      isTrue
        ? min(32_767, Int((32_768 * exp(10 * (Double(index) / 512 - 1))).rounded()))
        : index > 510 ? random.number(1...32_767) : random.edge(0...32_767)
    }
    reciprocals = (0..<513).map { index in
      isTrue
        ? min(32_767, Int((32_768 / (1 + Double(index) / 512)).rounded()))
        : random.edge(0...32_767)
    }
    factor = random.multiplier(bound: 65_535, bits: 15)
    requantiser = random.requantiser(bytes: 2, zeroPoint: 0)
    var memory = PoisonedMemory(&random)
    source = memory.place(values, bytes: 2)
    row = memory.reserve(values.count * 2)
    self.memory = memory
  }

  var description: String {
    "\(values), \(factor), \(requantiser), exponentials \(exponentials.suffix(3)), "
      + "reciprocals \(reciprocals.prefix(3))…"
  }

  func check() throws {
    let expected = scores()
    let tables = littleEndian(exponentials + reciprocals, bytes: 2)
    try memory.check([.init(position: row, values: expected, bytes: 2)]) { memory in
      interpolatedSoftmax(
        tables.span, factor, requantiser, &memory, source: source, row: row,
        count: values.count)
    }
  }

  private func scores() -> [Int] {
    let highest = values.reduce(Int.min, max)
    let powers = values.map {
      value(exponentials, factor.exact($0 - highest, requantiser.rounding) + 32_767)
    }
    let sum = Int128(powers.reduce(0, +))
    let bits = (0..<31).filter { powerOfTwo($0) <= sum }.reduce(0, max)
    // s / 2^n − 1 in 2⁻¹⁶, rounded half up; the table begins at −2¹⁵.
    let fraction = nearestHalfUp((sum - powerOfTwo(bits)) * powerOfTwo(16), powerOfTwo(bits))
    let reciprocal = value(reciprocals, Int(fraction) - 32_768)
    return powers.map {
      requantiser.exactClamp(
        Int(nearestHalfUp(Int128($0 * reciprocal), powerOfTwo(bits))))
    }
  }

  /// A table's value at x, kept within int16: an entry every 128, and lines between entries.
  private func value(_ table: [Int], _ x: Int) -> Int {
    let place = min(max(x, -32_768), 32_767) + 32_768
    let (low, high) = (table[place / 128], table[place / 128 + 1])
    return low + Int(nearestHalfUp(Int128((high - low) * (place % 128)), 128))
  }
}
