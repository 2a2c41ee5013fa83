public import Graph
import Lowering

/// Samples that are computed at once, all of one length.
public struct BatchShape: Equatable, Sendable {
  /// Samples or rows of inputs of any length; nil for the network's default.
  public var inputLength: Int?
  public var samples: Int

  public init(inputLength: Int? = nil, samples: Int) {
    self.inputLength = inputLength
    self.samples = samples
  }
}

/// A network under training: its layers with memory for batches of samples.
///
/// A softmax at the end is left out: losses start from logits.
///
/// Samples may be put into its inputs from several threads, each its own; everything else is for one
/// thread at a time.
public final class TrainingNetwork: @unchecked Sendable {
  public let network: Network
  private var batches: [String: Batch] = [:]
  private var layers: [any TrainingLayer] = []
  private var norms: [(name: String, layer: NormalisationLayer)] = []
  private var orders: [String: ParameterLayout] = [:]
  private let axes: [String: TimeAxis]
  private let output: Batch

  /// - Parameter batches: What there is to be memory for; the first is the one to begin with.
  public init(_ network: Network, _ parameters: Parameters, batches shapes: [BatchShape]) throws {
    precondition(!shapes.isEmpty)
    try parameters.check(against: network)
    self.network = network
    axes = try network.timeAxes()
    var builder = Builder(
      network: network, parameters: parameters,
      shapes: try shapes.map { try network.shapes(inputLength: $0.inputLength) },
      samples: shapes.map(\.samples), axes: axes)
    try builder.build()
    batches = builder.batches
    layers = builder.layers
    norms = builder.norms
    orders = builder.orders
    guard let output = builder.last else { throw TrainingError.noLayers }
    self.output = output
  }

  /// Takes samples of this length from now on.
  ///
  /// - Precondition: It is no longer than one of the lengths that there is memory for; as many
  ///   samples fit then as of that one.
  public func use(inputLength: Int) throws(NetworkError) {
    let shapes = try network.shapes(inputLength: inputLength)
    for (name, batch) in batches { batch.resize(rows: Extent(name, shapes, axes).rows) }
    for layer in layers { layer.lengthChanged() }
  }

  /// Everything that training changes by its gradient, in the order of the layers.
  package var parameterTensors: [ParameterTensor] { layers.flatMap(\.parameters) }

  /// Values of one sample of an input.
  public func sampleCount(ofInput name: String) -> Int { batches[name]?.sampleCount ?? 0 }

  /// The logits of one sample.
  public var outputCount: Int { output.sampleCount }

  /// Puts a sample's values into an input.
  public func setInput(_ name: String, sample: Int, _ values: Span<Float>) {
    guard let batch = batches[name] else { return }
    var target = batch.values.mutableSpan(batch.range(sample..<sample + 1))
    precondition(target.count == values.count)
    for index in values.indices { target[index] = values[index] }
  }

  /// Computes the logits, sample after sample.
  package func forward(_ pass: Pass) -> [Float] {
    for layer in layers { layer.forward(pass) }
    return Array(output.values.values[output.range(0..<pass.samples)])
  }

  /// Computes every parameter's gradient from the gradient by the logits.
  package func backward(_ pass: Pass, gradient: [Float]) {
    for batch in batches.values { batch.hasGradient = false }
    var target = output.gradient.mutableSpan(0..<gradient.count)
    for index in gradient.indices { target[index] = gradient[index] }
    for layer in layers.reversed() { layer.backward(pass) }
  }

  /// The parameters as they are, in PyTorch's layouts.
  public func currentParameters() -> Parameters {
    var parameters = Parameters()
    for tensor in parameterTensors {
      guard let layout = orders[tensor.name] else { continue }
      parameters[tensor.name] = Tensor(
        shape: layout.shape, values: layout.pyTorch(tensor.values.values))
    }
    for (name, layer) in norms {
      let mean = layer.runningMean.values
      parameters["\(name).running_mean"] = Tensor(shape: [mean.count], values: mean)
      let variance = layer.runningVariance.values
      parameters["\(name).running_var"] = Tensor(shape: [variance.count], values: variance)
    }
    return parameters
  }

  /// Whether all parameters and running statistics are numbers.
  public var isFinite: Bool {
    let buffers =
      parameterTensors.map(\.values)
      + norms.flatMap { [$0.layer.runningMean, $0.layer.runningVariance] }
    return buffers.allSatisfy { buffer in
      let values = buffer.span(0..<buffer.count)
      return values.indices.allSatisfy { values[$0].isFinite }
    }
  }

  /// Takes over parameters and running statistics.
  public func setParameters(_ parameters: Parameters) throws(ParameterError) {
    try parameters.check(against: network)
    for tensor in parameterTensors {
      guard let layout = orders[tensor.name], let values = parameters[tensor.name]?.values else {
        continue
      }
      tensor.values.assign(layout.layer(values))
    }
    for (name, layer) in norms {
      layer.runningMean.assign(parameters["\(name).running_mean"]?.values ?? [])
      layer.runningVariance.assign(parameters["\(name).running_var"]?.values ?? [])
    }
  }

  /// The parameters' gradients, in PyTorch's layouts.
  package func currentGradients() -> Parameters {
    var gradients = Parameters()
    for tensor in parameterTensors {
      guard let layout = orders[tensor.name] else { continue }
      gradients[tensor.name] = Tensor(
        shape: layout.shape, values: layout.pyTorch(tensor.gradient.values))
    }
    return gradients
  }
}

/// Why a network cannot be trained.
public enum TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  case noLayers
  case softmaxInside(layer: String)

  public var description: String {
    switch self {
    case .noLayers: "the network has no layers"
    case .softmaxInside(let layer): "\(layer): softmax can only be trained as the last layer"
    }
  }
}

/// How a parameter lies in its layer and in PyTorch.
struct ParameterLayout {
  var shape: [Int]
  /// For each value in the layer, its place in PyTorch's order; nil where both are the same.
  var places: [Int]?

  func layer(_ values: [Float]) -> [Float] { places.map { $0.map { values[$0] } } ?? values }

  func pyTorch(_ values: [Float]) -> [Float] {
    guard let places else { return values }
    var result = values
    for (index, place) in places.enumerated() { result[place] = values[index] }
    return result
  }
}
