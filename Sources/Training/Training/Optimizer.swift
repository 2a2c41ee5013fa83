public import Basics

/// How parameters follow their gradients.
public enum OptimizerKind: Equatable, Sendable {
  /// v = momentum · v + g; w −= rate · v.
  case sgd(momentum: Double)
  /// Adam with the decay added to the gradient.
  case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)
  /// Adam with the decay taken from the weight itself.
  case adamW(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)

  /// Of Adam in both forms.
  package var moments: (beta1: Double, beta2: Double, epsilon: Double)? {
    switch self {
    case .sgd: nil
    case .adam(let beta1, let beta2, let epsilon), .adamW(let beta1, let beta2, let epsilon):
      (beta1, beta2, epsilon)
    }
  }

  package var isDecoupled: Bool { if case .adamW = self { true } else { false } }
}

/// An optimiser with its state, for the parameters of one network.
public final class Optimizer {
  private let kind: OptimizerKind
  private let weightDecay: Double
  private let slots: [Slot]
  /// Steps taken.
  public private(set) var steps = 0

  private struct Slot: Sendable {
    var parameter: ParameterTensor
    /// Of the learning rate; 0 freezes.
    var fraction: Double
    var first: FloatBuffer
    var second: FloatBuffer
  }

  /// - Parameter fraction: the share of the learning rate for a parameter, by its name.
  public init(
    _ kind: OptimizerKind, weightDecay: Double, network: TrainingNetwork,
    fraction: (String) -> Double = { _ in 1 }
  ) {
    self.kind = kind
    self.weightDecay = weightDecay
    slots = network.parameterTensors.map { parameter in
      Slot(
        parameter: parameter, fraction: fraction(parameter.name),
        first: FloatBuffer(count: parameter.count), second: FloatBuffer(count: parameter.count))
    }
  }

  /// What the steps so far have left: a tensor for each parameter and moment, in the layouts in
  /// which the layers compute. The same networks and kinds give the same names.
  public var moments: [String: [Float]] {
    momentBuffers.reduce(into: [:]) { $0[$1.name] = $1.buffer.values }
  }

  /// Plain gradient descent has no second moments.
  private var momentBuffers: [(name: String, buffer: FloatBuffer)] {
    let firsts = slots.map { ("\($0.parameter.name).first", $0.first) }
    let seconds = slots.map { ("\($0.parameter.name).second", $0.second) }
    return kind.moments == nil ? firsts : firsts + seconds
  }

  /// Goes on where another optimiser of the same kind and network stood.
  ///
  /// - Returns: false where the moments are not those of this network.
  public func restore(steps: Int, moments: [String: [Float]]) -> Bool {
    for (name, buffer) in momentBuffers {
      guard let values = moments[name], values.count == buffer.count else { return false }
      buffer.assign(values)
    }
    self.steps = steps
    return true
  }

  /// One step along the gradients.
  ///
  /// Weight decay is applied to every parameter, as PyTorch does.
  public func step(rate: Double, workers: Workers) {
    steps += 1
    let (steps, slots, kind, decay) = (steps, slots, kind, Float(weightDecay))
    workers.forEach(slots.count) { index in
      let slot = slots[index]
      guard slot.fraction > 0 else { return }
      Self.update(slot, kind, rate: rate * slot.fraction, decay: decay, steps: steps)
      slot.parameter.holdZeros()
    }
  }

  private static func update(
    _ slot: Slot, _ kind: OptimizerKind, rate: Double, decay: Float, steps: Int
  ) {
    switch kind {
    case .sgd(let momentum):
      let range = 0..<slot.parameter.count
      var values = slot.parameter.values.mutableSpan(range)
      let gradients = slot.parameter.gradient.span(range)
      var first = slot.first.mutableSpan(range)
      for index in values.indices {
        let gradient = gradients[index] + decay * values[index]
        first[index] = Float(momentum) * first[index] + gradient
        values[index] -= Float(rate) * first[index]
      }
    case .adam(let beta1, let beta2, let epsilon), .adamW(let beta1, let beta2, let epsilon):
      let isDecoupled = kind.isDecoupled
      slot.parameter.values.adam(
        gradients: slot.parameter.gradient, first: slot.first, second: slot.second,
        beta1: Float(beta1), beta2: Float(beta2), size: Float(rate / (1 - power(beta1, steps))),
        inverse: Float(1 / (1 - power(beta2, steps)).squareRoot()), epsilon: Float(epsilon),
        decay: isDecoupled ? 0 : decay, decoupledDecay: isDecoupled ? Float(rate) * decay : 0)
    }
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var result = 1.0
    var factor = base
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result *= factor }
      factor *= factor
      rest >>= 1
    }
    return result
  }
}
