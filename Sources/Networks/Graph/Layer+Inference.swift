extension Layer {
  /// The signal that the layer makes of its inputs' signals.
  func output(of operands: [Signal]) throws(NetworkError) -> Signal {
    guard let first = operands.first, operation.joins ? operands.count > 1 : operands.count == 1
    else {
      throw .wrongInputCount(
        layer: name, operation: operation.kind,
        expected: operation.joins ? "two or more inputs" : "one input", actual: operands.count)
    }
    var output = first
    switch operation {
    case .convolution1D(let convolution):
      output.shape = try slide(convolution, over: first.shape, to: convolution.channels)
    case .convolution2D(let convolution):
      output.shape = try slide(convolution, over: first.shape, to: convolution.channels)
    case .maxPool1D(let pool), .averagePool1D(let pool):
      output.shape = try pooled(pool, first.shape)
    case .maxPool2D(let pool), .averagePool2D(let pool):
      output.shape = try pooled(pool, first.shape)
    case .batchNorm(let epsilon):
      try require(epsilon, "epsilon", "above 0", epsilon > 0)
    case .leakyReLU(let slope):
      try require(slope, "slope", "at least 0", slope >= 0)
    case .dropout(let rate):
      try require(rate, "rate", "at least 0 and below 1", (0..<1).contains(rate))
    case .relu, .relu6, .curve:
      break
    case .globalAveragePool:
      guard first.time != .none else {
        throw wrongKind("a sequence or a picture", first.shape)
      }
      output = Signal(shape: .vector(first.shape.channels), time: .none, isAnyLength: false)
    case .fullyConnected(let outputs, _):
      try requireVector(first.shape)
      try requirePositive(outputs, "number of outputs", of: name)
      output.shape = .vector(outputs)
    case .softmax:
      try requireVector(first.shape)
    case .flatten:
      guard !first.isAnyLength else {
        throw .flattenNeedsFixedLength(layer: name, shape: first.shape)
      }
      output = Signal(shape: .vector(first.shape.elementCount), time: .none, isAnyLength: false)
    case .transpose:
      guard case .sequence(let channels, let length) = first.shape else {
        throw wrongKind("a sequence", first.shape)
      }
      output.shape = .picture(channels: 1, height: channels, width: length)
      output.time = .width
    case .add, .multiply:
      try requireJoinable(operands) { $0 == $1 }
    case .concat:
      try requireJoinable(operands) { $0 == $1.with(channels: $0.channels) }
      output.shape = first.shape.with(channels: operands.reduce(0) { $0 + $1.shape.channels })
    }
    _ = try parameterShapes(of: first.shape)
    try output.shape.requireBounded("output", of: name)
    return output
  }

  private func pooled(_ pool: some Sliding, _ shape: Shape) throws(NetworkError) -> Shape {
    let output = try slide(pool, over: shape, to: shape.channels)
    for window in pool.windows { try window.requirePoolPadding(of: name) }
    return output
  }

  /// The shape after windows have slid over the axes behind the channels.
  private func slide(
    _ layer: some Sliding, over shape: Shape, to channels: Int
  ) throws(NetworkError) -> Shape {
    let windows = layer.windows
    switch (shape, windows.count) {
    case (.sequence(_, let length), 1):
      return .sequence(
        channels: channels, length: try windows[0].positions(along: length, of: name))
    case (.picture(_, let height, let width), 2):
      return .picture(
        channels: channels,
        height: try windows[0].positions(along: height, of: name),
        width: try windows[1].positions(along: width, of: name))
    case (.sequence, 2):
      throw wrongKind("a picture", shape, remedy: "put transpose before")
    default:
      throw wrongKind(windows.count == 1 ? "a sequence" : "a picture", shape)
    }
  }

  private func requireJoinable(
    _ operands: [Signal], _ fit: (Shape, Shape) -> Bool
  ) throws(NetworkError) {
    let first = operands[0]
    for other in operands.dropFirst() {
      guard fit(first.shape, other.shape) else {
        throw .shapeMismatch(layer: name, first: first.shape, other: other.shape)
      }
      guard first.time == other.time else {
        throw .timeAxisMismatch(layer: name, first: first.time, other: other.time)
      }
      guard first.isAnyLength == other.isAnyLength else { throw .lengthMismatch(layer: name) }
    }
  }

  private func requireVector(_ shape: Shape) throws(NetworkError) {
    guard case .vector = shape else {
      throw wrongKind("a vector", shape, remedy: "put flatten or globalAveragePool before")
    }
  }

  private func require(
    _ value: Double, _ quantity: String, _ range: String, _ condition: Bool
  ) throws(NetworkError) {
    guard value.isFinite, condition else {
      throw .outOfRange(layer: name, quantity: quantity, range: range, value: value)
    }
  }

  private func wrongKind(_ expected: String, _ actual: Shape, remedy: String = "") -> NetworkError {
    .wrongKind(
      layer: name, operation: operation.kind, expected: expected, actual: actual, remedy: remedy)
  }
}
