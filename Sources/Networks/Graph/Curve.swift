import Foundation

/// A smooth function of one value; a device looks it up in a table of 256.
public enum Curve: String, CaseIterable, Sendable {
  case sigmoid
  case tanh
  case silu
  case hardSwish = "hard_swish"
  case gelu

  public func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .sigmoid: 1 / (1 + exp(-x))
    case .tanh: Foundation.tanh(x)
    case .silu: x / (1 + exp(-x))
    case .hardSwish: x * min(max(x + 3, 0), 6) / 6
    case .gelu: x * normalShare(below: x)
    }
  }

  /// The derivative; at a corner, that of the side of the smaller values.
  public func slope(_ x: Double) -> Double {
    switch self {
    case .sigmoid:
      let y = self(x)
      return y * (1 - y)
    case .tanh:
      let y = self(x)
      return 1 - y * y
    case .silu:
      let share = Curve.sigmoid(x)
      return share * (1 + x * (1 - share))
    case .hardSwish: return x <= -3 ? 0 : x > 3 ? 1 : (2 * x + 3) / 6
    case .gelu: return normalShare(below: x) + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
    }
  }

  var documentation: String {
    switch self {
    case .sigmoid: "`1 / (1 + exp(−x))`"
    case .tanh: "The hyperbolic tangent."
    case .silu: "`x / (1 + exp(−x))`, also called swish."
    case .hardSwish: "`x · min(max(x + 3, 0), 6) / 6`"
    case .gelu: "`x · Φ(x)`, where Φ is the normal distribution."
    }
  }

  private func normalShare(below x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }
}
