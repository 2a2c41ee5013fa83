/// How many trainable parameters there are, and how many of them are not zero.
public struct ParameterCount: Equatable, Sendable {
  public struct Part: Equatable, Sendable {
    public var total: Int
    public var nonZero: Int

    public init(total: Int, nonZero: Int) {
      self.total = total
      self.nonZero = nonZero
    }
  }

  /// The weights of convolutions and fully connected layers: what pruning thins out.
  public var weights: Part
  /// The biases, and the weights and biases of batch norms: what pruning leaves alone.
  public var channelValues: Part

  public var all: Part {
    Part(
      total: weights.total + channelValues.total, nonZero: weights.nonZero + channelValues.nonZero)
  }
}

extension Parameters {
  /// The counts for this network; throws where the parameters are not the network's.
  public func count(for network: Network) throws(ParameterError) -> ParameterCount {
    try check(against: network)
    let multiplying = Set(
      network.layers.filter(\.operation.multiplies).map { "\($0.name).weight" })
    var count = ParameterCount(
      weights: .init(total: 0, nonZero: 0), channelValues: .init(total: 0, nonZero: 0))
    for (name, tensor) in tensors
    where !name.hasSuffix(".running_mean") && !name.hasSuffix(".running_var") {
      let part = multiplying.contains(name) ? \ParameterCount.weights : \.channelValues
      count[keyPath: part].total += tensor.values.count
      count[keyPath: part].nonZero += tensor.values.count { $0 != 0 }
    }
    return count
  }
}
