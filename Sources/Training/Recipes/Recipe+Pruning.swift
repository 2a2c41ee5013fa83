import Foundation
import Basics
public import Training

extension Recipe {
  /// How a lottery ticket is drawn: train, keep the largest weights, set them back to what they were
  /// at an early step, train again under the mask; once or in rounds.
  public struct Pruning: Equatable, Sendable {
    public var keep = 0.0
    public var rounds = 1
    public var scope = WeightMask.Scope.network
    public var rewind = 0
    public var protected: [String] = []
    public var control = false

    public init() {}

    /// The share that stays after a round, counted from 1.
    package func share(afterRound round: Int) -> Double {
      pow(keep, Double(round) / Double(rounds))
    }

    package func protects(_ layer: String) -> Bool { layer.matches(anyOf: protected) }

    static var keys: KeyTable<Pruning> {
      KeyTable(
        Pruning(), name: "`pruning`",
        text:
          "The largest weights stay, go back to what they were at an early step, and are trained "
          + "alone.",
        [
          .required(
            "keep", \.keep, .number(in: .above(0).below(1)),
            "The share of the weights that stays at the end; protected layers do not count."),
          .key(
            "rounds", \.rounds, .integer(in: 1...100),
            "Rounds, each of which keeps the same share of what the one before it left."),
          .key(
            "scope", \.scope, .choice,
            "Whether weights compete with all of the network or with those of their layer."),
          .key(
            "rewind", \.rewind, .integer(in: 0...Int(Int32.max)),
            "The step whose weights the survivors go back to; 0 for the start."),
          .key("protected", \.protected, .strings, "Names of layers that keep all weights."),
          .key(
            "control", \.control, .bool,
            "Whether the last mask is also trained without going back."),
        ])
    }
  }
}
