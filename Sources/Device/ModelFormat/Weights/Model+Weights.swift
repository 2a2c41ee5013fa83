/// An op's weights: how many there are, and how many are decoded together.
extension Model {
  /// The weights of a convolution that has been validated.
  public func weightCount(_ index: Int) -> Int {
    let op = op(index)
    let window = op.window
    return tensor(output(ofOp: index)).channels &* window.kernelRows &* window.kernelAcross
      &* (source(ofEdge: op.firstEdge).channels / op.convolution.groups)
  }

  /// Output channels whose weights are decoded together; 0 for all.
  func channelsDecoded(_ op: OpRecord, of channels: Int) -> Int {
    let convolution = op.convolution
    if convolution.isResident || op.kind == .depthwise { return 0 }
    return convolution.groups == 1 && channels >= Layout.tileChannels ? Layout.tileChannels : 1
  }
}
