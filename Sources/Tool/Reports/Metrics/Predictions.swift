/// What a classifier said about clips whose classes are known.
public typealias Predictions = ScoredClips<Int>

/// What a classifier said about clips that may have several labels, or none.
public typealias MultiLabelPredictions = ScoredClips<[Int]>

/// The scores of clips, with what each clip truly has.
public struct ScoredClips<Truth: ClipTruth>: Equatable, Sendable {
  /// The classes.
  public let labels: [String]
  /// What each clip has: an index into the labels, or several in any order.
  public let truth: [Truth]
  /// One row a clip, one score a class: probabilities, or anything that is larger for the likelier
  /// class.
  public let scores: [[Double]]
  public let names: [String]
  /// Who or what is heard in each clip; nil where that is not known.
  public let subjects: [String?]

  /// Checks that all lists are about the same clips and classes and that all scores are finite.
  ///
  /// - Parameter subjects: nil where none is known.
  public init(
    labels: [String], truth: [Truth], scores: [[Double]], names: [String],
    subjects: [String?]? = nil
  ) throws(ReportError) {
    if labels.isEmpty { throw .noLabels }
    let subjects = subjects ?? Array(repeating: nil, count: names.count)
    for (field, count) in [
      ("truth", truth.count), ("scores", scores.count), ("subjects", subjects.count),
    ]
    where count != names.count {
      throw .unequalCounts(field: field, count: count, clips: names.count)
    }
    for (clip, name) in names.enumerated() {
      if let unknown = truth[clip].classes.first(where: { !labels.indices.contains($0) }) {
        throw .unknownClass(clip: name, index: unknown, classes: labels.count)
      }
      if scores[clip].count != labels.count {
        throw .scoreCount(clip: name, count: scores[clip].count, classes: labels.count)
      }
      if let label = scores[clip].firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(clip: name, label: labels[label])
      }
    }
    self.labels = labels
    self.truth = truth
    self.scores = scores
    self.names = names
    self.subjects = subjects
  }

  public var clips: Int { names.count }
}

extension Predictions {
  /// The class with the largest score of each clip, the first of several equal ones.
  public var predicted: [Int] {
    scores.map { row in
      row.indices.reduce(0) { best, label in row[label] > row[best] ? label : best }
    }
  }

  var isCorrect: [Bool] { zip(predicted, truth).map { $0 == $1 } }

  /// The share of the clips that get their class.
  public var accuracy: Proportion { Proportion(isCorrect, of: subjects) }
}

/// What a clip truly has: one class, or any number of them.
public protocol ClipTruth: Equatable, Sendable {
  /// Indices of labels.
  var classes: [Int] { get }
}

extension Int: ClipTruth {
  public var classes: [Int] { [self] }
}

extension [Int]: ClipTruth {
  public var classes: [Int] { self }
}
