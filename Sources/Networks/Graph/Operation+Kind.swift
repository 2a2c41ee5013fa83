extension Operation {
  /// The operation's name in files, tables and errors.
  public var kind: String {
    switch self {
    case .convolution1D: "convolution1d"
    case .convolution2D: "convolution2d"
    case .batchNorm: "batch_norm"
    case .relu: "relu"
    case .relu6: "relu6"
    case .leakyReLU: "leaky_relu"
    case .maxPool1D: "max_pool1d"
    case .maxPool2D: "max_pool2d"
    case .averagePool1D: "average_pool1d"
    case .averagePool2D: "average_pool2d"
    case .globalAveragePool: "global_average_pool"
    case .fullyConnected: "fully_connected"
    case .add: "add"
    case .concat: "concat"
    case .flatten: "flatten"
    case .transpose: "transpose"
    case .softmax: "softmax"
    case .dropout: "dropout"
    }
  }

  /// Whether it reads two or more tensors.
  var joins: Bool { self == .add || self == .concat }
}
