package import Graph

extension Parameters {
  /// The parameters with a layer's weights rounded to whole numbers from −largest to largest of a
  /// step for each output channel, whose largest weight comes to the end.
  ///
  /// As the compiler rounds them: batch norms behind the layer scale whole channels, and in a layer
  /// with weights that are 0 the others stay apart from 0.
  package func rounding(weightsOf layer: String, largest: Int) -> Parameters {
    var rounded = self
    guard let tensor = self["\(layer).weight"], let channels = tensor.shape.first, channels > 0
    else { return self }
    let isPruned = tensor.values.contains(0)
    let count = tensor.values.count / channels
    rounded["\(layer).weight"]?.values = (0..<channels).flatMap { channel -> [Float] in
      let weights = tensor.values[channel * count..<(channel + 1) * count]
      let step = (weights.map(abs).max() ?? 0) / Float(largest)
      guard step > 0 else { return Array(weights) }
      return weights.map { weight in
        let level = (weight / step).rounded()
        if isPruned, level == 0, weight != 0 { return weight > 0 ? step : -step }
        return level * step
      }
    }
    return rounded
  }
}
