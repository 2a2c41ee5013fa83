extension FloatGraph {
  /// Multiplies a batch norm into the convolution in front of it, where that feeds nothing else;
  /// any other becomes a depthwise 1×1 convolution.
  mutating func foldBatchNorms() {
    var index = 0
    while index < ops.count {
      guard case .scale(let factors, let offsets) = ops[index].operation else {
        index += 1
        continue
      }
      let source = ops[index].edges[0].tensor - inputs.count
      if source >= 0, case .convolution(var convolution) = ops[source].operation,
        onlyConsumer(of: inputs.count + source) == index
      {
        convolution.scale(by: factors, offsets)
        convolution.origin.norms.append(ops[index].name)
        ops[source].operation = .convolution(convolution)
        bypass(index)
      } else {
        ops[index].operation = .convolution(
          FloatConvolution(
            geometry: .point, groups: factors.count, weights: factors, biases: offsets,
            origin: ParameterOrigin(norms: [ops[index].name])))
        index += 1
      }
    }
  }
}

extension FloatConvolution {
  /// factor · (w · x + b) + offset for each output channel.
  fileprivate mutating func scale(by factors: [Double], _ offsets: [Double]) {
    let count = weightsPerOutput
    for output in factors.indices {
      for index in output * count..<(output + 1) * count { weights[index] *= factors[output] }
      biases[output] = biases[output] * factors[output] + offsets[output]
    }
  }
}
