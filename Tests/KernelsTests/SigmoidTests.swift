import FixedPoint
import Foundation
import Kernels
import Testing

@Suite struct SigmoidTests {
  @Test func randomRows() throws { try SigmoidCase.check(4000, seed: 0x51_0000) }
}

/// The logistic function and tanh, from true tables and from random ones that rise.
private struct SigmoidCase: RandomCase {
  private let isTanh: Bool
  private let values: [Int]
  private let table: [Int]
  private let factor: Multiplier
  private let memory: PoisonedMemory
  private let source: Int
  private let row: Int

  init(_ random: inout SplitMix64) {
    isTanh = random.happens(oneIn: 2)
    values = random.numbers(random.number(1...40), -32_768...32_767)
    table =
      random.happens(oneIn: 2)
      ? (0..<256).map { Int((65_536 / (1 + exp(-Double($0) / 24))).rounded()) }
      : (0..<256).map { _ in random.number(32_768...65_535) }.sorted()
    factor = Multiplier(
      q31: Int32(random.edge(1...32_767)), shift: Int32(random.number(0...20)))
    var memory = PoisonedMemory(&random)
    source = memory.place(values, bytes: 2)
    row = memory.reserve(values.count * 2)
    self.memory = memory
  }

  var description: String { "tanh: \(isTanh), \(factor), \(values), table \(table.prefix(4))…" }

  func check() throws {
    let expected = values.map(value)
    let file = littleEndian(table, bytes: 2)
    try memory.check([.init(position: row, values: expected, bytes: 2)]) { memory in
      sigmoid(
        file.span, isTanh: isTanh, factor, &memory, source: source, row: row,
        count: values.count)
    }
  }

  private func value(_ x: Int) -> Int {
    let v = nearestHalfUp(
      Int128(x) * Int128(factor.q31), powerOfTwo(Int(factor.shift)))
    let step: Int128 = isTanh ? 256 : 512
    let magnitude = v < 0 ? -v : v
    let (entry, rest) = magnitude.quotientAndRemainder(dividingBy: step)
    guard entry < 255 else { return v >= 0 ? 32_767 : isTanh ? -32_767 : 1 }
    // The logistic function of the magnitude, in 1 / unit.
    let (low, high) = (Int128(table[Int(entry)]), Int128(table[Int(entry) + 1]))
    let share = low * (step - rest) + high * rest
    let unit = powerOfTwo(16) * step
    if isTanh {
      let y = 2 * share - unit
      return v >= 0 ? inHalves(y, unit) : -inHalves(y, unit)
    }
    return v >= 0 ? inHalves(share, unit) : -inHalves(share - unit, unit)
  }

  /// n / unit in 2⁻¹⁵, rounded half up.
  private func inHalves(_ n: Int128, _ unit: Int128) -> Int {
    Int(nearestHalfUp(n * powerOfTwo(15), unit))
  }
}
