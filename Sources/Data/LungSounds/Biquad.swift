import Foundation

/// A filter of second order in transposed direct form II, with the coefficients of
/// Bristow-Johnson's cookbook.
struct Biquad {
  private let b0, b1, b2, a1, a2: Double
  private var first = 0.0
  private var second = 0.0

  /// Which part of the spectrum stays.
  enum Shape {
    case lowPass, highPass
    /// 0 dB at the centre.
    case bandPass
    /// Everything, the centre raised by this many dB.
    case peak(Double)
  }

  /// - Parameters:
  ///   - frequency: corner or centre in Hz; taken down to 0.45 of the rate, so that a sensor sounds
  ///     nearly alike at every rate.
  ///   - quality: the centre over the bandwidth; 0.707 gives a flat pass band.
  init(_ shape: Shape, frequency: Double, quality: Double = 0.707, rate: Double) {
    let angle = 2 * Double.pi * min(frequency / rate, 0.45)
    let cosine = cos(angle)
    let alpha = sin(angle) / (2 * quality)
    var (up, down) = (alpha, alpha)
    let numerator: (Double, Double, Double)
    switch shape {
    case .lowPass: numerator = ((1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2)
    case .highPass: numerator = ((1 + cosine) / 2, -1 - cosine, (1 + cosine) / 2)
    case .bandPass: numerator = (alpha, 0, -alpha)
    case .peak(let decibels):
      let root = amplitude(decibels: decibels / 2)
      (up, down) = (alpha * root, alpha / root)
      numerator = (1 + up, -2 * cosine, 1 - up)
    }
    let scale = 1 / (1 + down)
    b0 = numerator.0 * scale
    b1 = numerator.1 * scale
    b2 = numerator.2 * scale
    a1 = -2 * cosine * scale
    a2 = (1 - down) * scale
  }

  mutating func next(_ input: Double) -> Double {
    let output = b0 * input + first
    first = b1 * input - a1 * output + second
    second = b2 * input - a2 * output
    return output
  }
}
