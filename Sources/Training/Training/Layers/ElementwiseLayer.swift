/// A layer whose every output comes from the input at the same place.
protocol ElementwiseLayer: TrainingLayer {
  var input: Batch { get }
  var output: Batch { get }
  func value(_ x: Float) -> Float
  /// The gradient by an input from that by its output.
  func gradient(_ x: Float, _ gradient: Float) -> Float
}

extension ElementwiseLayer {
  func forward(_ pass: Pass) {
    pass.forEachPart { part in
      let x = input.values.span(input.range(part))
      var y = output.values.mutableSpan(input.range(part))
      for index in x.indices { y[index] = value(x[index]) }
    }
  }

  func backward(_ pass: Pass) {
    guard let keeps = input.beginGradient() else { return }
    pass.forEachPart { part in
      let x = input.values.span(input.range(part))
      let gradients = output.gradient.span(input.range(part))
      input.addGradient(input.range(part), keeps: keeps) { gradient(x[$0], gradients[$0]) }
    }
  }
}
