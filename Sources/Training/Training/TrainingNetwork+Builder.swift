import Graph
import Program

/// What a network under training is made of.
struct LayerList {
  /// Where samples are put, by the inputs' names.
  var inputs: [String: Batch] = [:]
  /// All memory that follows the samples' length.
  var batches: [Batch] = []
  /// Gives the memory the rows of tensors of these shapes.
  var resize: ([String: Shape]) -> Void = { _ in }
  var layers: [any TrainingLayer] = []
  /// Running statistics, by their parameters' names.
  var statistics: [(name: String, values: FloatBuffer)] = []
  var output: Batch?
}

/// Turns the layers of a network into layers that learn.
struct Builder {
  private let network: Network
  private let parameters: Parameters
  /// Of every tensor, for each shape of batch.
  private let shapes: [[String: Shape]]
  private let samples: [Int]
  private let axes: [String: TimeAxis]
  private(set) var made = LayerList()
  private var normsWithReLU: Set<String> = []
  /// The tensors, by their layers' names.
  private var batches: [String: Batch] = [:]

  init(_ network: Network, _ parameters: Parameters, batches shapes: [BatchShape]) throws {
    self.network = network
    self.parameters = parameters
    let axes = try network.timeAxes()
    self.axes = axes
    self.shapes = try shapes.map { try network.shapes(inputLength: $0.inputLength) }
    samples = shapes.map(\.samples)
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
    made.batches = Array(batches.values)
    made.resize = { [batches] shapes in
      for (name, batch) in batches { batch.rows = Extent(name, shapes, axes).rows }
    }
  }

  private func makeBatch(_ name: String, needsGradient: Bool) -> Batch {
    let extents = shapes.map { Extent(name, $0, axes) }
    return Batch(
      rows: extents.map(\.rows), samples: samples, row: extents[0].row,
      needsGradient: needsGradient)
  }

  private mutating func add(_ layer: Layer, _ index: Int) {
    let inputs = layer.inputs.compactMap { batches[$0] }
    guard let input = inputs.first else { return }
    if case .transpose = layer.operation {
      batches[layer.name] = Batch(transposing: input)
      return
    }
    if case .relu = layer.operation, normsWithReLU.contains(layer.inputs[0]) {
      batches[layer.name] = input
      return
    }
    let isTimeAcross = axes[layer.inputs[0]] == TimeAxis.width
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
    case .fullyConnected: addConvolution(layer.name, input, output, .point, groups: 1, false)
    case .batchNorm(let epsilon): addNorm(layer.name, input, output, epsilon)
    case .relu: add(ActivationLayer(input: input, output: output))
    case .relu6: add(ActivationLayer(input: input, output: output, highest: 6))
    case .leakyReLU(let slope):
      add(ActivationLayer(input: input, output: output, slope: Float(slope)))
    case .curve(let curve): add(CurveLayer(input: input, output: output, curve: curve))
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
    case .multiply: add(MultiplyLayer(inputs: inputs, output: output))
    case .concat: add(ConcatLayer(inputs: inputs, output: output))
    case .flatten: add(FlattenLayer(input, output, isTimeInner: axes[layer.inputs[0]] != .height))
    case .dropout(let rate):
      let mask = FloatBuffer(count: input.values.count)
      add(DropoutLayer(input: input, output: output, rate: rate, index: UInt64(index), mask: mask))
    case .transpose, .softmax: break
    }
  }

  private mutating func add(_ layer: any TrainingLayer) { made.layers.append(layer) }

  private mutating func addConvolution(
    _ name: String, _ input: Batch, _ output: Batch, _ geometry: Geometry, groups: Int,
    _ isTimeAcross: Bool
  ) {
    guard let tensor = parameters["\(name).weight"] else { return }
    let form = ConvolutionForm(
      geometry, groups: groups, inputs: input.row.channels, outputs: tensor.shape[0],
      weights: tensor.values.count)
    let window = WeightOrder(geometry, inputs: tensor.shape[1], isTimeAcross: isTimeAcross)
    // [output][window value] in the stream's order, then what the layer wants.
    let stream = window.stream(fromPyTorch: Array(tensor.values.indices))
    let weight = ParameterTensor("\(name).weight", tensor, places: form.places.map { stream[$0] })
    let bias = parameters["\(name).bias"].map { ParameterTensor("\(name).bias", $0) }
    add(form.layer(input, output, weight, bias))
  }

  private mutating func addNorm(
    _ name: String, _ input: Batch, _ output: Batch, _ epsilon: Double
  ) {
    func tensor(_ parameter: String) -> ParameterTensor {
      let name = "\(name).\(parameter)"
      return ParameterTensor(name, parameters[name] ?? Tensor(shape: [0], values: []))
    }
    let readers = network.layers.filter { $0.inputs.contains(name) }
    // A ReLU goes into the batch norm in front of it, where that feeds nothing else.
    let hasReLU = readers.count == 1 && readers[0].operation == .relu
    if hasReLU { normsWithReLU.insert(name) }
    func perChannel() -> FloatBuffer { FloatBuffer(count: output.row.channels) }
    let (mean, variance) = (tensor("running_mean"), tensor("running_var"))
    made.statistics += [(mean.name, mean.values), (variance.name, variance.values)]
    add(
      NormalisationLayer(
        input: input, output: output, epsilon: epsilon, lowest: hasReLU ? 0 : -.infinity,
        weight: tensor("weight"), bias: tensor("bias"), runningMean: mean.values,
        runningVariance: variance.values, factors: perChannel(), means: perChannel(),
        inverseDeviations: perChannel()))
  }
}

/// Rows of one sample of a tensor, and what one row holds.
struct Extent {
  let rows: Int
  let row: RowShape

  init(_ name: String, _ shapes: [String: Shape], _ axes: [String: TimeAxis]) {
    let (time, width, channels): (Int, Int, Int) =
      switch shapes[name] {
      case .vector(let count): (1, 1, count)
      case .sequence(let channels, let length): (length, 1, channels)
      case .picture(let channels, let height, let width):
        axes[name] == TimeAxis.width ? (width, height, channels) : (height, width, channels)
      case nil: (0, 1, 0)
      }
    rows = time
    row = RowShape(width: width, channels: channels)
  }
}
