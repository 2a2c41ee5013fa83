/// What a classifier said about clips that may have several labels, or none.
public struct MultiLabelPredictions: Equatable, Sendable {
  /// The classes.
  public let labels: [String]
  /// What each clip has, in any order: indices into the labels.
  public let truth: [[Int]]
  /// One row a clip, one score a class: probabilities, or anything that is larger where the class
  /// is likelier.
  public let scores: [[Double]]
  /// What each clip is called.
  public let names: [String]

  /// Checks that all lists are about the same clips and classes and that all scores are finite.
  public init(
    labels: [String], truth: [[Int]], scores: [[Double]], names: [String]
  ) throws(ReportError) {
    try Predictions.check(labels, truth, scores, names)
    self.labels = labels
    self.truth = truth
    self.scores = scores
    self.names = names
  }

  /// How many clips there are.
  public var clips: Int { names.count }
}
