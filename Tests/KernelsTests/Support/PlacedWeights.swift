import Kernels
import ModelFormat

/// Weights among poison, in a file or in memory, and parameters of channels in the file.
struct PlacedWeights {
  let values: [Int]
  let isInMemory: Bool
  let file: [UInt8]
  let table: ChannelTable
  private let start: Int
  /// Of sparse weights, which are in the file; 0 else.
  private let sparseBytes: Int

  /// Lays the weights down in `memory`, or in a file of its own.
  ///
  /// - Parameter sparseTaps: of each channel, where its zeros are left out.
  init(
    _ random: inout SplitMix64, _ memory: inout PoisonedMemory, count: Int,
    values range: ClosedRange<Int> = -128...127, beside channels: Channels? = nil,
    sparseTaps: Int? = nil
  ) {
    let zeros = sparseTaps == nil ? 0 : random.pick([0, 1, 3, 10, 300])
    let values = random.numbers(count, range).map { random.number(0...zeros) == 0 ? $0 : 0 }
    self.values = values
    isInMemory = sparseTaps == nil && random.happens(oneIn: 2)
    var poisoned = PoisonedMemory(&random)
    table = channels?.place(in: &poisoned) ?? ChannelTable()
    let sparse = sparseTaps.map { Self.sparse(values, taps: $0) }
    sparseBytes = sparse?.count ?? 0
    if let sparse {
      start =
        random.happens(oneIn: 3) ? poisoned.placeLast(sparse) : poisoned.place(sparse, bytes: 1)
    } else if isInMemory {
      start = memory.place(values, bytes: 1)
    } else if channels != nil && random.happens(oneIn: 3) {
      start = poisoned.placeLast(values)
    } else {
      start = poisoned.place(values, bytes: 1)
    }
    file = poisoned.bytes
  }

  /// Entries as FORMAT.md defines them: channel by channel a number, then steps and weights.
  private static func sparse(_ values: [Int], taps: Int) -> [Int] {
    stride(from: 0, to: values.count, by: taps).flatMap { first in
      var entries: [Int] = []
      var last = -1
      for tap in 0..<taps where values[first + tap] != 0 || tap - last == 255 {
        entries += [tap - last, values[first + tap]]
        last = tap
      }
      return [entries.count / 2 % 256, entries.count / 2 / 256] + entries
    }
  }

  /// Sparse ones, of channels with so many taps.
  func sparse(channels: Int, taps: Int) -> SparseWeights? {
    SparseWeights(
      walking: file.span, at: start, byteCount: sparseBytes, channels: channels, taps: taps)
  }

  /// Some of the weights.
  func range(_ part: Range<Int>) -> WeightRange {
    WeightRange(isInMemory: isInMemory, start: start + part.lowerBound, count: part.count)
  }
}
