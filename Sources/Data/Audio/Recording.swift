/// A piece of sound: one channel of 16-bit samples.
public struct Recording: Equatable, Sendable {
  public var samples: [Int16]
  /// Samples per second.
  public var rate: Int
  /// The number of channels before they were averaged.
  public var channels: Int

  public init(samples: [Int16], rate: Int, channels: Int = 1) {
    self.samples = samples
    self.rate = rate
    self.channels = channels
  }

  /// The longest recording that is read or written: 2 GiB in memory, 18 hours at 16 kHz.
  public static let maximumSamples = 1 << 30

  /// The rates that are read and written.
  static let rates = 1...768_000
}
