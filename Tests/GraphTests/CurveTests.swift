import Graph
import Testing

@Suite struct CurveTests {
  /// To six decimals, as PyTorch has them.
  @Test(
    "values",
    arguments: [
      (Curve.sigmoid, [0.119203, 0.377541, 0.5, 0.880797]),
      (.tanh, [-0.964028, -0.462117, 0, 0.964028]),
      (.silu, [-0.238406, -0.18877, 0, 1.761594]),
      (.hardSwish, [-0.333333, -0.208333, 0, 1.666667]),
      (.gelu, [-0.0455, -0.154269, 0, 1.9545]),
    ]) func values(_ curve: Curve, _ expected: [Double])
  {
    for (x, y) in zip([-2, -0.5, 0, 2], expected) { #expect(abs(curve(x) - y) < 1e-6) }
  }

  @Test("slopes", arguments: Curve.allCases) func slopes(_ curve: Curve) {
    for x in stride(from: -6.05, to: 6, by: 0.1) {
      let difference = (curve(x + 1e-5) - curve(x - 1e-5)) / 2e-5
      #expect(abs(curve.slope(x) - difference) < 1e-8, "\(x)")
    }
  }

  /// The ends of a table are far away.
  @Test("far away", arguments: Curve.allCases) func farAway(_ curve: Curve) {
    for x in [-1e4, 1e4] { #expect(curve(x).isFinite && curve.slope(x).isFinite) }
  }
}
