import Basics

/// The counts of one layer.
public struct LayerSummary: Equatable, Sendable {
  public var name: String
  /// The operation's name as in files: `Operation.kind`.
  public var kind: String
  public var output: Shape
  /// The trainable parameters: weights, biases, and two values a channel for a batch norm.
  public var parameters: Int
  /// Of these, the weights of a convolution or fully connected layer: what remains beside one
  /// bias per channel after batch norms are folded.
  public var weights: Int
  /// Multiply-accumulates of a convolution or fully connected layer; other layers count as none.
  public var macs: Int
}

/// The counts of a network, layer by layer and in total.
public struct NetworkSummary: Equatable, Sendable {
  public var rows: [LayerSummary]
  public var parameters: Int
  public var weights: Int
  /// The channels of all convolutions and fully connected layers.
  public var outputChannels: Int
  public var macs: Int
}

extension Network {
  /// The network's counts for an input of this length; see `shapes(inputLength:)`.
  public func summary(inputLength: Int? = nil) throws(NetworkError) -> NetworkSummary {
    let signals = try infer(inputLength: inputLength)
    var summary = NetworkSummary(rows: [], parameters: 0, weights: 0, outputChannels: 0, macs: 0)
    for layer in layers {
      guard let inputName = layer.inputs.first, let input = signals[inputName]?.shape,
        let output = signals[layer.name]?.shape
      else { continue }
      let row = try layer.summary(from: input, to: output)
      let (macs, overflow) = summary.macs.addingReportingOverflow(row.macs)
      guard !overflow else { throw .tooManyMACs(layer: layer.name) }
      summary.rows.append(row)
      summary.parameters += row.parameters
      summary.weights += row.weights
      summary.outputChannels += layer.operation.multiplies ? output.channels : 0
      summary.macs = macs
    }
    return summary
  }
}

extension Operation {
  /// Whether it multiplies by weights: a convolution or a fully connected layer.
  var multiplies: Bool {
    switch self {
    case .convolution1D, .convolution2D, .fullyConnected: true
    default: false
    }
  }
}

extension Layer {
  fileprivate func summary(from input: Shape, to output: Shape) throws(NetworkError) -> LayerSummary
  {
    let shapes = try parameterShapes(of: input)
    let weights = operation.multiplies ? shapes[0].shape : [0]
    let positions = output.dimensions.dropFirst()
    guard let macs = (weights + positions).product else { throw .tooManyMACs(layer: name) }
    return LayerSummary(
      name: name, kind: operation.kind, output: output,
      parameters: shapes.filter(\.isTrainable).reduce(0) { $0 + $1.shape.reduce(1, *) },
      weights: weights.reduce(1, *), macs: macs)
  }
}
