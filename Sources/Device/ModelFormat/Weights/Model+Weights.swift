/// Channel parameters and weights of a convolution.
extension Model {
  /// The parameters of one output channel of an op with long sums.
  @inline(__always)
  public func longChannel(_ op: ConvolutionRecord, _ channel: Int) -> LongChannel {
    let at = op.parameters &+ channel &* ChannelForm.long.channelBytes
    return LongChannel(
      low: bytes.uint32(at: at), high: bytes.uint16(at: at &+ 4),
      factor: bytes.uint16(at: at &+ 6), shift: bytes.int8(at: at &+ 8))
  }

  /// How many weights a convolution has that has been validated.
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

  /// The most output channels that a convolution computes together.
  public func channelsTogether(_ op: OpRecord, of channels: Int) -> Int {
    guard Library.hasEncodedWeights, op.convolution.encoding.isDecoded else { return channels }
    let decoded = channelsDecoded(op, of: channels)
    return decoded == 0 ? channels : decoded
  }
}
