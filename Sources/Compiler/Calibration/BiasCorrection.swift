public import Program

/// What rounded weights take from each output of a convolution on average, and what its bias has to
/// be larger by to make up for it.
public struct BiasCorrection: Equatable, Sendable {
  /// For each op, for each of its outputs; none for ops without weights.
  public let additions: [[Double]]

  /// - Parameters:
  ///   - program: quantised from the graph, op by op.
  ///   - means: of the graph's tensors, as calibration found them.
  public init(_ graph: FloatGraph, _ program: IntegerProgram, means: [[Double]]) {
    additions = zip(graph.ops, program.ops).enumerated().map { index, ops in
      guard case .convolution(let float) = ops.0.operation,
        case .convolution(let rounded) = ops.1.operation
      else { return [] }
      let edge = ops.0.edges[0]
      let channels = graph.rowShape(edge).channels
      let inputs = means[edge.tensor].means(channels: channels)
      let input = Double(program.quantisation(ops.1.edges[0].tensor).scale)
      let output = Double(program.quantisation(program.inputs.count + index).scale)
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
