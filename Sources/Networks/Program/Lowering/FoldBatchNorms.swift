extension FloatGraph {
  /// Multiplies a batch norm into the convolution in front of it, where that feeds nothing else.
  mutating func foldBatchNorms() {
    // So far only batch norms are convolutions that begin with no layer.
    var index = 0
    while index < ops.count {
      let source = ops[index].edges[0].tensor - inputs.count
      guard case .convolution(let norm) = ops[index].operation, norm.origin.layer == nil,
        source >= 0, case .convolution(var convolution) = ops[source].operation,
        onlyConsumer(of: inputs.count + source) == index
      else {
        index += 1
        continue
      }
      convolution.fold(norm)
      ops[source].operation = .convolution(convolution)
      bypass(index)
    }
  }
}

extension FloatConvolution {
  /// factor · (w · x + b) + offset for each output channel.
  fileprivate mutating func fold(_ norm: FloatConvolution) {
    let count = weightsPerOutput
    for (output, factor) in norm.weights.enumerated() {
      for index in output * count..<(output + 1) * count { weights[index] *= factor }
      biases[output] = biases[output] * factor + norm.biases[output]
    }
    origin.norms += norm.origin.norms
  }
}
