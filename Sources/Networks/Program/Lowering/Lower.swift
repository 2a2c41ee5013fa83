public import Graph

extension FloatGraph {
  /// Rewrites a network for streaming and simplifies it, changing no result but by rounding.
  ///
  /// Each layer becomes an op; then batch norms go into the convolutions in front of them,
  /// activations into the ops in front of them, and a pointwise convolution that only feeds a
  /// global average moves behind it.
  public init(lowering network: Network, _ parameters: Parameters) throws(LoweringError) {
    self = try Lowering(network, parameters).graph
    foldBatchNorms()
    narrowWaveforms()
    fuseActivations()
    poolBeforePointwise()
  }
}

/// The translation of layers to ops, one by one.
private struct Lowering {
  var graph: FloatGraph
  private let parameters: Parameters
  /// Row shapes are the same at any length.
  private let shapes: [String: Shape]
  private let timeAxes: [String: TimeAxis]
  private var edges: [String: FloatGraph.Edge] = [:]

  init(_ network: Network, _ parameters: Parameters) throws(LoweringError) {
    try Result { () throws(ParameterError) in try parameters.check(against: network) }
      .mapError(LoweringError.parameters).get()
    do {
      timeAxes = try network.timeAxes()
      shapes = try network.usableShapes()
    } catch {
      throw .network(error)
    }
    self.parameters = parameters
    graph = FloatGraph(
      name: network.name, inputs: [], ops: [], labels: network.labels, rules: Nothing())
    for input in network.inputs {
      edges[input.name] = FloatGraph.Edge(graph.inputs.count)
      graph.inputs.append(Self.lower(input))
    }
    for layer in network.layers { try lower(layer) }
    guard let last = network.layers.last else { return }
    guard case .vector = shapes[last.name] else { throw .output(layer: last.name) }
  }

  private static func lower(_ input: Input) -> FloatGraph.Input {
    let (width, channels, rate, rows): (Int, Int, Int?, Int?) =
      switch input.kind {
      case .waveform(let rate): (1, 1, rate, nil)
      case .sequence(let channels, let length): (1, channels, nil, length)
      case .picture(let channels, let height, let width): (width, channels, nil, height)
      }
    return FloatGraph.Input(
      name: input.name, row: RowShape(width: width, channels: channels), samplesPerSecond: rate,
      fixedRows: rows, form: Nothing())
  }

  private mutating func lower(_ layer: Layer) throws(LoweringError) {
    let sources = layer.inputs.compactMap { edges[$0] }
    guard let source = sources.first, let shape = shapes[layer.name],
      let inputShape = shapes[layer.inputs[0]], let time = timeAxes[layer.inputs[0]]
    else { throw .network(.unknownInput(layer: layer.name, input: layer.inputs.first ?? "")) }
    let isTimeAcross = time == .width
    let operation: FloatOperation
    switch layer.operation {
    case .dropout:
      edges[layer.name] = source
      return
    case .transpose:
      guard !source.isTransposed else { throw .timeAxis(layer: layer.name) }
      edges[layer.name] = FloatGraph.Edge(source.tensor, isTransposed: true)
      return
    case .convolution1D(let convolution):
      operation = .convolution(try lower(convolution, layer.name, isTimeAcross))
    case .convolution2D(let convolution):
      operation = .convolution(try lower(convolution, layer.name, isTimeAcross))
    case .fullyConnected(let outputs, _):
      let convolution = Convolution1D(channels: outputs, kernel: 1)
      operation = .convolution(try lower(convolution, layer.name, isTimeAcross))
    case .batchNorm(let epsilon):
      operation = .convolution(lowerNorm(layer.name, epsilon: epsilon))
    case .maxPool1D(let pool):
      operation = .maxPool(try Geometry(pool, of: layer.name, isTimeAcross: isTimeAcross))
    case .averagePool1D(let pool):
      operation = .averagePool(try Geometry(pool, of: layer.name, isTimeAcross: isTimeAcross))
    case .maxPool2D(let pool):
      operation = .maxPool(try Geometry(pool, of: layer.name, isTimeAcross: isTimeAcross))
    case .averagePool2D(let pool):
      operation = .averagePool(try Geometry(pool, of: layer.name, isTimeAcross: isTimeAcross))
    case .globalAveragePool: operation = .globalAverage
    case .relu: operation = .activation(.relu)
    case .relu6: operation = .activation(.relu6)
    case .leakyReLU(let slope): operation = .activation(.leakyReLU(slope: slope))
    case .curve(let curve): operation = .activation(.curve(curve))
    case .concat: operation = .concat
    case .softmax: operation = .softmax
    case .flatten:
      let sizes = inputShape.dimensions
      let rows = sizes.count == 1 ? 1 : sizes[isTimeAcross ? 2 : 1]
      let isTimeInner = time != .height || rows == 1
      operation = .flatten(
        rows: rows, order: isTimeInner ? .channelsColumnsRows : .channelsRowsColumns)
    case .add, .multiply:
      // More than two go pair by pair.
      var result = sources[0]
      for (index, other) in sources.dropFirst().enumerated() {
        let isLast = index == sources.count - 2
        result = append(
          isLast ? layer.name : graph.freshName("\(layer.name)_\(index)", besides: shapes.keys),
          layer.operation == .add ? .add(.none) : .multiply, [result, other], rowShape(shape, time))
      }
      edges[layer.name] = result
      return
    }
    edges[layer.name] = append(
      layer.name, operation, sources, rowShape(shape, timeAxes[layer.name] ?? .none))
  }

  private mutating func append(
    _ name: String, _ operation: FloatOperation, _ edges: [FloatGraph.Edge], _ row: RowShape
  ) -> FloatGraph.Edge {
    graph.ops.append(
      FloatGraph.Op(name: name, operation: operation, edges: edges, row: row, form: Nothing()))
    return FloatGraph.Edge(graph.inputs.count + graph.ops.count - 1)
  }

  private func rowShape(_ shape: Shape, _ time: TimeAxis) -> RowShape {
    guard case .picture(let channels, let height, let width) = shape else {
      return RowShape(width: 1, channels: shape.channels)
    }
    return RowShape(width: time == .width ? height : width, channels: channels)
  }

  private func values(_ layer: String, _ parameter: String) -> [Double] {
    (parameters["\(layer).\(parameter)"]?.values ?? []).map(Double.init)
  }

  /// A batch norm as a depthwise convolution by 1.
  private func lowerNorm(_ layer: String, epsilon: Double) -> FloatConvolution {
    let weights = values(layer, "weight")
    let biases = values(layer, "bias")
    let means = values(layer, "running_mean")
    let variances = values(layer, "running_var")
    let factors = weights.indices.map { weights[$0] / (variances[$0] + epsilon).squareRoot() }
    let offsets = weights.indices.map { biases[$0] - means[$0] * factors[$0] }
    return FloatConvolution(
      geometry: .point, groups: factors.count, weights: factors, biases: offsets,
      origin: ParameterOrigin(norms: [layer]))
  }

  private func lower(
    _ convolution: Convolution<some WindowSize>, _ layer: String, _ isTimeAcross: Bool
  ) throws(LoweringError) -> FloatConvolution {
    let geometry = try Geometry(convolution, of: layer, isTimeAcross: isTimeAcross)
    let inputs = (parameters["\(layer).weight"]?.shape ?? [0, 1])[1]
    let order = WeightOrder(geometry, inputs: inputs, isTimeAcross: isTimeAcross)
    let biases = values(layer, "bias")
    return FloatConvolution(
      geometry: geometry, groups: convolution.groups,
      weights: order.stream(fromPyTorch: values(layer, "weight")),
      biases: biases.isEmpty ? [Double](repeating: 0, count: convolution.channels) : biases,
      origin: ParameterOrigin(layer: layer, isTimeAcross: isTimeAcross))
  }
}
