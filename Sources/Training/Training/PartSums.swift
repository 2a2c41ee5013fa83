import Basics
import Synchronization

/// Sums that the parts of a batch contribute, added in the order of the parts.
final class PartSums: Sendable {
  private let parts: Mutex<[[Double]]>

  init(count: Int) {
    parts = Mutex([[Double]](repeating: [], count: count))
  }

  func set(_ part: Int, _ sums: [Double]) {
    parts.withLock { $0[part] = sums }
  }

  var total: [Double] {
    parts.withLock { parts in
      var total = [Double](repeating: 0, count: parts.map(\.count).max() ?? 0)
      for part in parts {
        for index in part.indices { total[index] += part[index] }
      }
      return total
    }
  }
}

extension Pass {
  /// Positions whose values are added in single precision before the sum goes on in double.
  private static let run = 64

  /// `width` sums a channel over all positions of a tensor, part by part.
  func channelSums(
    of batch: Batch, width: Int = 1, _ add: @Sendable (Range<Int>, FloatBuffer) -> Void
  ) -> [Double] {
    let channels = batch.row.channels
    let parts = PartSums(count: Self.parts)
    workers.forEach(Self.parts) { part in
      var totals = [Double](repeating: 0, count: width * channels)
      let sums = FloatBuffer(count: width * channels)
      let range = batch.range(self.part(part))
      for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.run * channels) {
        sums.fill(0)
        add(start..<min(range.upperBound, start + Self.run * channels), sums)
        for index in totals.indices { totals[index] += Double(sums[index]) }
      }
      parts.set(part, totals)
    }
    return parts.total
  }
}
