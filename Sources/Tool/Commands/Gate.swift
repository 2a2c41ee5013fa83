import Basics
import Reports

/// Limits on what a model may take, from a command line or a budget file: one gate for both.
struct Gate: Equatable {
  struct Limit: Equatable {
    /// The most, of accuracy the least.
    var value: Double
    /// Where the limit comes from, as "in the baseline, and 2 % more"; empty where it is given.
    var origin = ""
  }

  var limits: [Quantity: Limit] = [:]

  /// One limit that is not kept.
  struct Breach: Encodable, Equatable, CustomStringConvertible {
    var quantity: Quantity
    var value: Double
    var limit: Double
    var origin: String
    /// What takes most of it.
    var heaviest: String

    var description: String {
      let by = abs(value - limit)
      let over = quantity == .accuracy ? "under" : "over"
      return "\(quantity.sentence(Self.text(value, quantity))), \(Self.text(by, quantity)) \(over) "
        + "the budget of \(Self.text(limit, quantity))\(origin)"
        + (heaviest.isEmpty ? "" : "; the heaviest are \(heaviest)")
    }

    private static func text(_ value: Double, _ quantity: Quantity) -> String {
      quantity == .accuracy ? Numerals.percent(value) : Int(value.rounded()).grouped
    }
  }

  /// What is not kept, in the order of the quantities.
  ///
  /// - Parameter figures: of every quantity that is limited.
  func breaches(
    _ figures: [Quantity: Double], heaviest: (Quantity) -> String
  ) -> [Breach] {
    Quantity.allCases.compactMap { quantity in
      guard let limit = limits[quantity], let value = figures[quantity] else { return nil }
      let isKept = quantity == .accuracy ? value >= limit.value : value <= limit.value
      return isKept
        ? nil
        : Breach(
          quantity: quantity, value: value, limit: limit.value, origin: limit.origin,
          heaviest: heaviest(quantity))
    }
  }
}
