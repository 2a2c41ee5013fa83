/// The map of int16 audio to standard deviations: subtract a mean, multiply by a gain.
///
/// Sixteen bits of output at scale 2⁻¹⁰ standard deviations reach ±32 of them.
public struct AmplitudeGain: Equatable, Sendable {
  /// The mean in sixteenths of a sample step; |meanQ4| ≤ 2¹⁹, as every mean of int16 is.
  public var meanQ4: Int32
  /// 2²⁶ over the standard deviation in sixteenths of a sample step; at most 2²⁶.
  public var gain: UInt32

  public init(meanQ4: Int32, gain: UInt32) {
    self.meanQ4 = meanQ4
    self.gain = gain
  }

  /// The map that gives a signal of this mean and variance the mean 0 and the deviation 1024.
  ///
  /// deviationQ4 = max(minimumDeviationQ4, 1, floor(√max(varianceQ8, 0))), and
  /// gain = floor((2²⁶ + deviationQ4 / 2) / deviationQ4), which is rounded half up. The least
  /// deviation keeps silence from being amplified. Exact for every argument.
  ///
  /// | varianceQ8 | minimumDeviationQ4 | deviationQ4 | gain     |
  /// |-----------:|-------------------:|------------:|---------:|
  /// | 2²⁸        | 16                 | 2¹⁴         | 4096     |
  /// | 9          | 0                  | 3           | 22369621 |
  /// | 255        | 16                 | 16          | 2²²      |
  /// | 0          | 0                  | 1           | 2²⁶      |
  /// | −5         | 0                  | 1           | 2²⁶      |
  /// | 0          | 2²⁷                | 2²⁷         | 1        |
  /// | 0          | 2³²−1              | 2³²−1       | 0        |
  public init(meanQ4: Int32, varianceQ8: Int64, minimumDeviationQ4: UInt32) {
    let measured = squareRoot(UInt64(bitPattern: max(varianceQ8, 0)))
    let deviationQ4 = max(max(minimumDeviationQ4, 1), measured)
    // 2²⁶ + 2³¹ fits in 32 bits.
    self.init(meanQ4: meanQ4, gain: ((1 << 26) &+ deviationQ4 / 2) / deviationQ4)
  }

  /// saturateInt16(floor(((16 · x − meanQ4) · gain + 2¹⁵) / 2¹⁶)), rounded half up.
  ///
  /// Exact for |meanQ4| ≤ 2¹⁹ and gain ≤ 2²⁶; beyond, unspecified but no trap.
  ///
  /// | x      | meanQ4 | gain | result | reason                |
  /// |-------:|-------:|-----:|-------:|-----------------------|
  /// | 1024   | 0      | 4096 | 1024   | one deviation of 1024 |
  /// | 1000   | 16000  | 4096 | 0      | the mean              |
  /// | 0      | 8      | 4096 | 0      | −½ is rounded up      |
  /// | 1      | 8      | 4096 | 1      | ½ is rounded up       |
  /// | 32767  | −2¹⁹   | 2²⁶  | 32767  | saturates             |
  /// | −32768 | 2¹⁹    | 2²⁶  | −32768 | saturates             |
  @inlinable @inline(__always)
  public func standardise(_ x: Int16) -> Int16 {
    // |16x − meanQ4| ≤ 2²⁰, so the product is at most 2⁴⁶ and its bits 16 to 47 hold the value.
    let centred = (Int32(x) &* 16) &- meanQ4
    let product = centred.multipliedFullWidth(by: Int32(bitPattern: gain))
    let (low, carry) = product.low.addingReportingOverflow(1 << 15)
    let high = UInt32(bitPattern: product.high) &+ (carry ? 1 : 0)
    return saturateInt16(Int32(bitPattern: high &<< 16 | low &>> 16))
  }
}
