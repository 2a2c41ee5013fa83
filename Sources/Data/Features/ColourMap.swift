/// Colours for levels, as the perceptually even map known as viridis has them: dark violet, blue,
/// green, bright yellow.
///
/// Each primary is a polynomial of degree 6 fitted to the map, at most 0.01 away from it. Only
/// products and sums: the same bits everywhere.
enum ColourMap {
  /// Red, green and blue in [0, 1] of a level, which is cut to [0, 1].
  static func colour(_ level: Float) -> SIMD3<Float> {
    let x = max(0, min(1, level))
    var sum = SIMD3<Float>.zero
    for coefficient in coefficients.reversed() { sum = sum * x + coefficient }
    return sum.clamped(lowerBound: .zero, upperBound: .one)
  }

  /// Of x⁰ to x⁶.
  private static let coefficients: [SIMD3<Float>] = [
    SIMD3(0.2769, 0.0038, 0.3377),
    SIMD3(-0.1373, 1.4892, 0.9541),
    SIMD3(2.0833, -0.7284, 5.1222),
    SIMD3(-13.1669, -2.02, -40.5253),
    SIMD3(20.1435, 7.3025, 97.2888),
    SIMD3(-5.8869, -7.8991, -101.2807),
    SIMD3(-2.3293, 2.7568, 38.2388),
  ]
}
