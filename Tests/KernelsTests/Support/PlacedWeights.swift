import Kernels
import ModelFormat

/// Weights among poison, in a file or in memory, and parameters of channels in the file.
struct PlacedWeights {
  let values: [Int]
  let isInMemory: Bool
  let file: [UInt8]
  let table: ChannelTable
  private let start: Int

  /// Lays the weights down in `memory`, or in a file of its own.
  init(
    _ random: inout SplitMix64, _ memory: inout PoisonedMemory, count: Int,
    values range: ClosedRange<Int> = -128...127, beside channels: Channels? = nil
  ) {
    values = random.numbers(count, range)
    isInMemory = random.happens(oneIn: 2)
    var poisoned = PoisonedMemory(&random)
    table = channels?.place(in: &poisoned) ?? ChannelTable()
    if isInMemory {
      start = memory.place(values, bytes: 1)
    } else if channels != nil && random.happens(oneIn: 3) {
      start = poisoned.placeLast(values)
    } else {
      start = poisoned.place(values, bytes: 1)
    }
    file = poisoned.bytes
  }

  /// Some of the weights.
  func range(_ part: Range<Int>) -> WeightRange {
    WeightRange(isInMemory: isInMemory, start: start + part.lowerBound, count: part.count)
  }
}
