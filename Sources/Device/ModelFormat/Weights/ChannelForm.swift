/// In which form a convolution's channel parameters stand.
public enum ChannelForm: UInt8, BitwiseCopyable, Equatable, Sendable {
  /// A bias of 32 bits, a factor of 31 and a shift: first all biases, then all factors, then all shifts.
  case whole = 0
  /// Four bytes: see `ChannelParameters`.
  case short = 1
  /// Seven bytes: see `ChannelParameters`.
  case medium = 2
  /// For sums of up to 48 bits: see `LongChannel`.
  case long = 3

  /// Bytes of an output channel's parameters.
  public var channelBytes: Int {
    switch self {
    case .whole, .long: 9
    case .short: 4
    case .medium: 7
    }
  }

  @inline(__always)
  var isSupported: Bool {
    switch self {
    case .whole, .short: true
    case .medium: Library.hasImportedOps
    case .long: Library.hasInt16
    }
  }
}
