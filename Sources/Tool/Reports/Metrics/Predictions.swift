/// What a classifier said about clips whose classes are known.
public struct Predictions: Equatable, Sendable {
  /// The classes.
  public let labels: [String]
  /// The true class of each clip, an index into the labels.
  public let truth: [Int]
  /// One row a clip, one score a class: probabilities, or anything that is larger for the likelier
  /// class.
  public let scores: [[Double]]
  /// What each clip is called.
  public let names: [String]

  /// Checks that all lists are about the same clips and classes and that all scores are finite.
  public init(
    labels: [String], truth: [Int], scores: [[Double]], names: [String]
  ) throws(ReportError) {
    try Self.check(labels, truth.map { [$0] }, scores, names)
    self.labels = labels
    self.truth = truth
    self.scores = scores
    self.names = names
  }

  static func check(
    _ labels: [String], _ truth: [[Int]], _ scores: [[Double]], _ names: [String]
  ) throws(ReportError) {
    if labels.isEmpty { throw .noLabels }
    for (field, count) in [("truth", truth.count), ("scores", scores.count)]
    where count != names.count {
      throw .unequalCounts(field: field, count: count, clips: names.count)
    }
    for (clip, name) in names.enumerated() {
      if let unknown = truth[clip].first(where: { !labels.indices.contains($0) }) {
        throw .unknownClass(clip: name, index: unknown, classes: labels.count)
      }
      if scores[clip].count != labels.count {
        throw .scoreCount(clip: name, count: scores[clip].count, classes: labels.count)
      }
      if let label = scores[clip].firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(clip: name, label: labels[label])
      }
    }
  }

  /// How many clips there are.
  public var clips: Int { names.count }

  /// The class with the largest score of each clip, the first of several equal ones.
  public var predicted: [Int] {
    scores.map { row in
      row.indices.reduce(0) { best, label in row[label] > row[best] ? label : best }
    }
  }
}
