import Basics
import Training

extension Schedule {
  static var keys: KeyTable<Schedule> {
    KeyTable(
      .constant, name: "`schedule`",
      [.cases("kind", \.self, cases, "The shape.", title: "Kinds of `schedule`")])
  }

  private static var cases: [KeyCase<Schedule>] {
    let epochs = KeyType<Int>.integer(in: 1...Recipe.mostEpochs)
    let factor = KeyType<Double>.number(in: .above(0).atMost(1))
    let factorText = "The factor of the rate."
    return [
      KeyCase("constant", "The rate stays.", .constant),
      KeyCase(
        "cosine", "The rate rises evenly, then falls along half a cosine.",
        KeyTable(
          (warmup: 0.0, floor: 0.0),
          [
            .key(
              "warmup", \.warmup, .number(in: .atLeast(0).below(1)),
              "The share of all steps in which the rate rises."),
            .key(
              "floor", \.floor, .number(in: .atLeast(0).atMost(1)),
              "The share of the rate at the end."),
          ]), make: { .cosine(warmup: $0.warmup, floor: $0.floor) }
      ) { if case .cosine(let warmup, let floor) = $0 { (warmup, floor) } else { nil } },
      KeyCase(
        "step", "The rate falls after every so many epochs.",
        KeyTable(
          (every: 0, factor: 0.1),
          [
            .required("every", \.every, epochs, "Epochs from one fall to the next."),
            .key("factor", \.factor, factor, factorText),
          ]), make: { .step(every: $0.every, factor: $0.factor) }
      ) { if case .step(let every, let factor) = $0 { (every, factor) } else { nil } },
      KeyCase(
        "plateau", "The rate falls whenever the loss stays.",
        KeyTable(
          (patience: 0, factor: 0.1),
          [
            .required(
              "patience", \.patience, epochs, "Epochs without a smaller loss before a fall."),
            .key("factor", \.factor, factor, factorText),
          ]), make: { .plateau(patience: $0.patience, factor: $0.factor) }
      ) { if case .plateau(let patience, let factor) = $0 { (patience, factor) } else { nil } },
    ]
  }
}
