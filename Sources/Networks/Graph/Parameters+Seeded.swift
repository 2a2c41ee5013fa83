import Basics

extension Parameters {
  /// Parameters in which nothing is left at its neutral value: the same for a seed everywhere.
  ///
  /// Weights are normal with variance 2 / fan-in (He), biases and running means uniform in ±0.1,
  /// a batch norm's weights and running variances uniform in 0.5…1.5.
  public static func seeded(
    for network: Network, seed: UInt64
  ) throws(NetworkError) -> Parameters {
    var generator = SplitMix64(seed: seed)
    var parameters = Parameters()
    for parameter in try network.parameterShapes() {
      let shape = parameter.shape
      let deviation = (2 / Double(shape.dropFirst().reduce(1, *))).squareRoot()
      let isChannelWeight = shape.count == 1 && parameter.name.hasSuffix(".weight")
      let values = (0..<shape.reduce(1, *)).map { _ in
        if shape.count > 1 {
          Float(generator.nextNormal() * deviation)
        } else if isChannelWeight || parameter.name.hasSuffix(".running_var") {
          Float(0.5 + generator.nextUnit())
        } else {
          Float(0.2 * generator.nextUnit() - 0.1)
        }
      }
      parameters[parameter.name] = Tensor(shape: shape, values: values)
    }
    return parameters
  }
}
