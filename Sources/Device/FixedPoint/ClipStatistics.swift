/// Mean and variance of a whole clip of int16 audio, from exact sums: the first of two passes.
public struct ClipStatistics: Equatable, Sendable {
  /// Σx; at most 2³⁸ in magnitude.
  public var sum: Int64
  /// Σx²; at most 2⁵³.
  public var squares: Int64
  public var count: Int32

  /// The most samples that count: 2²³, nearly nine minutes at 16 kHz.
  @inlinable
  public static var longestClip: Int32 { 1 << 23 }

  public init() {
    self.init(sum: 0, squares: 0, count: 0)
  }

  public init(sum: Int64, squares: Int64, count: Int32) {
    self.sum = sum
    self.squares = squares
    self.count = count
  }

  /// Adds a sample. Samples beyond ``longestClip`` are ignored: the clip's start decides.
  ///
  /// | count before | x      | sum       | squares   | count |
  /// |-------------:|-------:|----------:|----------:|------:|
  /// | 0            | −3     | −3        | 9         | 1     |
  /// | 0            | −32768 | −2¹⁵      | 2³⁰       | 1     |
  /// | 2²³          | 100    | as it was | as it was | 2²³   |
  @inlinable @inline(__always)
  public mutating func add(_ x: Int16) {
    guard count < Self.longestClip else { return }
    let sample = Int32(x)
    sum = sum &+ Int64(widening: sample)
    squares = squares &+ Int64(widening: sample &* sample)
    count = count &+ 1
  }

  /// The gain that standardises the clip.
  ///
  /// meanQ4 = floor(16 · sum / count + ½), varianceQ8 = floor(256 · squares / count) − meanQ4².
  /// Both are 0 for an empty clip. Exact for all that ``add(_:)`` can have gathered; no trap for
  /// any stored state.
  ///
  /// | samples     | meanQ4 | varianceQ8 | gain (least deviation 0) |
  /// |-------------|-------:|-----------:|-------------------------:|
  /// | none        | 0      | 0          | 2²⁶                      |
  /// | 1024, −1024 | 0      | 2²⁸        | 4096                     |
  /// | 5, 5        | 80     | 0          | 2²⁶                      |
  /// | 0, 0, −1    | −5     | 60         | 9586981                  |
  /// | 31 zeros, 1 | 1      | 7          | 33554432                 |
  public func gain(minimumDeviationQ4: UInt32) -> AmplitudeGain {
    guard count > 0 else {
      return AmplitudeGain(meanQ4: 0, varianceQ8: 0, minimumDeviationQ4: minimumDeviationQ4)
    }
    let divisor = UInt32(bitPattern: count)
    // |16 · sum| ≤ 2¹⁹ · count, so a lift by 2¹⁹ makes the dividend positive and leaves the floor
    // in place. Half an odd count may be floored: the rest is whole. No sum exceeds 2⁶¹.
    let lift = Int64(widening: count) &<< 19
    let half = Int64(widening: count / 2)
    let lifted = divide(UInt64(bitPattern: sum &* 16 &+ half &+ lift), by: divisor)
    let meanQ4 = Int32(truncatingIfNeeded: lifted) &- (1 &<< 19)
    let powerQ8 = Int64(bitPattern: divide(UInt64(bitPattern: squares) &* 256, by: divisor))
    let wideMean = Int64(widening: meanQ4)
    return AmplitudeGain(
      meanQ4: meanQ4, varianceQ8: powerQ8 &- wideMean &* wideMean,
      minimumDeviationQ4: minimumDeviationQ4)
  }
}
