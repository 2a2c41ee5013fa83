import Basics

extension Pass {
  /// Positions whose values are added in single precision before the sum goes on in double.
  private static let run = 64

  /// `width` sums a channel over all positions of a tensor, part by part.
  func channelSums(
    of batch: Batch, width: Int = 1, _ add: @Sendable (Range<Int>, FloatBuffer) -> Void
  ) -> [Double] {
    let channels = batch.row.channels
    let parts = workers.results(Self.parts) { part in
      var totals = [Double](repeating: 0, count: width * channels)
      let sums = FloatBuffer(count: width * channels)
      let range = batch.range(self.part(part))
      for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.run * channels) {
        sums.fill(0)
        add(start..<min(range.upperBound, start + Self.run * channels), sums)
        for index in totals.indices { totals[index] += Double(sums[index]) }
      }
      return totals
    }
    return parts.reduce(into: [Double](repeating: 0, count: width * channels)) { total, part in
      for index in part.indices { total[index] += part[index] }
    }
  }
}
