import Foundation

/// Sines as test signals, and what a sine became, in double precision.
struct Tone {
  var frequency: Double
  var rate: Int
  var amplitude = 0.5
  var phase = 0.3

  func samples(_ count: Int) -> [Float] {
    (0..<count).map { Float(amplitude * sin(angle($0) + phase)) }
  }

  private func angle(_ index: Int) -> Double {
    2 * .pi * (frequency * Double(index) / Double(rate)).truncatingRemainder(dividingBy: 1)
  }

  /// How `samples`, from the given index on, relate to the tone: the gain in dB of the best fit
  /// of its sine and cosine, how far it moved in radians, and the root mean square of the rest in
  /// dB relative to the tone's.
  func fit(_ samples: ArraySlice<Float>) -> (gain: Double, shift: Double, rest: Double) {
    let signal = samples.indices.map { (angle($0), Double(samples[$0])) }
    var (ss, sc, cc, sx, cx) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (angle, x) in signal {
      let (s, c) = (sin(angle), cos(angle))
      (ss, sc, cc) = (ss + s * s, sc + s * c, cc + c * c)
      (sx, cx) = (sx + s * x, cx + c * x)
    }
    let determinant = ss * cc - sc * sc
    let a = (sx * cc - cx * sc) / determinant
    let b = (cx * ss - sx * sc) / determinant
    let rest = signal.reduce(0.0) { sum, point in
      let error = point.1 - a * sin(point.0) - b * cos(point.0)
      return sum + error * error
    }
    return (
      decibels(hypot(a, b) / amplitude), remainder(atan2(b, a) - phase, 2 * .pi),
      decibels((rest / Double(signal.count)).squareRoot() / (amplitude * 0.5.squareRoot()))
    )
  }
}

func decibels(_ amplitudeRatio: Double) -> Double {
  20 * log10(amplitudeRatio)
}

func rootMeanSquare(_ values: some Collection<Float>) -> Double {
  (values.reduce(0) { $0 + Double($1) * Double($1) } / Double(values.count)).squareRoot()
}
