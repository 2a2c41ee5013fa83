internal import FixedPoint

/// Channel parameters and weights of a convolution.
extension Model {
  /// One output channel's parameters; `channels` is the op's number of output channels.
  @inline(never)
  public func channelParameters(
    _ op: ConvolutionRecord, _ channel: Int, of channels: Int
  ) -> ChannelParameters {
    if op.has(.short) {
      let at = op.parameters &+ channel &* ChannelForm.short.channelBytes
      return ChannelParameters(
        short: Int16(bitPattern: bytes.uint16(at: at)), factor: bytes.uint16(at: at &+ 2),
        biasShift: op.biasShift, factorShift: op.factorShift)
    }
    if Library.hasImportedOps, op.has(.medium) {
      let at = op.parameters &+ channel &* ChannelForm.medium.channelBytes
      return ChannelParameters(
        medium: UInt32(bytes.uint16(at: at &+ 4)) | UInt32(bytes[at &+ 6]) &<< 16,
        factor: bytes.uint32(at: at), factorShift: op.factorShift)
    }
    return ChannelParameters(
      bias: bytes.int32(at: op.parameters &+ channel &* 4),
      multiplier: Multiplier(
        q31: bytes.int32(at: op.parameters &+ (channels &+ channel) &* 4),
        shift: Int32(bytes.int8(at: op.parameters &+ channels &* 8 &+ channel))))
  }

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
}
