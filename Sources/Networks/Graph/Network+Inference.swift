extension Network {
  /// The largest size along one axis: of channels, a kernel, a stride, padding, a rate, a length.
  public static let largestSize = 1 << 24
  /// The most parameters of a network: 512 MiB of floats.
  public static let mostParameters = 1 << 27
  /// The most values of all tensors together where a network is checked: 2 GiB of floats.
  public static let mostValues = 1 << 29

  /// The most bytes of a label: a compiled model has 16 bits for their number.
  public static let longestLabel = Int(UInt16.max)

  /// The shape of every tensor: of the inputs and of each layer's output.
  ///
  /// - Parameter inputLength: The samples or rows of the inputs of any length; inputs of a fixed
  ///   size ignore it. By default one second of a waveform, and 100 rows of a sequence.
  public func shapes(inputLength: Int? = nil) throws(NetworkError) -> [String: Shape] {
    try infer(inputLength: inputLength).mapValues(\.shape)
  }

  /// The same at a length at which every layer has an output.
  public func usableShapes() throws(NetworkError) -> [String: Shape] {
    try inferAtUsableLength().mapValues(\.shape)
  }

  /// The axis of every tensor along which time passes.
  public func timeAxes() throws(NetworkError) -> [String: TimeAxis] {
    try inferAtUsableLength().mapValues(\.time)
  }

  /// Checks everything that does not depend on the clip's length.
  ///
  /// A network that needs more than the default length of `shapes(inputLength:)` is valid. So is
  /// one whose branches round differently at some lengths: there, `shapes(inputLength:)` throws.
  public func validate() throws(NetworkError) {
    _ = try inferAtUsableLength()
  }

  /// Every tensor's signal at the default length, or at 2²⁰ where the default is too short.
  ///
  /// What it takes in memory is within the limits above, whoever wrote the network.
  func inferAtUsableLength() throws(NetworkError) -> [String: Signal] {
    var result = Result { () throws(NetworkError) in try infer(inputLength: nil) }
    if case .failure(.kernelTooLarge) = result {
      let longer = Result { () throws(NetworkError) in try infer(inputLength: 1 << 20) }
      if case .failure(.kernelTooLarge) = longer { return try result.get() }
      result = longer
    }
    let signals = try result.get()
    try requireBounded(signals)
    return signals
  }

  /// Checks what all tensors and all parameters together take in memory.
  private func requireBounded(_ signals: [String: Signal]) throws(NetworkError) {
    var parameters = 0
    for layer in layers {
      guard let input = layer.inputs.first.flatMap({ signals[$0] }) else { continue }
      for parameter in try layer.parameterShapes(of: input.shape) {
        parameters += try boundedProduct(
          parameter.shape, "number of parameters", of: layer.name, limit: Self.mostParameters)
      }
      try require(
        parameters, "number of parameters up to here", of: layer.name, Self.mostParameters)
    }
    var values = 0
    for name in tensorNames {
      values += signals[name]?.shape.elementCount ?? 0
      try require(values, "number of values up to here", of: name, Self.mostValues)
    }
  }

  /// Every tensor's signal; checks all that there is to check on the way.
  func infer(inputLength: Int?) throws(NetworkError) -> [String: Signal] {
    guard !inputs.isEmpty else { throw .noInputs }
    guard let output = layers.last else { throw .noLayers }
    var signals: [String: Signal] = [:]
    for input in inputs {
      try requireFreshName(input.name, among: signals)
      signals[input.name] = try input.signal(inputLength: inputLength)
    }
    for layer in layers {
      try requireFreshName(layer.name, among: signals)
      let operands = try layer.inputs.map { name throws(NetworkError) in
        guard let operand = signals[name] else {
          throw .unknownInput(layer: layer.name, input: name)
        }
        return operand
      }
      signals[layer.name] = try layer.output(of: operands)
    }
    let used = Set(layers.flatMap(\.inputs) + [output.name])
    if let name = tensorNames.first(where: { !used.contains($0) }) { throw .unused(name) }
    if !labels.isEmpty, let shape = signals[output.name]?.shape, shape != .vector(labels.count) {
      throw .labelCount(layer: output.name, labels: labels.count, output: shape)
    }
    for (index, label) in labels.enumerated() where label.utf8.count > Self.longestLabel {
      throw .labelTooLong(number: index + 1, bytes: label.utf8.count, limit: Self.longestLabel)
    }
    return signals
  }
}

private func requireFreshName(
  _ name: String, among signals: [String: Signal]
) throws(NetworkError) {
  let isPrintable = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  guard !name.isEmpty, isPrintable else { throw .invalidName(name) }
  guard signals[name] == nil else { throw .duplicateName(name) }
}

extension Input {
  fileprivate func signal(inputLength: Int?) throws(NetworkError) -> Signal {
    let signal: Signal
    switch kind {
    case .waveform(let rate):
      try requirePositive(rate, "rate", of: name)
      signal = Signal(
        shape: .sequence(channels: 1, length: inputLength ?? rate), time: .length,
        isAnyLength: true)
    case .sequence(let channels, let length):
      signal = Signal(
        shape: .sequence(channels: channels, length: length ?? inputLength ?? 100),
        time: .length, isAnyLength: length == nil)
    case .picture(let channels, let height, let width):
      signal = Signal(
        shape: .picture(channels: channels, height: height, width: width), time: .height,
        isAnyLength: false)
    }
    let sizes = signal.shape.dimensions
    let axes = ["number of channels"] + (sizes.count == 2 ? Int.axes : Size2D.axes)
    for (size, axis) in zip(sizes, axes) {
      try requirePositive(size, axis, of: name)
    }
    try signal.shape.requireBounded("input", of: name)
    return signal
  }
}

/// Throws unless the value lies in 1...`Network.largestSize`.
func requirePositive(
  _ value: Int, _ quantity: String, of layer: String
) throws(NetworkError) {
  guard value > 0 else { throw .notPositive(layer: layer, quantity: quantity, value: value) }
  try require(value, quantity, of: layer, Network.largestSize)
}

/// Throws unless the value lies in 0...`Network.largestSize`.
func requireNotNegative(
  _ value: Int, _ quantity: String, of layer: String
) throws(NetworkError) {
  guard value >= 0 else { throw .negative(layer: layer, quantity: quantity, value: value) }
  try require(value, quantity, of: layer, Network.largestSize)
}

/// Throws where the value is above the limit.
private func require(
  _ value: Int, _ quantity: String, of layer: String, _ limit: Int
) throws(NetworkError) {
  guard value <= limit else {
    throw .tooLarge(layer: layer, quantity: quantity, value: value, limit: limit)
  }
}
