import Basics
public import Training

extension Recipe {
  public struct OptimizerChoice: Equatable, Sendable {
    public var kind = OptimizerKind.adam()
    public var rate = 0.0
    public var weightDecay = 0.0
    /// The first group that a layer matches says how fast it learns.
    public var groups: [Group] = []

    /// The share of the rate at which a layer learns: that of the first group it matches, else 1.
    package func fraction(ofLayer name: String) -> Double {
      groups.first { name.matches(anyOf: $0.layers) }?.fraction ?? 1
    }

    static var keys: KeyTable<OptimizerChoice> {
      KeyTable(
        OptimizerChoice(), name: "`optimizer`",
        [
          .cases("kind", \.kind, OptimizerKind.cases, "The rule.", title: "Kinds of `optimizer`"),
          .required("rate", \.rate, .number(in: .above(0)), "The learning rate."),
          .key(
            "weight_decay", \.weightDecay, .number(in: .atLeast(0)),
            "The part of a weight that is taken off at each step, times the rate."),
          .key(
            "groups", \.groups, .list(of: Group.keys, place: "optimizer group"),
            "Layers that learn at a share of the rate; the first group that fits a layer counts."),
        ])
    }
  }

  /// Layers that learn at a share of the rate.
  public struct Group: Equatable, Sendable {
    public var layers: [String] = []
    public var fraction = 0.0

    static var keys: KeyTable<Group> {
      KeyTable(
        Group(), name: "Each of `optimizer.groups`",
        [
          .required("layers", \.layers, .strings, "Names of layers."),
          .required(
            "fraction", \.fraction, .number(in: .atLeast(0).atMost(1)),
            "Their share of the rate; 0 freezes."),
        ])
    }
  }
}

extension OptimizerKind {
  fileprivate static var cases: [KeyCase<OptimizerKind>] {
    let share = NumberRange.atLeast(0).below(1)
    let moments = KeyTable(
      (beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
      [
        .key("beta1", \.beta1, .number(in: share), "The share of the mean gradient that stays."),
        .key("beta2", \.beta2, .number(in: share), "The share of the mean square that stays."),
        .key("epsilon", \.epsilon, .number(in: .above(0)), "Keeps the root from 0."),
      ])
    func adam(_ name: String, _ text: String, isDecoupled: Bool) -> KeyCase<OptimizerKind> {
      KeyCase(
        name, text, moments,
        make: { (beta1, beta2, epsilon) in
          isDecoupled
            ? .adamW(beta1: beta1, beta2: beta2, epsilon: epsilon)
            : .adam(beta1: beta1, beta2: beta2, epsilon: epsilon)
        }
      ) { $0.isDecoupled == isDecoupled ? $0.moments : nil }
    }
    return [
      adam("adam", "Adam; the decay is added to the gradient.", isDecoupled: false),
      adam("adamw", "Adam; the decay is taken from the weight itself.", isDecoupled: true),
      KeyCase(
        "sgd", "Gradient descent with momentum.",
        KeyTable(
          0.9,
          [.key("momentum", \.self, .number(in: share), "The share of the last step that stays.")]),
        make: OptimizerKind.sgd
      ) { if case .sgd(let momentum) = $0 { momentum } else { nil } },
    ]
  }
}
