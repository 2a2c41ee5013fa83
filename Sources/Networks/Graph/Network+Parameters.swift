extension Network {
  /// The parameters in layer order, with PyTorch's names and layouts.
  ///
  /// A convolution has `weight` [outputs, inputs / groups, kernel…] and perhaps `bias`, a fully
  /// connected layer `weight` [outputs, inputs] and perhaps `bias`, a batch norm `weight`, `bias`,
  /// `running_mean` and `running_var`. PyTorch's `num_batches_tracked` is none of them.
  public func parameterShapes() throws(NetworkError) -> [ParameterShape] {
    let signals = try inferAtUsableLength()
    var shapes: [ParameterShape] = []
    for layer in layers {
      guard let name = layer.inputs.first, let input = signals[name] else { continue }
      shapes += try layer.parameterShapes(of: input.shape)
    }
    return shapes
  }
}

extension Layer {
  /// The layer's parameters where its input has this shape.
  func parameterShapes(of input: Shape) throws(NetworkError) -> [ParameterShape] {
    switch operation {
    case .convolution1D(let convolution): return try shapes(of: convolution, input)
    case .convolution2D(let convolution): return try shapes(of: convolution, input)
    case .fullyConnected(let outputs, let bias):
      return weightAndBias([outputs, input.channels], bias: bias)
    case .batchNorm:
      return ["weight", "bias", "running_mean", "running_var"].map {
        ParameterShape(
          name: "\(name).\($0)", shape: [input.channels], isTrainable: !$0.hasPrefix("running"))
      }
    default: return []
    }
  }

  private func shapes(
    of convolution: Convolution<some WindowSize>, _ input: Shape
  ) throws(NetworkError) -> [ParameterShape] {
    let (inputs, outputs, groups) = (input.channels, convolution.channels, convolution.groups)
    try requirePositive(outputs, "number of channels", of: name)
    try requirePositive(groups, "number of groups", of: name)
    guard inputs % groups == 0, outputs % groups == 0 else {
      throw .groupMismatch(layer: name, groups: groups, inputs: inputs, outputs: outputs)
    }
    return weightAndBias(
      [outputs, inputs / groups] + convolution.kernel.sizes, bias: convolution.bias)
  }

  private func weightAndBias(_ weight: [Int], bias: Bool) -> [ParameterShape] {
    let shapes = [("weight", weight)] + (bias ? [("bias", [weight[0]])] : [])
    return shapes.map { ParameterShape(name: "\(name).\($0)", shape: $1, isTrainable: true) }
  }
}
