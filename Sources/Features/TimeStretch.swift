/// Changes the duration of a clip and keeps its pitch: a phase vocoder.
///
/// The output's frames lie at the same distance as the input's, but are taken at every 1 / factor
/// of a frame: magnitudes are interpolated between two frames, and each band's phase moves on as
/// far as it did between them. As both hops are the same, that is the rotation u₁ / u₀ of the two
/// frames' phasors; no angle need be unwrapped, and the result depends on additions, products and
/// square roots alone.
public struct TimeStretch: Sendable {
  /// Output duration / input duration.
  public let factor: Double
  private let fourier: ShortTimeFourier

  /// - Parameters:
  ///   - factor: above 1 for a longer clip; positive.
  ///   - frameSamples: long ones keep tones clean, short ones clicks sharp; a positive multiple of
  ///     4. Frames overlap by three quarters.
  public init(factor: Double, frameSamples: Int = 1_024) {
    precondition(factor > 0 && factor.isFinite && frameSamples > 0 && frameSamples % 4 == 0)
    self.factor = factor
    fourier = ShortTimeFourier(
      frameSamples: frameSamples, hopSamples: frameSamples / 4, isCentred: true)
  }

  /// The stretched clip, of n · factor samples, rounded to the nearest; itself for a factor of 1.
  public func stretch(_ samples: [Float]) -> [Float] {
    guard factor != 1, !samples.isEmpty else { return samples }
    let count = Int((Double(samples.count) * factor).rounded())
    let input = fourier.transform(samples)
    let bands = input.bands
    let frames = fourier.frames(samples: count)
    var output = ComplexSpectrogram(
      real: [Float](repeating: 0, count: frames * bands),
      imaginary: [Float](repeating: 0, count: frames * bands), frames: frames, bands: bands)
    var phasors = (0..<bands).map { input.polar(0, $0).phasor }
    for frame in 0..<frames {
      let time = Double(frame) / factor
      let before = Int(time)
      let fraction = Float(time - Double(before))
      for band in 0..<bands {
        let first = input.polar(before, band)
        let second = input.polar(before + 1, band)
        let magnitude = first.magnitude + fraction * (second.magnitude - first.magnitude)
        output.real[frame * bands + band] = magnitude * phasors[band].real
        output.imaginary[frame * bands + band] = magnitude * phasors[band].imaginary
        phasors[band] = phasors[band].rotated(from: first.phasor, to: second.phasor)
      }
    }
    return fourier.inverse(output, samples: count)
  }
}

/// A complex number on the unit circle.
private struct Phasor {
  var real: Float
  var imaginary: Float

  /// self · end / start, with its length brought back to 1.
  func rotated(from start: Phasor, to end: Phasor) -> Phasor {
    let turn = Phasor(
      real: end.real * start.real + end.imaginary * start.imaginary,
      imaginary: end.imaginary * start.real - end.real * start.imaginary)
    let real = real * turn.real - imaginary * turn.imaginary
    let imaginary = self.real * turn.imaginary + self.imaginary * turn.real
    let length = (real * real + imaginary * imaginary).squareRoot()
    return Phasor(real: real / length, imaginary: imaginary / length)
  }
}

extension ComplexSpectrogram {
  /// A value as length and direction; zero points along the real axis, and beyond the last frame
  /// all is zero.
  fileprivate func polar(_ frame: Int, _ band: Int) -> (magnitude: Float, phasor: Phasor) {
    let index = frame * bands + band
    guard frame < frames else { return (0, Phasor(real: 1, imaginary: 0)) }
    let (x, y) = (real[index], imaginary[index])
    let magnitude = (x * x + y * y).squareRoot()
    // Squares of what lies below 10⁻¹⁵ may vanish; nobody hears its phase.
    guard magnitude > 1e-15 else { return (0, Phasor(real: 1, imaginary: 0)) }
    return (magnitude, Phasor(real: x / magnitude, imaginary: y / magnitude))
  }
}
