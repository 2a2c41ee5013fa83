import Basics
import Program

/// The sum of two tensors, each brought to a common scale in fine steps first.
final class QuantisedAdd: TrainingLayer {
  private let inputs: [Batch]
  private let output: Batch
  private let factors: [Double]
  private let factor: Double
  private let range: OutputRange

  /// Steps of the common scale in one.
  private static let widening = 1_048_576.0

  init(
    _ inputs: [Batch], _ output: Batch, factors: [Double], factor: Double, range: OutputRange
  ) {
    self.inputs = inputs
    self.output = output
    self.factors = factors
    self.factor = factor
    self.range = range
  }

  private func sum(_ first: Float, _ second: Float) -> Double {
    rounded(Double(first) * Self.widening, by: factors[0])
      + rounded(Double(second) * Self.widening, by: factors[1])
  }

  func forward(_ pass: Pass) {
    pass.workers.forEach(Pass.parts) { part in
      let range = self.output.range(pass.part(part))
      let first = self.inputs[0].values.span(range)
      let second = self.inputs[1].values.span(range)
      var y = self.output.values.mutableSpan(range)
      for index in y.indices {
        y[index] = self.range.clamp(
          rounded(self.sum(first[index], second[index]), by: self.factor))
      }
    }
  }

  func backward(_ pass: Pass) {
    for (number, input) in inputs.enumerated() where input.needsGradient {
      let keeps = input.beginGradient()
      let slope = Float(Self.widening * factors[number] * factor)
      pass.workers.forEach(Pass.parts) { part in
        let range = self.output.range(pass.part(part))
        let first = self.inputs[0].values.span(range)
        let second = self.inputs[1].values.span(range)
        let gradients = self.output.gradient.span(range)
        var target = input.gradient.mutableSpan(range)
        for index in gradients.indices {
          let isInside = self.range.contains(
            self.sum(first[index], second[index]) * self.factor)
          let gradient = isInside ? gradients[index] * slope : 0
          target[index] = keeps ? target[index] + gradient : gradient
        }
      }
    }
  }
}
