/// An op's weights: how many there are, and how many are decoded together.
extension Model {
  /// The weights of a convolution that has been validated.
  public func weightCount(_ op: OpRecord, _ input: TensorRecord, _ output: TensorRecord) -> Int {
    op.encoding == .dense
      ? op.weightBytes
      : output.channels &* op.kernelRows &* op.kernelAcross &* (input.channels / op.groups)
  }

  /// Output channels whose weights are decoded together; 0 for all.
  public func channelsDecoded(_ op: OpRecord, of channels: Int) -> Int {
    if op.isResident || op.kind == .depthwise { return 0 }
    return op.groups == 1 && channels >= Layout.tileChannels ? Layout.tileChannels : 1
  }
}
