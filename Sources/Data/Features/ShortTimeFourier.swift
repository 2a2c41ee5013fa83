/// The short-time Fourier transform of a clip: N samples, weighted by a window, every `hop`
/// samples.
///
///     X[f, k] = Σ w[n] · x[f · hop + n] · e^(−2πikn / N),  k in 0...N/2
///
/// Centred, frame f is centred on sample f · hop: ⌊N/2⌋ zeros precede and follow the clip, and n
/// samples give 1 + n / hop frames (for even N). Otherwise only frames count that lie in the clip
/// as a whole, 1 + (n − N) / hop of them; what remains at the end is left out. An empty clip has no
/// frames.
///
/// The same samples give the same bits on the same machine, on whatever thread.
public struct ShortTimeFourier: Sendable {
  public let frameSamples: Int
  public let hopSamples: Int
  public let isCentred: Bool
  private let weights: [Float]
  private let plan: FourierPlan

  /// - Parameters:
  ///   - frameSamples: N; any positive number, fastest with factors 2, 3, 5 and 7 only.
  ///   - hopSamples: from one frame to the next; positive.
  public init(
    frameSamples: Int, hopSamples: Int, window: FourierWindow = .hann, isCentred: Bool
  ) {
    precondition(frameSamples > 0 && hopSamples > 0)
    self.frameSamples = frameSamples
    self.hopSamples = hopSamples
    self.isCentred = isCentred
    weights = window.weights(frameSamples)
    plan = FourierPlan(size: frameSamples)
  }

  /// N / 2 + 1: band k lies at k · rate / N.
  public var bands: Int { frameSamples / 2 + 1 }

  /// How many frames a clip gives.
  public func frames(samples count: Int) -> Int {
    let padded = count + 2 * padding
    return count > 0 && padded >= frameSamples ? 1 + (padded - frameSamples) / hopSamples : 0
  }

  public func transform(_ samples: [Float]) -> ComplexSpectrogram {
    transform(samples, starts: starts(samples: samples.count))
  }

  /// The frames that start at the given samples; beyond its ends the clip counts as zero.
  func transform(_ samples: [Float], starts: [Int]) -> ComplexSpectrogram {
    var (real, imaginary): ([Float], [Float]) = ([], [])
    forEachSpectrum(of: samples, starts: starts) { spectrum in
      real.append(contentsOf: spectrum.lazy.map(\.0))
      imaginary.append(contentsOf: spectrum.lazy.map(\.1))
    }
    return ComplexSpectrogram(
      real: real, imaginary: imaginary, frames: starts.count, bands: bands)
  }

  /// |X|²
  public func power(of samples: [Float]) -> Spectrogram {
    let starts = starts(samples: samples.count)
    var values: [Float] = []
    values.reserveCapacity(starts.count * bands)
    forEachSpectrum(of: samples, starts: starts) { spectrum in
      for value in spectrum { values.append(value.0 * value.0 + value.1 * value.1) }
    }
    return Spectrogram(values: values, frames: starts.count, bands: bands)
  }

  /// The clip of `count` samples whose transform is nearest to the spectrogram: frames are
  /// weighted again, overlapped, added, and divided by the sum of the squared weights.
  ///
  /// The inverse of ``transform(_:)`` up to rounding, 10⁻⁶ of full scale for hops up to N / 4,
  /// wherever that sum is at least 10⁻⁴; elsewhere, as at the ends of a clip that was not
  /// centred, or after the last frame, the result is zero.
  ///
  /// - Precondition: the spectrogram has ``bands`` bands, and the count is not negative.
  public func inverse(_ spectrogram: ComplexSpectrogram, samples count: Int) -> [Float] {
    precondition(spectrogram.bands == bands && count >= 0)
    let buffers = FourierBuffers(size: frameSamples)
    let length = max(count + 2 * padding, spectrogram.frames * hopSamples + frameSamples)
    var sums = [Float](repeating: 0, count: length)
    var squares = [Float](repeating: 0, count: length)
    for frame in 0..<spectrogram.frames {
      for band in 0..<bands {
        let index = frame * bands + band
        buffers.spectrum[band] = (spectrogram.real[index], spectrogram.imaginary[index])
      }
      plan.invert(buffers)
      for n in 0..<frameSamples {
        sums[frame * hopSamples + n] += weights[n] * buffers.samples[n]
        squares[frame * hopSamples + n] += weights[n] * weights[n]
      }
    }
    let scale = Float(frameSamples)
    return (padding..<padding + count).map { index in
      squares[index] < 1e-4 ? 0 : sums[index] / (squares[index] * scale)
    }
  }

  /// Zeros in front of the clip.
  private var padding: Int { isCentred ? frameSamples / 2 : 0 }

  private func starts(samples count: Int) -> [Int] {
    (0..<frames(samples: count)).map { $0 * hopSamples - padding }
  }

  private func forEachSpectrum(
    of samples: [Float], starts: [Int], _ body: (UnsafeBufferPointer<(Float, Float)>) -> Void
  ) {
    let buffers = FourierBuffers(size: frameSamples)
    for start in starts {
      for n in 0..<frameSamples {
        let inside = samples.indices.contains(start + n)
        buffers.samples[n] = inside ? weights[n] * samples[start + n] : 0
      }
      plan.transform(buffers)
      body(UnsafeBufferPointer(start: buffers.spectrum, count: bands))
    }
  }
}
