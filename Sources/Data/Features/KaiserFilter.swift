import Foundation

/// The low-pass prototype of ``Resampler``: a sinc under a Kaiser window, in continuous time.
///
/// Time is counted in samples of the lower of the two rates, so that one design serves all ratios:
///
///     h(t) = 2c · sin(2πct) / (2πct) · I₀(β √(1 − (t/T)²)) / I₀(β),  |t| < T
///
/// with the cutoff c = 0.475, in the middle between the pass band, which ends at 0.45 (0.9 × the
/// lower Nyquist frequency), and the stop band, which begins at 0.5.
enum KaiserFilter {
  /// T, half the length. By Kaiser's formula A = 7.95 + 2.285 · 2T · 0.1π, this is 102.7 dB.
  static let halfLength = 66.0

  /// h(t); even, and zero from ±``halfLength`` on.
  static func value(at t: Double) -> Double {
    let position = t / halfLength
    guard abs(position) < 1 else { return 0 }
    let angle = 2 * Double.pi * cutoff * t
    let sinc = angle == 0 ? 1 : sin(angle) / angle
    return 2 * cutoff * sinc * bessel(beta * (1 - position * position).squareRoot()) / bessel(beta)
  }

  private static let cutoff = 0.475

  /// 0.1102 (A − 8.7) for A = 102 dB.
  private static let beta = 10.28

  /// I₀(x) = Σ ((x/2)ᵏ / k!)², all terms positive, to the last bit that counts.
  private static func bessel(_ x: Double) -> Double {
    let quarter = x * x / 4
    var (sum, term, k) = (1.0, 1.0, 1.0)
    while term > sum * 0x1p-54 {
      term *= quarter / (k * k)
      sum += term
      k += 1
    }
    return sum
  }
}
