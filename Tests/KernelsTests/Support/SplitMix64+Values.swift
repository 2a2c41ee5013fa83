import FixedPoint
import Kernels

/// Values at which arithmetic goes wrong come often.
extension SplitMix64 {
  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  mutating func happens(oneIn count: Int) -> Bool { number(1...count) == 1 }

  mutating func pick<Value>(_ values: [Value]) -> Value { values[number(0...values.count - 1)] }

  /// A number of the range; in three of eight cases one of its ends, or the number nearest to 0.
  mutating func edge(_ range: ClosedRange<Int>) -> Int {
    switch number(0...7) {
    case 0: range.lowerBound
    case 1: range.upperBound
    case 2: min(max(0, range.lowerBound), range.upperBound)
    default: number(range)
    }
  }

  /// Numbers of the range. Once in six cases all are the lowest or all the highest, so that sums
  /// become as large as they can.
  mutating func numbers(_ count: Int, _ range: ClosedRange<Int>) -> [Int] {
    if happens(oneIn: 6) {
      let all = happens(oneIn: 2) ? range.lowerBound : range.upperBound
      return Array(repeating: all, count: count)
    }
    return (0..<count).map { _ in edge(range) }
  }

  /// Channels: all remainders of four and eight, and more than two tiles of eight.
  mutating func channels() -> Int { pick([1, 2, 3, 4, 5, 6, 7, 8, 9, 17]) }
}

/// What stands in models.
extension SplitMix64 {
  /// A factor that takes values up to `bound` into 30 bits: mostly to values of some `bits`, else to
  /// any; with the least and the greatest mantissas.
  mutating func multiplier(bound: Int, bits: Int) -> Multiplier {
    let mantissa =
      happens(oneIn: 8)
      ? pick([0, 1, 1 << 30, Int(Int32.max)]) : number(1 << 30...Int(Int32.max))
    let boundBits = Int.bitWidth - bound.leadingZeroBitCount
    let highest = min(30, 30 - boundBits)
    let shift = happens(oneIn: 6) ? number(-31...highest) : bits - boundBits + number(-3...3)
    return Multiplier(q31: Int32(mantissa), shift: Int32(min(max(shift, -31), highest)))
  }

  /// How an output of `bytes` is rounded and clamped: in half of the cases to less than its range, once
  /// in sixteen to an empty range.
  mutating func requantiser(bytes: Int, zeroPoint: Int? = nil) -> Requantiser {
    let range = activations(bytes)
    var (lowest, highest) = (range.lowerBound, range.upperBound)
    let zeroPoint = zeroPoint ?? edge(-128...127)
    switch number(0...15) {
    case 0: (lowest, highest) = (highest, lowest)
    case 1...3: lowest = zeroPoint
    case 4...7:
      lowest = number(range)
      highest = number(lowest...range.upperBound)
    default: break
    }
    return Requantiser(
      rounding: happens(oneIn: 2) ? .single : .tflm, zeroPoint: Int32(zeroPoint),
      lowest: Int32(lowest), highest: Int32(highest))
  }
}

/// The values of an activation of one byte or two.
func activations(_ bytes: Int) -> ClosedRange<Int> { bytes == 1 ? -128...127 : -32_768...32_767 }
