/// Triangular filters, evenly spaced in mels, that gather the bands of a spectrum.
///
/// For B filters, B + 2 frequencies c₀ … c_(B+1) divide the range evenly in mels. Filter b rises
/// from 0 at c_b to its height at c_(b+1) and falls to 0 at c_(b+2); its weight for a band of the
/// spectrum is its value at the band's frequency, and its output the weighted sum. The height is
/// 1, or 2 / (c_(b+2) − c_b) for an area of 1, as librosa has it by default.
public struct MelFilters: Sendable {
  /// N, the samples of the frames whose spectra are filtered.
  public let frameSamples: Int
  private let filters: [Filter]

  private struct Filter {
    var firstBand: Int
    var weights: [Float]
  }

  /// - Parameters:
  ///   - count: B; positive.
  ///   - frequencies: c₀ and c_(B+1) in Hz; from 0 to half the rate where not given.
  ///   - vocalTract: a warp of all B + 2 frequencies, none by default.
  /// - Precondition: the frequencies lie in 0...rate / 2, and a warp's boundary below rate / 2.
  public init(
    count: Int, frameSamples: Int, rate: Int, frequencies: ClosedRange<Double>? = nil,
    scale: MelScale = .slaney, hasUnitArea: Bool = true, vocalTract: VocalTractLength? = nil
  ) {
    precondition(count > 0 && frameSamples > 0 && rate > 0)
    let nyquist = Double(rate) / 2
    let range = frequencies ?? 0...nyquist
    precondition((0...nyquist).contains(range.lowerBound) && range.upperBound <= nyquist)
    let (first, last) = (scale.mels(range.lowerBound), scale.mels(range.upperBound))
    let corners = (0..<count + 2).map { index in
      let mels = first + (last - first) * Double(index) / Double(count + 1)
      // The way to mels and back must not leave the range by a rounding.
      let corner = min(scale.frequency(mels), range.upperBound)
      return vocalTract?.warp(corner, nyquist: nyquist) ?? corner
    }
    self.frameSamples = frameSamples
    filters = (0..<count).map { index in
      let (low, peak, high) = (corners[index], corners[index + 1], corners[index + 2])
      let height = hasUnitArea ? 2 / (high - low) : 1
      let values = (0...frameSamples / 2).map { band in
        let frequency = Double(band) * Double(rate) / Double(frameSamples)
        let slope = min((frequency - low) / (peak - low), (high - frequency) / (high - peak))
        return Float(height * max(0, slope))
      }
      let start = values.firstIndex { $0 > 0 } ?? 0
      let end = values.lastIndex { $0 > 0 } ?? -1
      return Filter(firstBand: start, weights: Array(values[start..<end + 1]))
    }
  }

  /// B
  public var count: Int { filters.count }

  /// Each frame's filter outputs; sums are in double precision.
  ///
  /// - Precondition: the spectrogram has N / 2 + 1 bands.
  public func apply(to spectrogram: Spectrogram) -> Spectrogram {
    precondition(spectrogram.bands == frameSamples / 2 + 1)
    var values: [Float] = []
    values.reserveCapacity(spectrogram.frames * count)
    for frame in 0..<spectrogram.frames {
      for filter in filters {
        let start = frame * spectrogram.bands + filter.firstBand
        let bands = spectrogram.values[start..<start + filter.weights.count]
        let sum = zip(filter.weights, bands).reduce(0.0) {
          $0 + Double($1.0) * Double($1.1)
        }
        values.append(Float(sum))
      }
    }
    return Spectrogram(values: values, frames: spectrogram.frames, bands: count)
  }
}
