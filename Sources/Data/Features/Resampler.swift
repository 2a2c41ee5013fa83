import Synchronization

/// Changes the sample rate of a whole clip: a band-limited polyphase filter for any rational ratio.
///
/// With `f` = half the lower of the two rates:
///
/// | band | gain |
/// |---|---|
/// | 0 to 0.9 f | 0 dB ± 0.0001 dB |
/// | 0.9 f to f | falls; −6 dB at 0.95 f |
/// | from f on, images and aliases included | −100 dB or less |
///
/// Output sample `j` stands for the time j / outputRate: the delay of the filter is compensated.
/// A clip of n samples gives ⌈n · outputRate / inputRate⌉. Beyond its ends a clip counts as zero,
/// which shows in the outermost 66 samples of the lower rate. A constant stays itself in between.
/// The same samples give the same bits, however often and on whatever thread.
///
/// Cost: about 132 multiplications an output sample, times inputRate / outputRate when that is above 1.
/// The filter takes outputRate / (greatest common divisor) rows of as many coefficients: 0.2 MB
/// from 44,100 to 16,000 Hz, 24 MB from 44,101 Hz. It is made once for each ratio and kept while all
/// filters together take no more than 128 MiB.
public struct Resampler: Sendable {
  /// How many times as long a clip may become.
  public static let mostGrowth = 20
  /// The largest term of a reduced ratio of rates: its filter takes 35 MB.
  public static let largestTerm = 1 << 16

  /// Whether the filter and the result have a reasonable size, for positive rates.
  public static func canConvert(from inputRate: Int, to outputRate: Int) -> Bool {
    let divisor = greatestCommonDivisor(inputRate, outputRate)
    return max(inputRate, outputRate) / divisor <= largestTerm
      && (outputRate - 1) / mostGrowth < inputRate
  }

  /// nil where both rates are the same.
  private let bank: PolyphaseBank?

  /// - Precondition: both rates, in samples per second, are positive, and `canConvert` is true.
  public init(from inputRate: Int, to outputRate: Int) {
    precondition(inputRate > 0 && outputRate > 0)
    precondition(Self.canConvert(from: inputRate, to: outputRate))
    guard inputRate != outputRate else {
      bank = nil
      return
    }
    bank = Self.banks.withLock { banks in
      let divisor = greatestCommonDivisor(inputRate, outputRate)
      let ratio = SIMD2(outputRate / divisor, inputRate / divisor)
      if let bank = banks[ratio] { return bank }
      let bank = PolyphaseBank(up: ratio.x, down: ratio.y)
      if banks.values.reduce(bank.bytes, { $0 + $1.bytes }) > 128 << 20 { banks.removeAll() }
      banks[ratio] = bank
      return bank
    }
  }

  /// The clip at the output rate. Equal rates return it as it is.
  public func resample(_ samples: [Float]) -> [Float] {
    bank?.apply(to: samples) ?? samples
  }

  /// By the ratio up / down.
  private static let banks = Mutex<[SIMD2<Int>: PolyphaseBank]>([:])
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  b == 0 ? a : greatestCommonDivisor(b, a % b)
}
