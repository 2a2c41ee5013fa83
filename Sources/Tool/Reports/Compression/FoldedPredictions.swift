/// What the networks of a cross-validation say about the test clips of their folds.
public struct FoldedPredictions: Equatable, Sendable {
  public struct Fold: Equatable, Sendable {
    public let name: String
    public let predictions: Predictions

    public init(_ name: String, _ predictions: Predictions) {
      self.name = name
      self.predictions = predictions
    }
  }

  public let folds: [Fold]
  /// Over the clips of all folds.
  public let accuracy: Proportion
  /// The accuracy of each fold.
  public let byFold: FoldStatistics
  /// Over the clips of all folds; nil when the scores are no probabilities.
  public let logLoss: Double?

  /// - Precondition: There is at least one fold, and all have the same classes.
  public init(_ folds: [Fold]) {
    self.folds = folds
    let all = Predictions(joining: folds.map(\.predictions))
    accuracy = all.accuracy
    byFold = FoldStatistics(folds.map(\.predictions.accuracy.value))
    logLoss = all.logLoss
  }

  /// This less another, over the folds that have the same name and test clips in both; nil where
  /// there are none.
  public func comparison(with other: FoldedPredictions) -> PairedComparison? {
    let common = folds.compactMap { fold in
      other.folds.first {
        $0.name == fold.name && $0.predictions.isAboutClips(of: fold.predictions)
      }.map { (first: $0.predictions, second: fold.predictions) }
    }
    guard !common.isEmpty else { return nil }
    return try? PairedComparison(
      Predictions(joining: common.map(\.first)), Predictions(joining: common.map(\.second)))
  }
}

extension Predictions {
  /// - Precondition: There is at least one, and all have the same classes.
  init(joining parts: [Predictions]) {
    precondition(!parts.isEmpty && parts.allSatisfy { $0.labels == parts[0].labels })
    labels = parts[0].labels
    truth = parts.flatMap(\.truth)
    scores = parts.flatMap(\.scores)
    names = parts.flatMap(\.names)
    subjects = parts.flatMap(\.subjects)
  }

  fileprivate func isAboutClips(of other: Predictions) -> Bool {
    labels == other.labels && names == other.names && truth == other.truth
  }
}
