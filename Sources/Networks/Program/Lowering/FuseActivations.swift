extension FloatGraph {
  /// Lets a convolution or a sum clamp its own output, where a ReLU or ReLU6 is all that reads it.
  mutating func fuseActivations() {
    for index in ops.indices.reversed() {
      let source = ops[index].edges[0].tensor - inputs.count
      guard case .activation(let activation) = ops[index].operation, activation.isClamp,
        source >= 0, onlyConsumer(of: inputs.count + source) == index,
        let fused = ops[source].operation.followed(by: activation)
      else { continue }
      ops[source].operation = fused
      bypass(index)
    }
  }
}

extension Activation {
  fileprivate var isClamp: Bool { self == .relu || self == .relu6 }
}

extension FloatOperation {
  /// The op with an activation behind it, where it can have one and has none yet.
  fileprivate func followed(by activation: Activation) -> FloatOperation? {
    switch self {
    case .convolution(var convolution) where convolution.activation == .none:
      convolution.activation = activation
      return .convolution(convolution)
    case .add(.none): return .add(activation)
    default: return nil
    }
  }
}
