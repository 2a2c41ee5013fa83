public import FixedPoint

/// Channel parameters of a convolution.
extension Model {
  /// One output channel's bias.
  @inline(__always)
  public func bias(_ op: ConvolutionRecord, _ channel: Int) -> Int32 {
    if op.has(.short) { return shortChannel(op, channel).bias }
    if Library.hasImportedOps, op.has(.medium) { return mediumChannel(op, channel).bias }
    return bytes.int32(at: op.parameters &+ channel &* 4)
  }

  /// One output channel's multiplier; `channels` is the op's number of output channels.
  @inline(__always)
  public func multiplier(
    _ op: ConvolutionRecord, _ channel: Int, of channels: Int
  ) -> Multiplier {
    if op.has(.short) { return shortChannel(op, channel).multiplier }
    if Library.hasImportedOps, op.has(.medium) { return mediumChannel(op, channel).multiplier }
    return Multiplier(
      q31: bytes.int32(at: op.parameters &+ (channels &+ channel) &* 4),
      shift: Int32(bytes.int8(at: op.parameters &+ channels &* 8 &+ channel)))
  }

  /// The parameters of one output channel of an op with long sums.
  @inline(__always)
  public func longChannel(_ op: ConvolutionRecord, _ channel: Int) -> LongChannel {
    let at = op.parameters &+ channel &* ChannelForm.long.channelBytes
    return LongChannel(
      low: bytes.uint32(at: at), high: bytes.uint16(at: at &+ 4),
      factor: bytes.uint16(at: at &+ 6), shift: bytes.int8(at: at &+ 8))
  }

  @inline(__always)
  private func shortChannel(_ op: ConvolutionRecord, _ channel: Int) -> ShortChannel {
    let at = op.parameters &+ channel &* ChannelForm.short.channelBytes
    return ShortChannel(
      bias: Int16(bitPattern: bytes.uint16(at: at)), factor: bytes.uint16(at: at &+ 2),
      biasShift: op.biasShift, factorShift: op.factorShift)
  }

  @inline(__always)
  private func mediumChannel(_ op: ConvolutionRecord, _ channel: Int) -> MediumChannel {
    let at = op.parameters &+ channel &* ChannelForm.medium.channelBytes
    return MediumChannel(
      factor: bytes.uint32(at: at),
      bias: UInt32(bytes.uint16(at: at &+ 4)) | UInt32(bytes[at &+ 6]) &<< 16,
      factorShift: op.factorShift)
  }
}
