/// The sum of two tensors, each brought to a common scale in fine steps first.
struct QuantisedAdd: TrainingLayer {
  let inputs: [Batch]
  let output: Batch
  let factors: [Double]
  let factor: Double
  let range: OutputRange

  /// Steps of the common scale in one.
  private static let widening = 1_048_576.0

  private func sum(_ first: Float, _ second: Float) -> Double {
    roundedHalfUp(Double(first) * Self.widening * factors[0])
      + roundedHalfUp(Double(second) * Self.widening * factors[1])
  }

  func forward(_ pass: Pass) {
    pass.forEachPart { part in
      let first = inputs[0].values.span(output.range(part))
      let second = inputs[1].values.span(output.range(part))
      var y = output.values.mutableSpan(output.range(part))
      for index in y.indices {
        y[index] = range.clamp(roundedHalfUp(sum(first[index], second[index]) * factor))
      }
    }
  }

  func backward(_ pass: Pass) {
    for (number, input) in inputs.enumerated() {
      guard let keeps = input.beginGradient() else { continue }
      let slope = Float(Self.widening * factors[number] * factor)
      pass.forEachPart { part in
        let first = inputs[0].values.span(output.range(part))
        let second = inputs[1].values.span(output.range(part))
        let gradients = output.gradient.span(output.range(part))
        input.addGradient(output.range(part), keeps: keeps) { index in
          range.contains(sum(first[index], second[index]) * factor) ? gradients[index] * slope : 0
        }
      }
    }
  }
}
