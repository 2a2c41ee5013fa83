import Basics

/// Limits on what a model may take, from a command line or a budget file: one gate for both.
public struct Gate: Equatable, Sendable {
  public struct Limit: Equatable, Sendable {
    /// The most, of accuracy the least.
    public var value: Double
    /// Where the limit comes from, as "in the baseline, and 2 % more"; empty where it is given.
    public var origin: String
    /// Tells the only clips that an accuracy is compared on, as `TestClips.fingerprint` does; nil for
    /// any.
    public var clips: String?

    public init(value: Double, origin: String = "", clips: String? = nil) {
      self.value = value
      self.origin = origin
      self.clips = clips
    }
  }

  public var limits: [Quantity: Limit]

  public init(limits: [Quantity: Limit] = [:]) {
    self.limits = limits
  }

  /// One limit that is not kept.
  public struct Breach: Encodable, Equatable, Sendable, CustomStringConvertible {
    public var quantity: Quantity
    public var value: Double
    public var limit: Double
    public var origin: String
    /// What takes most of it; of dropped clips, their names.
    public var heaviest: String

    public var description: String {
      let by = abs(value - limit)
      let over = quantity == .accuracy ? "under" : "over"
      return "\(quantity.sentence(Self.text(value, quantity))), \(Self.text(by, quantity)) \(over) "
        + "the budget of \(Self.text(limit, quantity))\(origin)"
        + (heaviest.isEmpty ? "" : quantity == .dropped ? ": " : "; the heaviest are ") + heaviest
    }

    private static func text(_ value: Double, _ quantity: Quantity) -> String {
      switch quantity {
      case .accuracy: Numerals.percent(value)
      case .load: "\(Numerals.fixed(value, decimals: 1)) %"
      default: Int(value.rounded()).grouped
      }
    }
  }

  /// What is not kept, in the order of the quantities.
  ///
  /// - Parameters:
  ///   - figures: of every quantity that is limited; throws for one that is missing.
  ///   - heaviest: what takes most of a quantity, in words; empty where that is not known.
  public func breaches(
    _ figures: [Quantity: Double], heaviest: (Quantity) -> String
  ) throws(BudgetError) -> [Breach] {
    var breaches: [Breach] = []
    for quantity in Quantity.allCases {
      guard let limit = limits[quantity] else { continue }
      guard let value = figures[quantity] else { throw .noFigure(quantity) }
      guard quantity == .accuracy ? value < limit.value : value > limit.value else { continue }
      breaches.append(
        Breach(
          quantity: quantity, value: value, limit: limit.value, origin: limit.origin,
          heaviest: heaviest(quantity)))
    }
    return breaches
  }
}
