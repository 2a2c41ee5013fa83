import Foundation
import Program

/// A table of int8 as the function of TFLite's that it stands for.
struct TableFunction {
  enum Kind: Equatable {
    case logistic
    case tanh
    /// Also a ReLU, of slope 0, and a change of scales, of slope 1.
    case leakyReLU(slope: Float)
  }

  let kind: Kind
  /// Whether the function gives every value of the table.
  let isExact: Bool

  /// nil where no function comes within a step of every value.
  init?(_ table: [Int8], input: Quantisation, output: Quantisation) {
    var candidates: [(Kind, (Double) -> Double)] = []
    if output == Quantisation(scale: 1 / 256, zeroPoint: -128) {
      candidates.append((.logistic, { 1 / (1 + exp(-$0)) }))
    }
    if output == Quantisation(scale: 1 / 128, zeroPoint: 0) {
      candidates.append((.tanh, { Foundation.tanh($0) }))
    }
    let slope = Self.slope(table, input, output)
    candidates.append((.leakyReLU(slope: slope), { $0 >= 0 ? $0 : $0 * Double(slope) }))
    for (kind, function) in candidates {
      var farthest = 0
      for level in -128...127 {
        let real = Double(level - Int(input.zeroPoint)) * Double(input.scale)
        let steps = (function(real) / Double(output.scale)).rounded(.toNearestOrAwayFromZero)
        let value = max(-128, min(127, steps + Double(output.zeroPoint)))
        farthest = max(farthest, abs(Int(value) - Int(table[level + 128])))
      }
      guard farthest <= 1 else { continue }
      self.kind = kind
      isExact = farthest == 0
      return
    }
    return nil
  }

  /// The slope below zero, from values that are not at the ends of the range.
  private static func slope(
    _ table: [Int8], _ input: Quantisation, _ output: Quantisation
  ) -> Float {
    var products = 0.0
    var squares = 0.0
    for level in -128..<max(-128, Int(input.zeroPoint)) {
      let value = table[level + 128]
      guard value > -128, value < 127 else { continue }
      let real = Double(level - Int(input.zeroPoint)) * Double(input.scale)
      products += real * (Double(value) - Double(output.zeroPoint)) * Double(output.scale)
      squares += real * real
    }
    return squares > 0 ? Float(products / squares) : 0
  }
}
