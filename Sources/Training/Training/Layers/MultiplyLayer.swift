/// The product of tensors of equal shape.
struct MultiplyLayer: TrainingLayer {
  let inputs: [Batch]
  let output: Batch
  /// How an integer program takes the product to the output; nil in floats.
  var quantised: (factor: Double, range: OutputRange)?

  func forward(_ pass: Pass) {
    pass.forEachPart { part in
      let range = output.range(part)
      var y = output.values.mutableSpan(range)
      for index in y.indices {
        let product = product(range.lowerBound + index)
        y[index] =
          if let quantised {
            quantised.range.clamp(roundedHalfUp(product * quantised.factor))
          } else {
            Float(product)
          }
      }
    }
  }

  func backward(_ pass: Pass) {
    for (number, input) in inputs.enumerated() {
      guard let keeps = input.beginGradient() else { continue }
      pass.forEachPart { part in
        let range = output.range(part)
        let gradients = output.gradient.span(range)
        input.addGradient(range, keeps: keeps) { index in
          let place = range.lowerBound + index
          var slope = product(place, without: number)
          if let quantised {
            guard quantised.range.contains(product(place) * quantised.factor) else { return 0 }
            slope *= quantised.factor
          }
          return gradients[index] * Float(slope)
        }
      }
    }
  }

  /// Of the inputs' values at a place, or of all but one's.
  private func product(_ place: Int, without number: Int? = nil) -> Double {
    var product = 1.0
    for index in inputs.indices where index != number {
      product *= Double(inputs[index].values[place])
    }
    return product
  }
}
