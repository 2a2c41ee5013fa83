/// The shape of one tensor of the network, without the batch axis.
public enum Shape: Equatable, Sendable, CustomStringConvertible {
  case vector(Int)
  case sequence(channels: Int, length: Int)
  case picture(channels: Int, height: Int, width: Int)

  /// The sizes as in PyTorch: [values], [channels, length] or [channels, height, width].
  public var dimensions: [Int] {
    switch self {
    case .vector(let count): [count]
    case .sequence(let channels, let length): [channels, length]
    case .picture(let channels, let height, let width): [channels, height, width]
    }
  }

  /// The channels; of a vector, its values.
  public var channels: Int { dimensions[0] }

  /// The product of the dimensions. It fits for every shape that a network's inference returns.
  public var elementCount: Int { dimensions.reduce(1, *) }

  public var description: String { "\(dimensions)" }
}

/// The axis of a tensor along which time passes.
public enum TimeAxis: Equatable, Sendable {
  case length, height, width, none
}
