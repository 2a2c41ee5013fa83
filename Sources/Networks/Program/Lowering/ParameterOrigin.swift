/// The parameters of a network from which a lowered convolution takes its constants.
///
/// Each batch norm has a slope = weight / √(running variance + ε) and an offset = bias − running
/// mean · slope for each channel. In order, each takes weights w to w · slope and biases b to
/// b · slope + offset.
public struct ParameterOrigin: Equatable, Sendable {
  /// The layer that weights and biases begin with; nil where they begin with 1 and 0.
  public var layer: String?
  /// The batch norms that are multiplied in, in their order.
  public var norms: [String]
  /// Whether time is the width of the layer's picture: PyTorch's weights are then transposed.
  public var isTimeAcross: Bool

  public init(layer: String? = nil, norms: [String] = [], isTimeAcross: Bool = false) {
    self.layer = layer
    self.norms = norms
    self.isTimeAcross = isTimeAcross
  }
}
