import Foundation
import ModelFormat
import Runtime

extension Model {
  /// Scores of a whole clip, as real numbers, in an arena of its own.
  func scores(samples: Span<Int16>) throws(RuntimeError) -> [Double] {
    var memory = [UInt8](repeating: 0, count: Executor.requiredArenaBytes(self))
    let arena = memory.mutableSpan
    var executor = try Executor(self, arena: arena)
    try executor.observe(samples)
    try executor.push(samples: samples)
    try executor.finish()
    return executor.scores
  }

  /// Scores of rows of features, which are rounded to the input's scale.
  func scores(features: [Float]) throws(RuntimeError) -> [Double] {
    let scale = Double(tensor(0).scale)
    let zero = Double(tensor(0).zeroPoint)
    let rows = features.map { Int8(clampedRounding: Double($0) / scale + zero) }
    var memory = [UInt8](repeating: 0, count: Executor.requiredArenaBytes(self))
    let arena = memory.mutableSpan
    var executor = try Executor(self, arena: arena)
    var start = 0
    while start < rows.count {
      start += try executor.push(rows: rows.span.extracting(start...))
    }
    try executor.finish()
    return executor.scores
  }

  var labels: [String] {
    (0..<labelCount).map { index in
      let place = label(index)
      var utf8: [UInt8] = []
      for position in place.offset..<place.end { utf8.append(bytes[position]) }
      return String(decoding: utf8, as: UTF8.self)
    }
  }

  /// Whether the scores are probabilities already.
  var endsInSoftmax: Bool { opCount > 0 && op(opCount - 1).kind == .softmax }
}

extension Executor {
  /// The scores as real numbers.
  fileprivate var scores: [Double] {
    (0..<scoreCount).map { Double(Int(score($0)) - scoreZeroPoint) * Double(scoreScale) }
  }
}

extension Int8 {
  fileprivate init(clampedRounding value: Double) {
    self = Int8(Swift.min(127, Swift.max(-128, (value + 0.5).rounded(.down))))
  }
}
