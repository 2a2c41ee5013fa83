import Graph
import Program

/// ⌊value + ½⌋, as a program rounds.
func roundedHalfUp(_ value: Double) -> Double { (value + 0.5).rounded(.down) }

/// Where outputs end, counted from their zero point.
struct OutputRange: Sendable {
  var lowest: Double
  var highest: Double

  func clamp(_ value: Double) -> Float { Float(max(lowest, min(highest, value))) }

  /// Whether a value before rounding lies inside.
  func contains(_ value: Double) -> Bool { value >= lowest - 0.5 && value < highest + 0.5 }
}

/// Real values as a program's input has them: in steps of its scale, from its zero point.
struct InputRounding: ElementwiseLayer {
  let input: Batch
  let output: Batch
  let scale: Double
  let range: OutputRange

  func value(_ x: Float) -> Float { range.clamp(roundedHalfUp(Double(x) / scale)) }

  func gradient(_ x: Float, _ gradient: Float) -> Float { 0 }
}

/// Values with another scale above zero and below: activations, and tensors brought to one scale.
struct Rescaling: ElementwiseLayer {
  let input: Batch
  let output: Batch
  let positive: Double
  let negative: Double
  let range: OutputRange

  func value(_ x: Float) -> Float { range.clamp(roundedHalfUp(Double(x) * factor(x))) }

  func gradient(_ x: Float, _ gradient: Float) -> Float {
    range.contains(Double(x) * factor(x)) ? gradient * Float(factor(x)) : 0
  }

  private func factor(_ x: Float) -> Double { x < 0 ? negative : positive }
}

/// A curve, which a program looks up.
struct QuantisedCurve: ElementwiseLayer {
  let input: Batch
  let output: Batch
  let curve: Curve
  /// For each level from −128 on.
  let table: [Int8]
  let source: Quantisation
  let result: Quantisation
  let range: OutputRange

  func value(_ x: Float) -> Float {
    Float(Int(table[Int(x) + Int(source.zeroPoint) + 128]) - Int(result.zeroPoint))
  }

  func gradient(_ x: Float, _ gradient: Float) -> Float {
    let real = Double(x) * Double(source.scale)
    guard range.contains(curve(real) / Double(result.scale)) else { return 0 }
    return gradient * Float(curve.slope(real) * Double(source.scale) / Double(result.scale))
  }
}

/// A program's scores as real numbers.
struct ScoreScale: ElementwiseLayer {
  let input: Batch
  let output: Batch
  let scale: Float

  func value(_ x: Float) -> Float { scale * x }

  func gradient(_ x: Float, _ gradient: Float) -> Float { scale * gradient }
}
