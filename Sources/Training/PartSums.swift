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
