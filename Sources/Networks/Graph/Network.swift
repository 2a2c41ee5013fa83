/// A float network as data: named inputs, and layers in an order in which they can be computed.
///
/// Tensor layouts are PyTorch's without the batch axis. The output is the last layer's.
/// The labels are empty, or one for each value of the output vector.
public struct Network: Equatable, Sendable {
  public var name: String
  public var inputs: [Input]
  public var layers: [Layer]
  public var labels: [String]

  public init(name: String, inputs: [Input], layers: [Layer], labels: [String] = []) {
    self.name = name
    self.inputs = inputs
    self.layers = layers
    self.labels = labels
  }

  /// Every tensor of the network: the inputs, then the layers, in order.
  public var tensorNames: [String] { inputs.map(\.name) + layers.map(\.name) }
}

/// One thing that is fed to the network.
public struct Input: Equatable, Sendable {
  public var name: String
  public var kind: InputKind

  public init(name: String, kind: InputKind) {
    self.name = name
    self.kind = kind
  }
}

/// What an input carries, and along which axis it streams.
public enum InputKind: Equatable, Sendable {
  /// Mono audio of any length, amplitude standardised, as [1, samples]; the rate is in hertz.
  case waveform(rate: Int)
  /// A picture [channels, height, width] that streams along its height, row by row.
  case picture(channels: Int, height: Int, width: Int)
  /// Rows of features as [channels, rows]; without a length, any number of rows.
  case sequence(channels: Int, length: Int?)
}

/// One operation, its name, and the names of the inputs or earlier layers that it reads.
///
/// A layer's name is also the name of its PyTorch module: parameters are called `name.weight` etc.
public struct Layer: Equatable, Sendable {
  public var name: String
  public var operation: Operation
  public var inputs: [String]

  public init(name: String, operation: Operation, inputs: [String]) {
    self.name = name
    self.operation = operation
    self.inputs = inputs
  }
}
