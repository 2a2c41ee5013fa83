/// A layer whose every output comes from the sum of a channel over all positions of a sample.
protocol MeanLayer: TrainingLayer {
  var input: Batch { get }
  var output: Batch { get }
  func value(_ sum: Double) -> Float
  /// The gradient by each input from that by the output.
  func gradient(_ sum: Double, _ gradient: Float) -> Float
}

extension MeanLayer {
  func forward(_ pass: Pass) {
    pass.forEachSample { sample in
      let sums = sums(sample)
      var y = output.values.mutableSpan(output.range(sample))
      for channel in y.indices { y[channel] = value(sums[channel]) }
    }
  }

  func backward(_ pass: Pass) {
    guard let keeps = input.beginGradient() else { return }
    pass.forEachSample { sample in
      let gradients = output.gradient.span(output.range(sample))
      let sums = sums(sample)
      let each = sums.indices.map { gradient(sums[$0], gradients[$0]) }
      input.addGradient(input.range(sample), keeps: keeps) { each[$0 % each.count] }
    }
  }

  /// Of each channel of a sample.
  private func sums(_ sample: Int) -> [Double] {
    let x = input.values.span(input.range(sample))
    let channels = input.row.channels
    var sums = [Double](repeating: 0, count: channels)
    for index in x.indices { sums[index % channels] += Double(x[index]) }
    return sums
  }
}
