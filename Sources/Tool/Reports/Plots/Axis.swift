/// What one side of a plot measures.
public struct Axis: Equatable, Sendable {
  public enum Scale: Equatable, Sendable {
    case linear
    /// Powers at equal distances. Values that are not positive have no place and are not drawn.
    case logarithmic
    /// Frequencies in hertz as the ear spaces them: 2595 log10(1 + f / 700).
    case mel
  }

  public enum Unit: Equatable, Sendable {
    case number
    /// Shares of 0 to 1, written as percentages.
    case percent
    /// Bytes, written in binary units.
    case bytes

    /// The number whose powers are round.
    var base: Double { self == .bytes ? 2 : 10 }
  }

  public let label: String
  public let scale: Scale
  public let unit: Unit
  /// What the axis shows; nil for what the data need. It is widened to hold all data.
  public let range: ClosedRange<Double>?

  public init(
    _ label: String, scale: Scale = .linear, unit: Unit = .number, range: ClosedRange<Double>? = nil
  ) {
    self.label = label
    self.scale = scale
    self.unit = unit
    self.range = range
  }

  /// Whether a value has a place on the axis. Beyond ±10¹⁰⁰ there is none, and on a logarithmic
  /// axis below 10⁻¹⁰⁰, so that no distance between values overflows.
  func holds(_ value: Double) -> Bool {
    guard abs(value) <= 1e100 else { return false }
    switch scale {
    case .linear: return true
    case .logarithmic: return value >= 1e-100
    case .mel: return value >= 0
    }
  }
}
