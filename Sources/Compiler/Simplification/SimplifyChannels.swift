public import Program

extension IntegerProgram {
  /// Removes the channels that nothing depends on and those that are constant, where what they add
  /// to others fits into biases. The scores stay the same, byte for byte.
  ///
  /// Fused pools have to be separated first.
  public func simplified() -> (program: IntegerProgram, report: Simplification) {
    let constants = ConstantChannels(self)
    let kept = KeptChannels(self, constants)
    var program = self
    for index in ops.indices {
      program.ops[index] = ops[index].keeping(kept, constants, index, self)
    }
    return (program, Simplification(before: self, after: program))
  }
}

/// What simplifying has removed.
public struct Simplification: Equatable, Sendable {
  public struct Layer: Equatable, Sendable {
    public var name: String
    /// Channels.
    public var removed: Int
    /// Weights before and after.
    public var weights: Int
    public var weightsLeft: Int
  }

  /// The layers that lost channels or weights.
  public let layers: [Layer]

  init(before: IntegerProgram, after: IntegerProgram) {
    layers = zip(before.ops, after.ops).compactMap { old, new in
      guard let convolution = old.operation.convolution, let left = new.operation.convolution,
        left.weights.count < convolution.weights.count
      else { return nil }
      return Layer(
        name: old.name, removed: old.row.channels - new.row.channels,
        weights: convolution.weights.count, weightsLeft: left.weights.count)
    }
  }

  public var removedChannels: Int { layers.reduce(0) { $0 + $1.removed } }
  public var removedWeights: Int { layers.reduce(0) { $0 + $1.weights - $1.weightsLeft } }
}

/// The channels of each tensor that have to stay.
private struct KeptChannels {
  private(set) var channels: [[Bool]]

  init(_ program: IntegerProgram, _ constants: ConstantChannels) {
    let inputs = program.inputs.count
    channels = (0..<program.tensorCount).map { tensor in
      let isFixed = tensor < inputs || tensor == program.tensorCount - 1
      return [Bool](repeating: isFixed, count: program.rowShape(tensor).channels)
    }
    var before: [[Bool]] = []
    while before != channels {
      before = channels
      for (index, op) in program.ops.enumerated().reversed() {
        keep(op, tensor: inputs + index, program, constants)
      }
      // Every tensor has a channel.
      for tensor in channels.indices where !channels[tensor].contains(true) {
        channels[tensor][0] = true
      }
    }
  }

  /// Keeps what an op needs of its inputs, and the outputs that go with inputs that are kept.
  private mutating func keep(
    _ op: IntegerProgram.Op, tensor: Int, _ program: IntegerProgram, _ constants: ConstantChannels
  ) {
    for edge in op.edges where edge.isTransposed { keepAll(edge.tensor) }
    switch op.operation.channelFlow {
    case .mixes:
      guard case .convolution(let convolution) = op.operation else { return }
      if convolution.groups == 1 {
        keepRead(convolution, op.edges[0], tensor, constants)
      } else if convolution.isDepthwise(program.rowShape(op.edges[0])) {
        tie(op.edges[0], tensor)
      } else {
        keepAll(op.edges[0].tensor, tensor)
      }
    case .carries: for edge in op.edges { tie(edge, tensor) }
    case .joins:
      var offset = 0
      for edge in op.edges {
        tie(edge, tensor, offset: offset)
        offset += program.rowShape(edge).channels
      }
    case .permutes(let rows, let order):
      tie(op.edges[0], tensor, origins: order.channels(program.rowShape(op.edges[0]), rows: rows))
    case .opaque:
      keepAll(op.edges[0].tensor, tensor)
    }
  }

  /// Keeps the inputs that weights of kept outputs read, but for those whose share is fixed.
  private mutating func keepRead(
    _ convolution: IntegerConvolution, _ edge: IntegerProgram.Edge, _ tensor: Int,
    _ constants: ConstantChannels
  ) {
    guard !edge.isTransposed else { return }
    let inputs = channels[edge.tensor].count
    for output in channels[tensor].indices where channels[tensor][output] {
      for place in 0..<convolution.weightsPerOutput
      where convolution.weights[output * convolution.weightsPerOutput + place] != 0
        && !constants.hasFixedShare(convolution, edge, channel: place % inputs)
      {
        channels[edge.tensor][place % inputs] = true
      }
    }
  }

  private mutating func keepAll(_ tensors: Int...) {
    for tensor in tensors { channels[tensor] = channels[tensor].map { _ in true } }
  }

  /// Channels that are one in both tensors, from `offset` on in the output.
  ///
  /// - Parameter origins: the input's channel of each of the output's; nil where they are the same.
  private mutating func tie(
    _ edge: IntegerProgram.Edge, _ output: Int, offset: Int = 0, origins: [Int]? = nil
  ) {
    guard !edge.isTransposed else { return keepAll(output) }
    let origins = origins ?? Array(channels[edge.tensor].indices)
    for (place, origin) in origins.enumerated() where channels[output][offset + place] {
      channels[edge.tensor][origin] = true
    }
    for (place, origin) in origins.enumerated() where channels[edge.tensor][origin] {
      channels[output][offset + place] = true
    }
  }
}

extension IntegerConvolution {
  fileprivate func isDepthwise(_ row: RowShape) -> Bool {
    groups > 1 && groups == row.channels && biases.count == groups
  }
}

extension IntegerProgram.Op {
  /// The op with the kept channels alone.
  fileprivate func keeping(
    _ kept: KeptChannels, _ constants: ConstantChannels, _ index: Int, _ program: IntegerProgram
  ) -> IntegerProgram.Op {
    var op = self
    let outputs = kept.channels[program.inputs.count + index].places
    op.row.channels = outputs.count
    guard case .convolution(let convolution) = operation else { return op }
    let edge = edges[0]
    let row = program.rowShape(edge)
    let inputs = edge.isTransposed ? Array(0..<row.channels) : kept.channels[edge.tensor].places
    var left = convolution
    left.weights = []
    left.biases = []
    left.factors = outputs.map { convolution.factors[$0] }
    if convolution.isDepthwise(row) { left.groups = outputs.count }
    let perOutput = convolution.weightsPerOutput
    let groupInputs = row.channels / convolution.groups
    let keepsPlace = (0..<groupInputs).map { convolution.groups > 1 || inputs.contains($0) }
    let zero = program.quantisation(edge.tensor).zeroPoint
    let values = constants.values(edge)
    for output in outputs {
      var bias = convolution.biases[output]
      for place in 0..<perOutput {
        let weight = convolution.weights[output * perOutput + place]
        if keepsPlace[place % groupInputs] {
          left.weights.append(weight)
        } else if weight != 0, let value = values[place % groupInputs] {
          bias += Int(weight) * (Int(value) - Int(zero))
        }
      }
      left.biases.append(bias)
    }
    if left.biases.count < convolution.biases.count || left.weights != convolution.weights {
      left.chooseChannelForm(zeroPoint: zero)
    }
    op.operation = .convolution(left)
    return op
  }
}

extension [Bool] {
  fileprivate var places: [Int] { indices.filter { self[$0] } }
}
