import Basics

extension RunState.Epoch {
  /// A line of `metrics.jsonl`.
  static var keys: KeyTable<RunState.Epoch> {
    KeyTable(
      RunState.Epoch(fold: "", stage: nil, epoch: 0, loss: 0, rate: 0), name: "`metrics.jsonl`",
      text: "A line an epoch. Keys whose default is none are left out where there is no value.",
      [
        .required("fold", \.fold, .string, "The name of the fold."),
        .key(
          "stage", \.stage, .optional(.string), "The training, where a fold has several of them."),
        .required("epoch", \.epoch, .integer(), "Counted from 1."),
        .required("loss", \.loss, .number(), "The mean over the training clips as they were seen."),
        .key(
          "accuracy", \.accuracy, .optional(.number()),
          "Of the training clips as they were seen, mixed and changed."),
        .key(
          "validationLoss", \.validationLoss, .optional(.number()),
          "Of the validation clips, without weights, smoothing and teacher."),
        .key(
          "validationAccuracy", \.validationAccuracy, .optional(.number()),
          "Of the validation clips, where each has one label."),
        .key(
          "validationMeanAveragePrecision", \.validationMeanAveragePrecision, .optional(.number()),
          "Of the validation clips, where they may have several labels."),
        .required("rate", \.rate, .number(), "The learning rate of the last step."),
      ])
  }
}
