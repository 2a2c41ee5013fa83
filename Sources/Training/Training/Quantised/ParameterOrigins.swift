public import Graph
import Program

/// Which parameters stand behind the constants of a lowered network, value by value.
///
/// Each weight of an op is a parameter times the slopes of its batch norms, and each bias a sum of
/// parameters. What is neither learns nothing.
struct ParameterOrigins {
  /// The parameters behind one op's constants.
  struct Op {
    /// A parameter for each weight, by its place in the tensor.
    var weights: [Place?] = []
    /// What an output's weights are multiplied with.
    var slopes: [Double] = []
    /// The last batch norm's bias behind each output.
    var normBiases: [Place?] = []
    /// The convolution's own.
    var biases: [Place?] = []
  }

  struct Place {
    var tensor: String
    var index: Int
  }

  let ops: [Op]

  init(_ network: Network, _ parameters: Parameters) throws {
    let epsilons = network.layers.reduce(into: [String: Double]()) { epsilons, layer in
      if case .batchNorm(let epsilon) = layer.operation { epsilons[layer.name] = epsilon }
    }
    ops = try FloatGraph(lowering: network, parameters).ops.map { op in
      guard case .convolution(let convolution) = op.operation else { return Op() }
      return Op(convolution, parameters, epsilons)
    }
  }
}

extension ParameterOrigins.Op {
  fileprivate init(
    _ convolution: FloatConvolution, _ parameters: Parameters, _ epsilons: [String: Double]
  ) {
    let origin = convolution.origin
    let outputs = Array(convolution.biases.indices)
    func places(_ indices: [Int], of tensor: String?) -> [ParameterOrigins.Place?] {
      let known = tensor.flatMap { parameters[$0] == nil ? nil : $0 }
      return indices.map { index in known.map { .init(tensor: $0, index: index) } }
    }
    let weight = origin.layer.map { "\($0).weight" }
    // Without a layer a convolution is pointwise, with one input in each group.
    let order = WeightOrder(
      convolution.geometry, inputs: weight.flatMap { parameters[$0]?.shape[1] } ?? 1,
      isTimeAcross: origin.isTimeAcross)
    weights = places(order.stream(fromPyTorch: Array(convolution.weights.indices)), of: weight)
    slopes = origin.norms.reduce([Double](repeating: 1, count: outputs.count)) { slopes, norm in
      zip(slopes, parameters.slopes(ofNorm: norm, epsilon: epsilons[norm] ?? 0)).map { $0 * $1 }
    }
    normBiases = places(outputs, of: origin.norms.last.map { "\($0).bias" })
    biases = places(outputs, of: origin.layer.map { "\($0).bias" })
  }
}

extension Parameters {
  /// The parameters of a network in whose lowered form each op's biases are larger by so much.
  ///
  /// Where neither a convolution nor its batch norm has a bias, nothing changes.
  ///
  /// - Parameter additions: for each op, for each of its outputs, or none.
  public func addingToBiases(_ additions: [[Double]], of network: Network) throws -> Parameters {
    var changed = self
    for (op, additions) in zip(try ParameterOrigins(network, self).ops, additions) {
      for (output, addition) in additions.enumerated() {
        if let place = op.normBiases[output] {
          changed[place.tensor]?.values[place.index] += Float(addition)
        } else if let place = op.biases[output], op.slopes[output] != 0 {
          changed[place.tensor]?.values[place.index] += Float(addition / op.slopes[output])
        }
      }
    }
    return changed
  }

  fileprivate func slopes(ofNorm name: String, epsilon: Double) -> [Double] {
    zip(self["\(name).weight"]?.values ?? [], self["\(name).running_var"]?.values ?? []).map {
      Double($0) / (Double($1) + epsilon).squareRoot()
    }
  }
}
