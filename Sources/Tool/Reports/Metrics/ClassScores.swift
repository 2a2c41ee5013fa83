/// Precision, recall and their harmonic mean.
///
/// A quotient with nothing to divide by is 0: the precision of a class that was never predicted, the
/// recall of a class without clips, F1 where both are 0.
public struct ClassScores: Equatable, Sendable, Encodable {
  /// The class, or what is averaged.
  public let label: String
  /// Of the clips said to be of the class, the share that is.
  public let precision: Double
  /// Of the clips of the class, the share that was found.
  public let recall: Double
  public let f1: Double
  /// How many clips are truly of the class.
  public let support: Int
}

extension ClassScores {
  init(_ matrix: ConfusionMatrix, label: Int) {
    let hits = matrix.counts[label][label]
    let support = matrix.support(label)
    let predictions = matrix.predictions(of: label)
    self.init(
      label: matrix.labels[label], precision: ratio(hits, predictions),
      recall: ratio(hits, support), f1: ratio(2 * hits, predictions + support), support: support)
  }

  /// The mean under weights; all 0 when the weights are.
  private static func average(
    _ label: String, of matrix: ConfusionMatrix, weight: (Int) -> Int
  ) -> ClassScores {
    let scores = matrix.labels.indices.map { ClassScores(matrix, label: $0) }
    let weights = matrix.labels.indices.map(weight)
    let total = weights.reduce(0, +)
    func mean(_ value: (ClassScores) -> Double) -> Double {
      guard total > 0 else { return 0 }
      return zip(scores, weights).reduce(0) { $0 + value($1.0) * Double($1.1) } / Double(total)
    }
    return ClassScores(
      label: label, precision: mean(\.precision), recall: mean(\.recall), f1: mean(\.f1),
      support: scores.reduce(0) { $0 + $1.support })
  }

  /// The plain mean over the classes that occur, in truth or among the predictions; a class that
  /// does not occur says nothing and is left out.
  static func macroAverage(_ matrix: ConfusionMatrix) -> ClassScores {
    average("macro average", of: matrix) {
      matrix.support($0) + matrix.predictions(of: $0) > 0 ? 1 : 0
    }
  }

  /// The mean over the classes, each as heavy as it has clips.
  static func weightedAverage(_ matrix: ConfusionMatrix) -> ClassScores {
    average("weighted average", of: matrix) { matrix.support($0) }
  }
}
