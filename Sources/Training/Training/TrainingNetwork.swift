public import Graph

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
  private let made: LayerList
  private let output: Batch
  private let quantised: QuantisedParameters?
  /// The program's tensors, with their zero points.
  private let integers: [(batch: Batch, zeroPoint: Int32)]

  /// A network that learns; with a program it computes the integers that its program would, to the
  /// last bit, and learns as if nothing were rounded. Its inputs are real values then, its logits the
  /// program's scores.
  ///
  /// - Parameter batches: What there is to be memory for; the first is the one to begin with.
  public init(
    _ network: Network, _ parameters: Parameters, batches shapes: [BatchShape],
    program: ProgramOfParameters? = nil
  ) throws {
    precondition(!shapes.isEmpty)
    try parameters.check(against: network)
    self.network = network
    if let program {
      let first = try program(parameters)
      let builder = try QuantisedBuilder(network, first, batches: shapes)
      quantised = try QuantisedParameters(network, parameters, program, builder.convolutions)
      integers = Array(zip(builder.tensors, first.quantisations.map(\.zeroPoint)))
      made = builder.made
    } else {
      quantised = nil
      integers = []
      made = try Builder(network, parameters, batches: shapes).made
    }
    guard let output = made.output else { throw TrainingError.noLayers }
    self.output = output
  }

  /// Takes samples of this length from now on.
  ///
  /// - Precondition: It is no longer than one of the lengths that there is memory for; as many
  ///   samples fit then as of that one.
  public func use(inputLength: Int) throws(NetworkError) {
    made.resize(try network.shapes(inputLength: inputLength))
  }

  /// Everything that training changes by its gradient, in the order of the layers.
  package var parameterTensors: [ParameterTensor] {
    quantised?.learning ?? made.layers.flatMap(\.parameters)
  }

  /// Values of one sample of an input.
  public func sampleCount(ofInput name: String) -> Int { made.inputs[name]?.sampleCount ?? 0 }

  /// The logits of one sample.
  public var outputCount: Int { output.sampleCount }

  /// Puts a sample's values into an input.
  public func setInput(_ name: String, sample: Int, _ values: Span<Float>) {
    guard let batch = made.inputs[name] else { return }
    precondition(values.count == batch.sampleCount)
    batch.values.assign(values, at: batch.range(sample).lowerBound)
  }

  /// Puts samples into the only input.
  public func setSamples(_ samples: [[Float]]) {
    let name = network.inputs[0].name
    for (place, sample) in samples.enumerated() { setInput(name, sample: place, sample.span) }
  }

  /// Computes the logits, sample after sample.
  ///
  /// Throws where parameters have no integers in the program that is trained.
  package func forward(_ pass: Pass) throws -> [Float] {
    try quantised?.quantise()
    for layer in made.layers { layer.forward(pass) }
    return Array(output.values.values[output.range(0..<pass.samples)])
  }

  /// Every tensor of the program for a sample that was computed last, inputs first, as its file
  /// computes them; but for a softmax at the end. None in a network that trains in floats.
  public func programTensors(sample: Int) -> [[Int16]] {
    integers.map { batch, zeroPoint in
      let values = batch.values.span(batch.range(sample))
      return values.indices.map { Int16(values[$0]) + Int16(zeroPoint) }
    }
  }

  /// Computes every parameter's gradient from the gradient by the logits.
  package func backward(_ pass: Pass, gradient: [Float]) {
    for batch in made.batches { batch.hasGradient = false }
    output.gradient.assign(gradient.span, at: 0)
    for layer in made.layers.reversed() { layer.backward(pass) }
    quantised?.takeGradients()
  }

  /// The parameters as they are, in PyTorch's layouts.
  public func currentParameters() -> Parameters {
    if let quantised { return quantised.current }
    var parameters = inPyTorchsLayouts(\.values)
    for (name, buffer) in made.statistics {
      parameters[name] = Tensor(shape: [buffer.count], values: buffer.values)
    }
    return parameters
  }

  /// Whether all parameters and running statistics are numbers.
  public var isFinite: Bool {
    let buffers = parameterTensors.map(\.values) + made.statistics.map(\.values)
    return buffers.allSatisfy { $0.values.allSatisfy(\.isFinite) }
  }

  /// Takes over parameters and running statistics.
  public func setParameters(_ parameters: Parameters) throws(ParameterError) {
    try parameters.check(against: network)
    for tensor in parameterTensors { parameters[tensor.name].map(tensor.assign) }
    for (name, buffer) in made.statistics { buffer.assign(parameters[name]?.values ?? []) }
    quantised?.constants = parameters
  }

  /// Holds the weights outside a mask at 0 from now on.
  public func keep(_ mask: WeightMask) {
    for tensor in parameterTensors { tensor.keep(mask.stays(tensor.name)) }
  }

  /// The parameters' gradients, in PyTorch's layouts.
  package func currentGradients() -> Parameters { inPyTorchsLayouts(\.gradient) }

  private func inPyTorchsLayouts(_ buffer: (ParameterTensor) -> FloatBuffer) -> Parameters {
    var parameters = Parameters()
    for tensor in parameterTensors { parameters[tensor.name] = tensor.tensor(buffer(tensor)) }
    return parameters
  }
}

/// Why a network cannot be trained.
public enum TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  case noLayers
  case softmaxInside(layer: String)
  /// A convolution whose sums single precision does not hold, not even in two parts.
  case sumTooLong(layer: String, bound: Int)
  /// An op that only other tools' models have.
  case notLearnt(layer: String)

  public var description: String {
    switch self {
    case .noLayers: "the network has no layers"
    case .softmaxInside(let layer): "\(layer): softmax can only be trained as the last layer"
    case .sumTooLong(let layer, let bound):
      "\(layer): an output's weights can add up to \(bound), too much for training in integers"
    case .notLearnt(let layer): "\(layer): cannot be trained in integers"
    }
  }
}
