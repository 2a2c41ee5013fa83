import Basics
import Foundation

/// An axis laid out for its data: where values lie and which are marked.
struct AxisTicks {
  struct Tick {
    let value: Double
    let label: String
  }

  let axis: Axis
  let lower: Double
  let upper: Double
  let ticks: [Tick]

  /// - Parameter count: about how many ticks there is room for, at least 2.
  init(_ axis: Axis, values: [Double], count: Int) {
    self.axis = axis
    var values = values.filter(axis.holds)
    if let range = axis.range { values += [range.lowerBound, range.upperBound].filter(axis.holds) }
    var least = values.min() ?? (axis.scale == .linear ? 0 : 1)
    var most = values.max() ?? (axis.scale == .linear ? 1 : 10)
    if axis.scale == .linear, most - least < 1e-90 {
      // A single value comes to lie in the middle.
      let reach = abs(least) < 1e-80 ? 1 : abs(least) / 10
      (least, most) = (least - reach, most + reach)
    }
    let marks: [Double]
    let label: (Double) -> String
    switch axis.scale {
    case .linear:
      let (step, first, last) = Self.linearSteps(axis, least: least, most: most, count: count)
      marks = (first...last).map { Double($0) * step }
      label = { Self.label($0, axis: axis, step: step) }
    case .logarithmic:
      marks = Self.powers(axis, least: least, most: most, count: count)
      let isSpelledOut = marks.allSatisfy { axis.unit != .number || 0.000_99...999_999 ~= $0 }
      label = { isSpelledOut ? Self.label($0, axis: axis, step: $0) : Numerals.scientific($0) }
    case .mel:
      marks = [0, 500, 1000, 2000, 4000, 8000, 16_000, 32_000].filter { least...most ~= $0 }
      label = { Int($0).grouped }
    }
    // A range that was asked for ends where it was asked to; any other at a tick.
    let isFixed = axis.range != nil || axis.scale == .mel
    lower = isFixed ? least : min(least, marks.first ?? least)
    let end = isFixed ? most : max(most, marks.last ?? most)
    upper = end > lower ? end : axis.scale == .linear ? lower + 1 : max(lower * 10, 1)
    let reach = lower - 1e-9 * abs(upper - lower)...upper + 1e-9 * abs(upper - lower)
    ticks = marks.filter(reach.contains).map { Tick(value: $0, label: label($0)) }
  }

  /// Where a value lies between the ends: 0 at the lower, 1 at the upper.
  func position(_ value: Double) -> Double {
    let (value, first, last) = (transformed(value), transformed(lower), transformed(upper))
    return (value - first) / (last - first)
  }

  private func transformed(_ value: Double) -> Double {
    switch axis.scale {
    case .linear: value
    case .logarithmic: log10(value)
    case .mel: log10(1 + value / 700)
    }
  }

  /// The step of 1, 2 or 5 times a power of ten (of a power of two for bytes) that gives the most
  /// ticks without exceeding the count, and the multiples of it around the data.
  private static func linearSteps(
    _ axis: Axis, least: Double, most: Double, count: Int
  ) -> (step: Double, first: Int, last: Int) {
    let span = most - least
    let slack = 1e-9 * span
    let base = axis.unit.base
    let factors = axis.unit == .bytes ? [1.0] : [1.0, 2.0, 5.0]
    var exponent = Int((log2(span / Double(count)) / log2(base)).rounded(.down))
    if axis.unit == .bytes { exponent = max(exponent, 0) }
    while true {
      for factor in factors {
        // Dividing by a whole power keeps 0.1 and its multiples exact.
        let step =
          exponent < 0
          ? factor / pow(base, Double(-exponent)) : factor * pow(base, Double(exponent))
        let first = Int(((least + slack) / step).rounded(.down))
        let last = Int(((most - slack) / step).rounded(.up))
        // Around zero no step, however large, has fewer than three multiples.
        if last - first < max(count, 3) { return (step, first, max(last, first + 1)) }
      }
      exponent += 1
    }
  }

  /// Powers of ten (of two for bytes), with 2 and 5 times them where there is room, and wider steps
  /// where there is not.
  private static func powers(_ axis: Axis, least: Double, most: Double, count: Int) -> [Double] {
    let base = axis.unit.base
    let first = Int((log2(least) / log2(base) + 1e-9).rounded(.down))
    let last = max(Int((log2(most) / log2(base) - 1e-9).rounded(.up)), first + 1)
    func power(_ exponent: Int) -> Double {
      exponent < 0 ? 1 / pow(base, Double(-exponent)) : pow(base, Double(exponent))
    }
    if axis.unit != .bytes {
      for factors in [[1.0, 2, 5], [1.0, 3]] {
        let fine = (first...last).flatMap { exponent in factors.map { $0 * power(exponent) } }
        let below = fine.last { $0 <= least * (1 + 1e-9) } ?? least
        let above = fine.first { $0 >= most * (1 - 1e-9) } ?? most
        let marks = fine.filter { below...above ~= $0 }
        if marks.count <= count, marks.count > 1 { return marks }
      }
    }
    let step = max(1, (last - first + count - 1) / max(count - 1, 1))
    return stride(from: first, to: last + step, by: step).map(power)
  }

  private static func label(_ value: Double, axis: Axis, step: Double) -> String {
    switch axis.unit {
    case .number: Numerals.multiple(value, ofStep: step)
    case .percent: Numerals.multiple(value * 100, ofStep: step * 100) + "\u{A0}%"
    case .bytes: Numerals.bytes(value)
    }
  }
}
