import Foundation
public import Program

/// The float network, evaluated over whole streams in single precision.
public struct FloatNetwork: Sendable {
  private let graph: FloatGraph

  public init(_ graph: FloatGraph) {
    self.graph = graph
  }

  /// Every tensor of the network, inputs first.
  ///
  /// - Parameter inputs: one stream an input; audio already standardised.
  public func tensors(_ inputs: [Stream<Float>]) -> [Stream<Float>] {
    graph.tensors(inputs, evaluate)
  }

  private func evaluate(_ op: FloatGraph.Op, _ sources: [Stream<Float>]) -> Stream<Float> {
    let input = sources[0]
    switch op.operation {
    case .convolution(let convolution):
      let kernel = WholeConvolution<Float>(
        geometry: convolution.geometry, groups: convolution.groups,
        weights: convolution.weights.map(Float.init), biases: convolution.biases.map(Float.init))
      return kernel(input).applying(convolution.activation)
    case .maxPool(let geometry):
      return input.pooled(geometry) { values in values.max() ?? 0 }
    case .averagePool(let geometry):
      return input.pooled(geometry) { values in
        values.reduce(0, +) / Float(max(1, values.count))
      }
    case .globalAverage:
      var sums = [Double](repeating: 0, count: input.row.channels)
      for (index, value) in input.values.enumerated() {
        sums[index % sums.count] += Double(value)
      }
      let count = Double(max(1, input.values.count / sums.count))
      return Stream(row: op.row, values: sums.map { Float($0 / count) })
    case .add(let activation):
      return Stream(row: op.row, values: zip(input.values, sources[1].values).map { $0 + $1 })
        .applying(activation)
    case .multiply:
      return Stream(row: op.row, values: zip(input.values, sources[1].values).map { $0 * $1 })
    case .concat:
      return Stream(concatenating: sources)
    case .activation(let activation):
      return input.applying(activation)
    case .flatten(let rows, let order): return input.flattened(rows: rows, order: order)
    case .softmax:
      let highest = input.values.max() ?? 0
      let powers = input.values.map { exp(Double($0 - highest)) }
      let total = powers.reduce(0, +)
      return Stream(row: op.row, values: powers.map { Float($0 / total) })
    }
  }
}

extension Stream<Float> {
  fileprivate func applying(_ activation: Activation) -> Stream {
    activation == .none ? self : map { Float(activation(Double($0))) }
  }
}
