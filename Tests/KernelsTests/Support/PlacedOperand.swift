import FixedPoint
import Kernels

/// A row that a join reads.
struct PlacedOperand: CustomStringConvertible {
  let values: [Int]
  let operand: Operand

  init(
    _ random: inout SplitMix64, _ memory: inout PoisonedMemory, count: Int, bytes: Int,
    zeroPoint: Int, _ multiplier: Multiplier
  ) {
    values = random.numbers(count, activations(bytes))
    operand = Operand(
      row: memory.place(values, bytes: bytes), zeroPoint: Int32(zeroPoint),
      multiplier: multiplier)
  }

  var description: String { "\(operand)" }

  func centred(_ index: Int) -> Int { values[index] - Int(operand.zeroPoint) }
}
