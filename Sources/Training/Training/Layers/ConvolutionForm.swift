import Program

/// Which layer computes a convolution, and the order in which it wants the weights.
struct ConvolutionForm {
  private let geometry: Geometry
  private let groups: Int
  /// Whether every channel sees itself alone.
  private let isDepthwise: Bool
  /// For each weight in the layer's order, its place in [output][window value].
  ///
  /// The order is [group][window value][output of the group], or [window value][channel], in one
  /// block, where every channel sees itself alone.
  let places: [Int]

  init(_ geometry: Geometry, groups: Int, inputs: Int, outputs: Int, weights: Int) {
    self.geometry = geometry
    self.groups = groups
    isDepthwise = groups > 1 && groups == inputs && groups == outputs
    let columns = isDepthwise ? outputs : outputs / groups
    let window = weights / outputs
    places = (0..<weights).map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      let (block, value) = row.quotientAndRemainder(dividingBy: window)
      return (block * columns + column) * window + value
    }
  }

  func layer(
    _ input: Batch, _ output: Batch, _ weight: ParameterTensor, _ bias: ParameterTensor? = nil
  ) -> any TrainingLayer {
    isDepthwise
      ? DepthwiseLayer(input: input, output: output, geometry: geometry, weight: weight, bias: bias)
      : ConvolutionLayer(input, output, geometry, groups: groups, weight: weight, bias: bias)
  }
}
