import Graph
import Program

/// What a network under training is made of.
struct LayerList {
  /// Where samples are put, by the inputs' names.
  var inputs: [String: Batch] = [:]
  /// All memory that follows the samples' length, with the tensor whose rows it has.
  var batches: [(tensor: String, batch: Batch)] = []
  var layers: [any TrainingLayer] = []
  /// Running statistics, by their parameters' names.
  var statistics: [(name: String, values: FloatBuffer)] = []
  var output: Batch?
}

/// Turns the layers of a network into layers that learn.
struct Builder {
  let network: Network
  let parameters: Parameters
  /// Of every tensor, for each shape of batch.
  let shapes: [[String: Shape]]
  let samples: [Int]
  let axes: [String: TimeAxis]
  private(set) var made = LayerList()
  var lastNorm: String?
  /// The tensors, by their layers' names.
  var batches: [String: Batch] = [:]

  mutating func build() throws {
    for input in network.inputs {
      batches[input.name] = makeBatch(input.name, needsGradient: false)
    }
    made.inputs = batches
    for (index, layer) in network.layers.enumerated() {
      if layer.operation == .softmax {
        guard index == network.layers.count - 1 else {
          throw TrainingError.softmaxInside(layer: layer.name)
        }
        continue
      }
      add(layer, index)
      made.output = batches[layer.name]
    }
    made.batches = batches.map { ($0, $1) }
  }

  private func makeBatch(_ name: String, needsGradient: Bool) -> Batch {
    let extents = shapes.map { Extent(name, $0, axes) }
    return Batch(
      extents: zip(extents, samples).map { (rows: $0.rows, samples: $1) }, row: extents[0].row,
      needsGradient: needsGradient)
  }

  private mutating func add(_ layer: Layer, _ index: Int) {
    let inputs = layer.inputs.compactMap { batches[$0] }
    guard let input = inputs.first else { return }
    let isTimeAcross = axes[layer.inputs[0]] == TimeAxis.width
    if case .transpose = layer.operation {
      batches[layer.name] = Batch(transposing: input)
      return
    }
    // A ReLU goes into the batch norm in front of it, where that feeds nothing else.
    if case .relu = layer.operation, lastNorm == layer.inputs[0],
      network.layers.filter({ $0.inputs.contains(layer.inputs[0]) }).count == 1
    {
      batches[layer.name] = input
      return
    }
    let hasParameters = parameters["\(layer.name).weight"] != nil
    let output = makeBatch(
      layer.name, needsGradient: hasParameters || inputs.contains { $0.needsGradient })
    batches[layer.name] = output
    switch layer.operation {
    case .convolution1D(let convolution):
      addConvolution(
        layer.name, input, output, Geometry(convolution), groups: convolution.groups, false)
    case .convolution2D(let convolution):
      addConvolution(
        layer.name, input, output, Geometry(convolution, isTimeAcross: isTimeAcross),
        groups: convolution.groups, isTimeAcross)
    case .fullyConnected:
      addConvolution(layer.name, input, output, .point, groups: 1, false)
    case .batchNorm(let epsilon): addNorm(layer.name, input, output, epsilon)
    case .relu: add(ActivationLayer(input: input, output: output))
    case .relu6: add(ActivationLayer(input: input, output: output, highest: 6))
    case .leakyReLU(let slope):
      add(ActivationLayer(input: input, output: output, slope: Float(slope)))
    case .maxPool1D(let pool): add(MaxPoolLayer(input, output, Geometry(pool)))
    case .maxPool2D(let pool):
      add(MaxPoolLayer(input, output, Geometry(pool, isTimeAcross: isTimeAcross)))
    case .averagePool1D(let pool):
      add(AveragePoolLayer(input: input, output: output, geometry: Geometry(pool)))
    case .averagePool2D(let pool):
      let geometry = Geometry(pool, isTimeAcross: isTimeAcross)
      add(AveragePoolLayer(input: input, output: output, geometry: geometry))
    case .globalAveragePool: add(GlobalAverageLayer(input: input, output: output))
    case .add: add(AddLayer(inputs: inputs, output: output))
    case .concat: add(ConcatLayer(inputs: inputs, output: output))
    case .flatten:
      add(FlattenLayer(input, output, isTimeInner: axes[layer.inputs[0]] != .height))
    case .dropout(let rate):
      let mask = FloatBuffer(count: input.values.count)
      add(
        DropoutLayer(
          input: input, output: output, rate: rate, index: UInt64(index), mask: mask))
    case .transpose, .softmax: break
    }
  }

  private mutating func add(_ layer: any TrainingLayer) { made.layers.append(layer) }

  private mutating func addConvolution(
    _ name: String, _ input: Batch, _ output: Batch, _ geometry: Geometry, groups: Int,
    _ isTimeAcross: Bool
  ) {
    guard let tensor = parameters["\(name).weight"] else { return }
    let outputs = tensor.shape[0]
    let window = WeightOrder(geometry, inputs: tensor.shape[1], isTimeAcross: isTimeAcross)
    // [output][window value] in the stream's order, then what the layer wants.
    let stream = window.stream(fromPyTorch: Array(0..<tensor.values.count))
    let isDepthwise = groups > 1 && groups == input.row.channels && outputs == groups
    let order = layerOrder(
      outputs: outputs, valuesPerOutput: tensor.values.count / outputs,
      blocks: isDepthwise ? 1 : groups)
    let weight = ParameterTensor("\(name).weight", tensor, places: order.map { stream[$0] })
    let bias = parameters["\(name).bias"].map { ParameterTensor("\(name).bias", $0) }
    made.layers.append(
      isDepthwise
        ? DepthwiseLayer(
          input: input, output: output, geometry: geometry, weight: weight, bias: bias)
        : ConvolutionLayer(input, output, geometry, groups: groups, weight: weight, bias: bias))
  }

  private mutating func addNorm(
    _ name: String, _ input: Batch, _ output: Batch, _ epsilon: Double
  ) {
    func tensor(_ parameter: String) -> ParameterTensor {
      let name = "\(name).\(parameter)"
      return ParameterTensor(name, parameters[name] ?? Tensor(shape: [0], values: []))
    }
    let readers = network.layers.filter { $0.inputs.contains(name) }
    let hasReLU = readers.count == 1 && readers[0].operation == .relu
    func perChannel() -> FloatBuffer { FloatBuffer(count: output.row.channels) }
    let layer = NormalisationLayer(
      input: input, output: output, epsilon: epsilon, hasReLU: hasReLU,
      weight: tensor("weight"), bias: tensor("bias"),
      runningMean: tensor("running_mean").values, runningVariance: tensor("running_var").values,
      factors: perChannel(), means: perChannel(), inverseDeviations: perChannel())
    made.layers.append(layer)
    made.statistics += [
      ("\(name).running_mean", layer.runningMean), ("\(name).running_var", layer.runningVariance),
    ]
    lastNorm = name
  }
}

/// Rows of one sample of a tensor, and what one row holds.
struct Extent {
  let rows: Int
  let row: RowShape

  init(_ name: String, _ shapes: [String: Shape], _ axes: [String: TimeAxis]) {
    switch shapes[name] {
    case .vector(let count):
      rows = 1
      row = RowShape(width: 1, channels: count)
    case .sequence(let channels, let length):
      rows = length
      row = RowShape(width: 1, channels: channels)
    case .picture(let channels, let height, let width):
      let isTimeAcross = axes[name] == TimeAxis.width
      rows = isTimeAcross ? width : height
      row = RowShape(width: isTimeAcross ? height : width, channels: channels)
    case nil:
      rows = 0
      row = RowShape(width: 1, channels: 0)
    }
  }
}
