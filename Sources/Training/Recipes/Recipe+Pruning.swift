import Foundation
import Basics
public import Training

extension Recipe {
  /// How a lottery ticket is drawn: train, keep the largest weights, set them back to what they were
  /// at an early step, train again under the mask; once or in rounds.
  public struct Pruning: Equatable, Sendable {
    /// The share of the weights that stays after the last round; those of protected layers are not
    /// counted.
    public var keep: Double
    /// Each keeps the same share of what the one before it left.
    public var rounds: Int
    public var scope: WeightMask.Scope
    /// The step whose weights the survivors go back to; 0 for those that training began with.
    public var rewind: Int
    /// Names of layers that keep all weights, in which * stands for any characters.
    public var protected: [String]
    /// Whether the last mask is also trained from the weights that it was taken from.
    public var control: Bool

    /// With everything else as the defaults have it.
    public init(keep: Double) {
      self.keep = keep
      rounds = 1
      scope = .network
      rewind = 0
      protected = []
      control = false
    }

    /// The share that stays after a round, counted from 1.
    package func share(afterRound round: Int) -> Double {
      pow(keep, Double(round) / Double(rounds))
    }

    package func protects(_ layer: String) -> Bool { protected.contains { layer.matches($0) } }
  }
}

extension Recipe.Pruning {
  init(_ fields: JSONFields) throws(JSONError) {
    try fields.allow(["keep", "rounds", "scope", "rewind", "protected", "control"])
    self.init(keep: try fields.number("keep", in: .above(0).below(1)))
    rounds = try fields.integer("rounds", in: 1...100, default: 1)
    scope = try fields.choice("scope", default: .network)
    rewind = try fields.integer("rewind", in: 0...Int(Int32.max), default: 0)
    protected = fields.isGiven("protected") ? try fields.strings("protected") : []
    control = try fields.bool("control", default: false)
  }

  var tree: JSONTree {
    .object([
      ("keep", .number(keep)), ("rounds", .integer(rounds)), ("scope", .string(scope.rawValue)),
      ("rewind", .integer(rewind)), ("protected", .strings(protected)), ("control", .bool(control)),
    ])
  }
}
