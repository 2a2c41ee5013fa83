import Foundation
import Reference

/// How often the values of a tensor lie where, in bins whose width grows with the values, and the
/// mean of each element of its rows.
struct ValueHistogram: Equatable {
  /// Without values that are 0: every grid has them.
  private var bins = [Int](repeating: 0, count: 2 * Self.half)
  /// The first bin begins at −half · width.
  private var width: Float = 0
  private(set) var range = ValueRange(low: .infinity, high: -.infinity)

  /// By element of a row.
  private var sums: [Double] = []
  private var rows = 0

  private static let half = 1_024

  mutating func take(_ stream: Reference.Stream<Float>) {
    takeRows(stream)
    let values = stream.values
    guard let low = values.min(), let high = values.max() else { return }
    range = ValueRange(low: min(range.low, low), high: max(range.high, high))
    let farthest = max(abs(low), abs(high))
    guard farthest > 0, farthest.isFinite else { return }
    if width == 0 { width = Float(sign: .plus, exponent: farthest.exponent - 9, significand: 1) }
    while farthest >= Float(Self.half) * width { widen() }
    let scale = 1 / width
    for value in values where value != 0 {
      bins[Int((value * scale).rounded(.down)) + Self.half] += 1
    }
  }

  private mutating func takeRows(_ stream: Reference.Stream<Float>) {
    let elements = stream.row.elements
    var sums = [Double](repeating: 0, count: elements)
    for row in 0..<stream.rows {
      for element in 0..<elements {
        sums[element] += Double(stream.values[row * elements + element])
      }
    }
    self.sums = self.sums.isEmpty ? sums : zip(self.sums, sums).map(+)
    rows += stream.rows
  }

  /// The mean of each element over all rows that were taken.
  var means: [Double] { sums.map { $0 / Double(max(1, rows)) } }

  /// Bins of twice the width.
  private mutating func widen() {
    var wide = [Int](repeating: 0, count: bins.count)
    for (index, count) in bins.enumerated() {
      wide[((index - Self.half) >> 1) + Self.half] += count
    }
    bins = wide
    width *= 2
  }

  /// The range that leaves out a share of the values, half of it at either end.
  func range(leavingOut share: Double) -> ValueRange {
    let allowed = Double(bins.reduce(0, +)) * share / 2
    func end(_ order: some Sequence<Int>) -> Int? {
      var passed = 0.0
      return order.first { index in
        passed += Double(bins[index])
        return passed > allowed
      }
    }
    guard let first = end(bins.indices), let last = end(bins.indices.reversed()) else {
      return range
    }
    return ValueRange(
      low: max(range.low, min(0, Float(first - Self.half) * width)),
      high: min(range.high, max(0, Float(last + 1 - Self.half) * width)))
  }

  /// The range in proportion that makes the mean squared error of 256 levels smallest: less range
  /// makes finer levels, and cuts off values.
  var rangeOfLeastError: ValueRange {
    guard width > 0 else { return range }
    var best = range
    var least = Double.infinity
    for step in 0..<40 {
      // Down to a sixtieth of the range.
      let share = exp(-0.1 * Double(step))
      let candidate = ValueRange(
        low: Float(Double(min(0, range.low)) * share),
        high: Float(Double(max(0, range.high)) * share))
      let error = error(candidate)
      if error < least {
        least = error
        best = candidate
      }
    }
    return best
  }

  private func error(_ candidate: ValueRange) -> Double {
    let level = Double(candidate.high - candidate.low) / 255
    let low = Double(candidate.low)
    let high = Double(candidate.high)
    var error = 0.0
    for (index, count) in bins.enumerated() where count > 0 {
      let value = (Double(index - Self.half) + 0.5) * Double(width)
      let beyond = max(low - value, value - high, 0)
      error += Double(count) * (beyond * beyond + level * level / 12)
    }
    return error
  }
}
