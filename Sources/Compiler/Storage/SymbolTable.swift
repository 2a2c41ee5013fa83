import Basics
import Foundation
import ModelFormat

/// Which weights there are and how often, in parts of 2¹²: what an entropy coder spends bits by.
struct SymbolTable: Equatable {
  private(set) var counts: SymbolCounts
  /// Of each symbol from the lowest to the highest.
  private let frequencies: [Int]

  init(_ counts: SymbolCounts) {
    self.counts = counts
    frequencies = counts.frequencies(total: 1 << Layout.Entropy.frequencyBits)
  }

  private var lowest: Int { counts.lowest }

  /// The bytes of the table: the lowest symbol, the number of symbols less one, where each begins.
  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.append(Int8(lowest))
    writer.append(UInt8(frequencies.count - 1))
    for bound in bounds { writer.append(UInt16(bound)) }
    return writer.bytes
  }

  /// Where each symbol begins in the parts of 2¹², and where the last ends.
  private var bounds: [Int] {
    frequencies.reduce(into: [0]) { bounds, frequency in
      bounds.append(bounds[bounds.count - 1] + frequency)
    }
  }

  static func byteCount(symbols: Int) -> Int { Layout.Entropy.bounds + 2 * (symbols + 1) }

  /// Bits that symbols would take.
  func bits(_ symbols: SymbolCounts) -> Double {
    // In order, so that the sum is the same to the last bit whenever it is made.
    symbols.counts.keys.sorted().reduce(0) { sum, symbol in
      sum - Double(symbols.counts[symbol] ?? 0) * log2(Double(frequencies[symbol - lowest]) / 4_096)
    }
  }

  /// Range asymmetric numeral systems with 32 bits of state and words of 16: a place for the table's,
  /// the state that a decoder starts from, and the words that it takes.
  ///
  /// - Precondition: The table has every weight.
  func encoded(_ weights: [Int8]) -> [UInt8] {
    let bounds = bounds
    var state: UInt64 = 1 << 16
    var words: [UInt16] = []
    for weight in weights.reversed() {
      let symbol = Int(weight) - lowest
      let frequency = UInt64(frequencies[symbol])
      // After the symbol, the state must be below 2³².
      if state >= frequency << 20 {
        words.append(UInt16(truncatingIfNeeded: state))
        state >>= 16
      }
      state = ((state / frequency) << 12) + state % frequency + UInt64(bounds[symbol])
    }
    return [UInt8](littleEndian: [0, UInt32(state)]) + [UInt8](littleEndian: words.reversed())
  }
}

/// How often each weight occurs.
struct SymbolCounts: Equatable {
  private(set) var counts: [Int: Int] = [:]

  init(_ weights: [Int8]) {
    for weight in weights { counts[Int(weight), default: 0] += 1 }
  }

  var lowest: Int { counts.keys.min() ?? 0 }
  var span: Int { (counts.keys.max() ?? 0) - lowest + 1 }

  func merged(with other: SymbolCounts) -> SymbolCounts {
    var merged = self
    merged.counts.merge(other.counts, uniquingKeysWith: +)
    return merged
  }

  /// Frequencies in proportion, which add up to a total and are at least 1 for what occurs.
  ///
  /// - Precondition: No more symbols occur than the total.
  fileprivate func frequencies(total: Int) -> [Int] {
    let all = Double(counts.values.reduce(0, +))
    var frequencies = (0..<span).map { index -> Int in
      guard let count = counts[lowest + index] else { return 0 }
      return max(1, Int((Double(count) / max(all, 1) * Double(total)).rounded()))
    }
    if all == 0 { frequencies[0] = total }
    // What rounding has left goes where a step changes the bits least.
    var rest = total - frequencies.reduce(0, +)
    while rest != 0 {
      let step = rest > 0 ? 1 : -1
      let best = frequencies.indices.filter { frequencies[$0] + step >= 1 && frequencies[$0] > 0 }
        .max { gain($0, frequencies, step) < gain($1, frequencies, step) }
      guard let best else { break }
      frequencies[best] += step
      rest -= step
    }
    return frequencies
  }

  /// Bits that a symbol saves when its frequency takes a step.
  private func gain(_ index: Int, _ frequencies: [Int], _ step: Int) -> Double {
    Double(counts[lowest + index] ?? 0)
      * log2(Double(frequencies[index] + step) / Double(frequencies[index]))
  }
}
