public import Audio

extension Recording {
  /// The samples as fractions of full scale, sample / 32,768 in [−1, 1), at another rate; exact
  /// at the recording's own. A resampled peak may exceed the range: nothing is cut off.
  ///
  /// - Precondition: both rates are positive, and `Resampler` can convert them.
  public func samples(at newRate: Int) -> [Float] {
    Resampler(from: rate, to: newRate).resample(samples.map { Float($0) / 32_768 })
  }

  /// The recording at another rate, rounded back to 16 bits; itself at its own.
  ///
  /// - Parameter path: the recording's, for errors.
  /// - Precondition: both rates are positive.
  public func resampled(to newRate: Int, path: String) throws(AudioError) -> Recording {
    guard Resampler.canConvert(from: rate, to: newRate) else {
      throw .conversion(path: path, rate: rate, to: newRate)
    }
    return Recording(
      samples: samples(at: newRate).map { Int16(fraction: $0) }, rate: newRate, channels: channels)
  }
}

extension Int16 {
  /// A fraction of full scale as a 16-bit sample: ⌊x · 32,768 + ½⌋, saturated.
  ///
  /// | x · 32,768 | sample |
  /// |---:|---:|
  /// | −0.5 | 0 |
  /// | 0.49 | 0 |
  /// | 0.5 | 1 |
  /// | −1.5 | −1 |
  /// | 32,767.5 and more | 32,767 |
  /// | below −32,768 | −32,768 |
  ///
  /// - Precondition: the fraction is a number.
  public init(fraction: Float) {
    // Exact: the product, a power of two, and the sum, whose 24 bits and ½ fit a Double.
    let rounded = (Double(fraction) * 32_768 + 0.5).rounded(.down)
    self = Int16(Swift.min(Swift.max(rounded, -32_768), 32_767))
  }
}
