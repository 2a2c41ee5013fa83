extension Network {
  /// The largest size, channel count or number of weights in one layer: what an Int32 holds.
  public static let largestSize = Int(Int32.max)

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
  func inferAtUsableLength() throws(NetworkError) -> [String: Signal] {
    let usual = Result { () throws(NetworkError) in try infer(inputLength: nil) }
    guard case .failure(.kernelTooLarge) = usual else { return try usual.get() }
    let longer = Result { () throws(NetworkError) in try infer(inputLength: 1 << 20) }
    if case .failure(.kernelTooLarge) = longer { return try usual.get() }
    return try longer.get()
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
    guard signal.shape.isRepresentable else { throw .tooLarge(layer: name, quantity: "input") }
    return signal
  }
}

/// Throws unless the value lies in 1...`Network.largestSize`.
func requirePositive(
  _ value: Int, _ quantity: String, of layer: String
) throws(NetworkError) {
  guard value > 0 else { throw .notPositive(layer: layer, quantity: quantity, value: value) }
  guard value <= Network.largestSize else { throw .tooLarge(layer: layer, quantity: quantity) }
}

/// Throws unless the value lies in 0...`Network.largestSize`.
func requireNotNegative(
  _ value: Int, _ quantity: String, of layer: String
) throws(NetworkError) {
  guard value >= 0 else { throw .negative(layer: layer, quantity: quantity, value: value) }
  guard value <= Network.largestSize else { throw .tooLarge(layer: layer, quantity: quantity) }
}
