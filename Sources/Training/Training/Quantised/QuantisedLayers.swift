import Basics
import Program

/// ⌊value · factor + ½⌋, as a program rounds.
func rounded(_ value: Double, by factor: Double) -> Double {
  (value * factor + 0.5).rounded(.down)
}

/// Where outputs end, counted from their zero point.
struct OutputRange: Sendable {
  var lowest: Double
  var highest: Double

  func clamp(_ value: Double) -> Float { Float(max(lowest, min(highest, value))) }

  /// Whether a value before rounding lies inside.
  func contains(_ value: Double) -> Bool { value >= lowest - 0.5 && value < highest + 0.5 }
}

/// Real values as a program's input has them: in steps of its scale, from its zero point.
final class InputRounding: TrainingLayer {
  private let input: Batch
  private let output: Batch
  private let scale: Double
  private let range: OutputRange

  init(_ input: Batch, _ output: Batch, scale: Double, range: OutputRange) {
    self.input = input
    self.output = output
    self.scale = scale
    self.range = range
  }

  func forward(_ pass: Pass) {
    pass.workers.forEach(Pass.parts) { part in
      let range = self.input.range(pass.part(part))
      let x = self.input.values.span(range)
      var y = self.output.values.mutableSpan(range)
      for index in x.indices {
        y[index] = self.range.clamp((Double(x[index]) / self.scale + 0.5).rounded(.down))
      }
    }
  }

  func backward(_ pass: Pass) {}
}

/// Values with another scale above zero and below: activations, and tensors brought to one scale.
final class Rescaling: TrainingLayer {
  private let input: Batch
  private let output: Batch
  private let positive: Double
  private let negative: Double
  private let range: OutputRange

  init(_ input: Batch, _ output: Batch, positive: Double, negative: Double, range: OutputRange) {
    self.input = input
    self.output = output
    self.positive = positive
    self.negative = negative
    self.range = range
  }

  func forward(_ pass: Pass) {
    pass.workers.forEach(Pass.parts) { part in
      let range = self.input.range(pass.part(part))
      let x = self.input.values.span(range)
      var y = self.output.values.mutableSpan(range)
      for index in x.indices {
        y[index] = self.range.clamp(rounded(Double(x[index]), by: self.factor(x[index])))
      }
    }
  }

  func backward(_ pass: Pass) {
    guard input.needsGradient else { return }
    let keeps = input.beginGradient()
    pass.workers.forEach(Pass.parts) { part in
      let range = self.input.range(pass.part(part))
      let x = self.input.values.span(range)
      let gradients = self.output.gradient.span(range)
      var target = self.input.gradient.mutableSpan(range)
      for index in x.indices {
        let factor = self.factor(x[index])
        let gradient =
          self.range.contains(Double(x[index]) * factor) ? gradients[index] * Float(factor) : 0
        target[index] = keeps ? target[index] + gradient : gradient
      }
    }
  }

  private func factor(_ x: Float) -> Double { x < 0 ? negative : positive }
}

/// A program's scores as real numbers.
final class ScoreScale: TrainingLayer {
  private let input: Batch
  private let output: Batch
  private let scale: Float

  init(_ input: Batch, _ output: Batch, scale: Float) {
    self.input = input
    self.output = output
    self.scale = scale
  }

  func forward(_ pass: Pass) {
    let range = input.range(0..<pass.samples)
    let x = input.values.span(range)
    var y = output.values.mutableSpan(range)
    for index in x.indices { y[index] = scale * x[index] }
  }

  func backward(_ pass: Pass) {
    guard input.needsGradient else { return }
    let keeps = input.beginGradient()
    let range = input.range(0..<pass.samples)
    let gradients = output.gradient.span(range)
    var target = input.gradient.mutableSpan(range)
    for index in gradients.indices {
      target[index] = (keeps ? target[index] : 0) + scale * gradients[index]
    }
  }
}
