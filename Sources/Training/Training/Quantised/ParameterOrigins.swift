import Graph
import Program

/// Which parameters stand behind the constants of a lowered network.
///
/// Found by lowering the network with numbers in the place of parameters: whatever lowering does,
/// each weight of an op is a parameter times what a batch norm makes of its channel, and each bias
/// a sum of parameters. What is neither learns nothing.
struct ParameterOrigins {
  /// The parameters behind one op's constants.
  struct Op {
    /// A parameter for each weight, by its place in the tensor.
    var weights: [Place?]
    /// What an output's weights are multiplied with.
    var slopes: [Double]
    /// The batch norm's bias behind each output.
    var normBiases: [Place?]
    /// The convolution's own.
    var biases: [Place?]
  }

  struct Place {
    var tensor: String
    var index: Int
  }

  let ops: [Op]

  init(_ network: Network, _ parameters: Parameters) throws {
    let kinds = Kinds(network, parameters)
    // 1 stands for what is no weight of a convolution.
    let weights = try kinds.constants { kind, index in kind == .weight ? Float(index + 2) : 0 }
    let slopes = try kinds.constants(normalising: true) { kind, _ in kind == .weight ? 1 : 0 }
    let normBiases = try kinds.constants { kind, index in
      kind == .normBias ? Float(index + 1) : 0
    }
    let biases = try kinds.constants { kind, index in kind == .bias ? Float(index + 1) : 0 }
    ops = weights.indices.map { op in
      let name = "\(weights[op].name).weight"
      return Op(
        weights: weights[op].weights.map { value in
          let number = Int(value.rounded())
          return number > 1 ? Place(tensor: name, index: number - 2) : nil
        },
        slopes: slopes[op].firstWeights,
        normBiases: normBiases[op].biases.map { kinds.place(of: .normBias, number: $0) },
        biases: biases[op].biases.map { kinds.place(of: .bias, number: $0) })
    }
  }
}

/// What the tensors of a network are.
private struct Kinds {
  enum Kind {
    case weight, bias, normWeight, normBias, normMean, normVariance
    /// The bias of a batch norm behind which another one follows, which has the last word.
    case innerNormBias
  }

  let network: Network
  let parameters: Parameters
  /// Where each tensor starts among all of its kind; weights are counted anew in each.
  private var starts: [(tensor: String, kind: Kind, start: Int, count: Int)] = []
  private var epsilons: [String: Double] = [:]
  private var innerNorms: Set<String> = []

  /// Numbers that single precision still tells apart behind a batch norm that does nothing.
  private static let mostWeights = 1 << 22

  init(_ network: Network, _ parameters: Parameters) {
    self.network = network
    self.parameters = parameters
    for layer in network.layers {
      guard case .batchNorm(let epsilon) = layer.operation else { continue }
      epsilons[layer.name] = epsilon
      let isReadAlone = network.layers.count { $0.inputs.contains(layer.inputs[0]) } == 1
      if epsilons[layer.inputs[0]] != nil, isReadAlone { innerNorms.insert(layer.inputs[0]) }
    }
    var counts: [Kind: Int] = [:]
    for (name, tensor) in parameters.tensors.sorted(by: { $0.key < $1.key }) {
      let kind = kind(name)
      let start = kind == .weight ? 0 : counts[kind, default: 0]
      starts.append((name, kind, start, tensor.values.count))
      counts[kind] = start + tensor.values.count
    }
  }

  private func kind(_ name: String) -> Kind {
    let isNorm = epsilons[name.layerName] != nil
    if name.hasSuffix(".running_mean") { return .normMean }
    if name.hasSuffix(".running_var") { return .normVariance }
    if innerNorms.contains(name.layerName), name.hasSuffix(".bias") { return .innerNormBias }
    if name.hasSuffix(".bias") { return isNorm ? .normBias : .bias }
    return isNorm ? .normWeight : .weight
  }

  /// The constants of the ops by other parameters.
  ///
  /// - Parameters:
  ///   - normalising: whether batch norms scale as they do; else by 1.
  ///   - value: of weights and biases, by kind and number.
  func constants(
    normalising: Bool = false, _ value: (Kind, Int) -> Float
  ) throws -> [Constants] {
    var numbered = Parameters()
    for (name, kind, start, count) in starts {
      guard let tensor = parameters[name] else { continue }
      guard kind != .weight || count <= Self.mostWeights else {
        throw TrainingError.tooManyWeights(tensor: name, count: count, most: Self.mostWeights)
      }
      let one = Float((1 + (epsilons[name.layerName] ?? 0)).squareRoot())
      let values = tensor.values.indices.map { index in
        switch kind {
        case .normWeight: normalising ? tensor.values[index] : one
        case .normVariance: normalising ? tensor.values[index] : 1
        case .normMean: Float(0)
        default: value(kind, start + index)
        }
      }
      numbered[name] = Tensor(shape: tensor.shape, values: values)
    }
    return try FloatGraph(lowering: network, numbered).ops.map(Constants.init)
  }

  func place(of kind: Kind, number: Double) -> ParameterOrigins.Place? {
    let index = Int(number.rounded()) - 1
    guard index >= 0,
      let found = starts.first(where: {
        $0.kind == kind && ($0.start..<$0.start + $0.count).contains(index)
      })
    else { return nil }
    return ParameterOrigins.Place(tensor: found.tensor, index: index - found.start)
  }
}

/// One op's weights and biases; none where it has none.
private struct Constants {
  var name: String
  var weights: [Double] = []
  var biases: [Double] = []

  init(_ op: FloatGraph.Op) {
    name = op.name
    guard case .convolution(let convolution) = op.operation else { return }
    weights = convolution.weights
    biases = convolution.biases
  }

  /// The first weight of each output.
  var firstWeights: [Double] {
    guard !biases.isEmpty else { return [] }
    return stride(from: 0, to: weights.count, by: weights.count / biases.count).map { weights[$0] }
  }
}
