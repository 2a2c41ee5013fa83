internal import FixedPoint

/// Where the parameters of a convolution's output channels stand.
public struct ChannelTable: BitwiseCopyable, Sendable {
  public private(set) var form = ChannelForm.whole
  /// Position in the file.
  public private(set) var position = 0
  /// Channels of the op.
  public private(set) var channels = 0
  public private(set) var biasShift: Int32 = 0
  public private(set) var factorShift: Int32 = 0

  @inline(__always)
  public init() {}

  @inline(never)
  public init(_ op: ConvolutionRecord, channels: Int) {
    self.init(
      op.form, position: op.parameters, channels: channels, biasShift: op.biasShift,
      factorShift: op.factorShift)
  }

  public init(
    _ form: ChannelForm, position: Int, channels: Int, biasShift: Int32 = 0, factorShift: Int32 = 0
  ) {
    self.form = form
    self.position = position
    self.channels = channels
    self.biasShift = biasShift
    self.factorShift = factorShift
  }

  /// One output channel's parameters.
  @inline(never)
  public mutating func channel(_ channel: Int, in file: Span<UInt8>) -> ChannelParameters {
    if form == .short {
      let at = position &+ channel &* ChannelForm.short.channelBytes
      return ChannelParameters(
        short: Int16(bitPattern: file.uint16(at: at)), factor: file.uint16(at: at &+ 2),
        biasShift: biasShift, factorShift: factorShift)
    }
    if Library.hasImportedOps, form == .medium {
      let at = position &+ channel &* ChannelForm.medium.channelBytes
      return ChannelParameters(
        medium: UInt32(file.uint16(at: at &+ 4)) | UInt32(file[at &+ 6]) &<< 16,
        factor: file.uint32(at: at), factorShift: factorShift)
    }
    return ChannelParameters(
      bias: file.int32(at: position &+ channel &* 4),
      multiplier: Multiplier(
        q31: file.int32(at: position &+ (channels &+ channel) &* 4),
        shift: Int32(file.int8(at: position &+ channels &* 8 &+ channel))))
  }
}
