public import FixedPoint

/// What turns one output channel's accumulator into an activation.
public struct ChannelParameters: Equatable, Sendable {
  public let bias: Int32
  public let multiplier: Multiplier

  @inline(__always)
  public init(bias: Int32, multiplier: Multiplier) {
    self.bias = bias
    self.multiplier = multiplier
  }
}
