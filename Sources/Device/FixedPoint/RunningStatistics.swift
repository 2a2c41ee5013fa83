/// A causal estimate of mean and variance for endless audio, in constant memory.
///
/// Samples are gathered in blocks of ``blockSamples``; at the end of each, mean and power move
/// 2^−``memoryShift`` of the way to the block's: a memory of 64 blocks, one second at 16 kHz.
public struct RunningStatistics: Equatable, Sendable {
  /// The estimated mean, 2¹⁶ to a sample step; at most 2³¹ in magnitude.
  public var meanQ16: Int64
  /// The estimated mean square, 2⁸ to a squared sample step; at most 2³⁸, or as it started.
  public var powerQ8: Int64
  /// Σx of the block so far; at most 2²³ in magnitude.
  public var blockSum: Int32
  /// Σx² of the block so far; at most 2³⁸.
  public var blockSquares: Int64
  /// How many samples the block holds, below ``blockSamples``.
  public var blockCount: Int32

  @inlinable
  public static var blockSamples: Int32 { 256 }
  /// log₂ of the blocks that an estimate remembers.
  @inlinable
  public static var memoryShift: Int64 { 6 }

  /// Mean 0, power deviationQ4² (exact below deviationQ4 = 2³¹, beyond it wraps), an empty block.
  ///
  /// | deviationQ4 | powerQ8 |
  /// |------------:|--------:|
  /// | 0           | 0       |
  /// | 16          | 256     |
  /// | 2¹⁹         | 2³⁸     |
  public init(deviationQ4: UInt32) {
    let deviation = UInt64(widening: deviationQ4)
    self.init(
      meanQ16: 0, powerQ8: Int64(bitPattern: deviation &* deviation), blockSum: 0,
      blockSquares: 0, blockCount: 0)
  }

  public init(
    meanQ16: Int64, powerQ8: Int64, blockSum: Int32, blockSquares: Int64, blockCount: Int32
  ) {
    self.meanQ16 = meanQ16
    self.powerQ8 = powerQ8
    self.blockSum = blockSum
    self.blockSquares = blockSquares
    self.blockCount = blockCount
  }

  /// Adds a sample; true when it ended a block, so that the estimate moved.
  ///
  /// At a block's end: meanQ16 += floor((256 · blockSum − meanQ16) / 64) and
  /// powerQ8 += floor((blockSquares − powerQ8) / 64), and the block is emptied. A block of 256 has
  /// Σx = mean · 2⁸ and Σx² = power · 2⁸, which is why only the mean needs a factor.
  ///
  /// | meanQ16 | powerQ8 | block of 256 samples | meanQ16 after | powerQ8 after |
  /// |--------:|--------:|----------------------|--------------:|--------------:|
  /// | 0       | 0       | all 64               | 65536         | 16384         |
  /// | 0       | 256     | all 0                | 0             | 252           |
  /// | 0       | 0       | one −1, rest 0       | −4            | 0             |
  /// | 1       | 1       | all 0                | 0             | 0             |
  /// | 0       | 0       | all −32768           | −2²⁵          | 2³²           |
  @inlinable @inline(__always)
  public mutating func add(_ x: Int16) -> Bool {
    count(Int32(x))
    blockCount = blockCount &+ 1
    guard blockCount >= Self.blockSamples else { return false }
    endBlock()
    return true
  }

  /// Adds samples of one block, no more than it lacks; true when they ended it.
  public mutating func add(_ samples: Span<Int16>) -> Bool {
    for index in samples.indices { count(Int32(samples[index])) }
    blockCount = blockCount &+ Int32(truncatingIfNeeded: samples.count)
    guard blockCount >= Self.blockSamples else { return false }
    endBlock()
    return true
  }

  @inlinable @inline(__always)
  mutating func count(_ sample: Int32) {
    blockSum = blockSum &+ sample
    blockSquares = blockSquares &+ Int64(widening: sample &* sample)
  }

  @usableFromInline
  mutating func endBlock() {
    let blockMeanQ16 = Int64(widening: blockSum) &* 256
    meanQ16 = meanQ16 &+ (blockMeanQ16 &- meanQ16) &>> Self.memoryShift
    powerQ8 = powerQ8 &+ (blockSquares &- powerQ8) &>> Self.memoryShift
    blockSum = 0
    blockSquares = 0
    blockCount = 0
  }

  /// The gain of the current estimate; the unfinished block has no part in it.
  ///
  /// meanQ4 = floor((meanQ16 + 2¹¹) / 2¹²), rounded half up, and varianceQ8 = powerQ8 − meanQ4².
  /// Exact for all states that ``add(_:)`` reaches; no trap for any.
  ///
  /// | meanQ16 | powerQ8 | meanQ4 | varianceQ8 | gain (least deviation 0) |
  /// |--------:|--------:|-------:|-----------:|-------------------------:|
  /// | 0       | 2²⁸     | 0      | 2²⁸        | 4096                     |
  /// | 2047    | 9       | 0      | 9          | 22369621                 |
  /// | 2048    | 10      | 1      | 9          | 22369621                 |
  /// | −2048   | 9       | 0      | 9          | 22369621                 |
  /// | −2049   | 10      | −1     | 9          | 22369621                 |
  /// | 65536   | 100     | 16     | −156       | 2²⁶                      |
  public func gain(minimumDeviationQ4: UInt32) -> AmplitudeGain {
    let meanQ4 = Int32(truncatingIfNeeded: (meanQ16 &+ 2048) &>> 12)
    let wideMean = Int64(widening: meanQ4)
    return AmplitudeGain(
      meanQ4: meanQ4, varianceQ8: powerQ8 &- wideMean &* wideMean,
      minimumDeviationQ4: minimumDeviationQ4)
  }
}
