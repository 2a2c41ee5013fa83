import Basics
import Foundation
public import Graph

/// What weights are drawn from before training.
public enum Initialisation: String, CaseIterable, Equatable, Sendable {
  /// Normal with variance 2 / fan-in; in fully connected layers uniform in ±1 / √fan-in, as PyTorch
  /// has it, so that a training begins with scores that are nearly even.
  case he
  /// Uniform in ±√(6 / (fan-in + fan-out)).
  case glorot

  /// Seeded weights; biases and running means 0, batch norms' weights and running variances 1.
  public func parameters(for network: Network, seed: UInt64) throws(NetworkError) -> Parameters {
    var generator = SplitMix64(seed: seed)
    var parameters = Parameters()
    for parameter in try network.parameterShapes() {
      let count = parameter.shape.reduce(1, *)
      let values: [Float]
      if parameter.shape.count > 1 {
        values = (0..<count).map { _ in weight(shape: parameter.shape, with: &generator) }
      } else {
        let isOne = parameter.name.hasSuffix(".weight") || parameter.name.hasSuffix(".running_var")
        values = [Float](repeating: isOne ? 1 : 0, count: count)
      }
      parameters[parameter.name] = Tensor(shape: parameter.shape, values: values)
    }
    return parameters
  }

  private func weight(shape: [Int], with generator: inout SplitMix64) -> Float {
    let window = shape.dropFirst(2).reduce(1, *)
    let fanIn = Double(shape[1] * window)
    switch self {
    case .he where shape.count == 2:
      return Float((2 * generator.nextUnit() - 1) / fanIn.squareRoot())
    case .he:
      return Float(generator.nextNormal() * (2 / fanIn).squareRoot())
    case .glorot:
      let limit = (6 / (fanIn + Double(shape[0] * window))).squareRoot()
      return Float((2 * generator.nextUnit() - 1) * limit)
    }
  }
}
