public import Program

extension IntegerProgram {
  /// For each op, what each output's bias has to be larger by to make up for what rounded weights
  /// take from it on average; none for ops without weights.
  ///
  /// - Parameters:
  ///   - graph: from which the program was quantised, op by op.
  ///   - means: of the graph's tensors, as calibration found them.
  public func biasCorrections(of graph: FloatGraph, means: [[Double]]) -> [[Double]] {
    zip(graph.ops, ops).map { op, quantised in
      guard case .convolution(let float) = op.operation,
        case .convolution(let rounded) = quantised.operation
      else { return [] }
      let edge = op.edges[0]
      let channels = graph.rowShape(edge).channels
      let inputs = means[edge.tensor].means(channels: channels)
      let input = Double(quantisation(edge.tensor).scale)
      let output = Double(quantised.form.quantisation.scale)
      let count = float.weightsPerOutput
      let groupInputs = channels / float.groups
      let groupOutputs = float.biases.count / float.groups
      return float.biases.indices.map { channel in
        let step = rounded.factors[channel].value * output / input
        let first = channel / groupOutputs * groupInputs
        return (0..<count).reduce(0) { sum, value in
          let place = channel * count + value
          let lost = float.weights[place] - Double(rounded.weights[place]) * step
          return sum + lost * inputs[first + value % groupInputs]
        }
      }
    }
  }
}

extension [Double] {
  /// Over the positions of a row of some channels.
  fileprivate func means(channels: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: channels)
    for (index, value) in enumerated() { sums[index % channels] += value }
    let positions = Double(count / channels)
    return sums.map { $0 / positions }
  }
}
