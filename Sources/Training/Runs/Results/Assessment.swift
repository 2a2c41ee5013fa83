import Basics
public import DataSets
public import Reports
public import Training

/// What a network says about clips, and how right it is.
public enum Assessment: Sendable {
  /// Classes exclude each other.
  case exclusive(Predictions, Evaluation)
  /// Clips may have several labels.
  case multiLabel(MultiLabelPredictions, MultiLabelEvaluation)

  /// - Parameters:
  ///   - kind: of the loss that the network was trained with.
  ///   - clips: of the set, in the order of the scores.
  ///   - scores: a row of probabilities for each clip.
  /// - Precondition: With cross-entropy, no clip has several labels.
  public init(
    _ kind: Loss.Kind, of set: DataSet, clips indices: [Int], scores: [[Double]]
  ) throws(ReportError) {
    let clips = indices.map { set.clips[$0] }
    let names = clips.map(\.name)
    switch kind {
    case .crossEntropy:
      precondition(clips.allSatisfy(\.furtherLabels.isEmpty))
      let predictions = try Predictions(
        labels: set.labels, truth: clips.map(\.label), scores: scores, names: names,
        subjects: clips.map(\.subject))
      self = .exclusive(predictions, Evaluation(predictions, normal: set.normalClass))
    case .binary:
      let predictions = try MultiLabelPredictions(
        labels: set.labels, truth: clips.map(\.allLabels), scores: scores, names: names,
        subjects: clips.map(\.subject))
      self = .multiLabel(predictions, MultiLabelEvaluation(predictions))
    }
  }

  /// The accuracy or the mean average precision; there is one where there are clips.
  public var value: Double {
    switch self {
    case .exclusive(_, let evaluation): evaluation.accuracy.value
    case .multiLabel(_, let evaluation): evaluation.meanAveragePrecision ?? 0
    }
  }

  /// One row a clip.
  public var table: Table {
    switch self {
    case .exclusive(let predictions, _): predictions.table
    case .multiLabel(let predictions, _): predictions.table
    }
  }

  /// One row a figure.
  public var metricTable: Table {
    switch self {
    case .exclusive(_, let evaluation): evaluation.metricTable
    case .multiLabel(_, let evaluation): evaluation.metricTable
    }
  }

  /// One row a clip, one probability a class.
  public var scores: [[Double]] {
    switch self {
    case .exclusive(let predictions, _): predictions.scores
    case .multiLabel(let predictions, _): predictions.scores
    }
  }

  public func section(heading: String = "Results") -> HTMLReport.Section {
    switch self {
    case .exclusive(let predictions, let evaluation):
      .evaluation(evaluation, of: predictions, heading: heading)
    case .multiLabel(_, let evaluation): .evaluation(evaluation, heading: heading)
    }
  }

  /// The worst mistakes, where there is one class that a clip should have got.
  ///
  /// - Parameter sound: the samples and the rate of the clip at a place of the predictions.
  public func mistakes<Failure: Error>(
    sound: (Int) throws(Failure) -> (samples: [Int16], rate: Int)
  ) throws(Failure) -> [HTMLReport.Section] {
    guard case .exclusive(let predictions, _) = self else { return [] }
    return [try predictions.worstMistakes(6, sound: sound)]
  }

  /// `61.5 % of 80 test clips`, `mAP 0.369 over 80 test clips`
  package var sentence: String {
    switch self {
    case .exclusive(_, let evaluation):
      "\(Score.accuracy.text(value)) of \(evaluation.accuracy.trials) test clips"
    case .multiLabel(_, let evaluation):
      "mAP \(Score.meanAveragePrecision.text(value)) over \(evaluation.clips) test clips"
    }
  }

  /// `95 % interval 50.1 % to 71.6 %, 80 clips of 12 subjects`, `80 clips, 1 of 10 classes without
  /// any`
  var certainty: String {
    switch self {
    case .exclusive(_, let evaluation):
      return evaluation.accuracy.certainty
    case .multiLabel(_, let evaluation):
      let without = evaluation.classesWithoutPositives
      return "\(evaluation.clips.grouped) clips"
        + (without > 0 ? ", \(without) of \(evaluation.classes.count) classes without any" : "")
    }
  }
}

extension Assessment: Encodable {
  /// As the evaluation.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .exclusive(_, let evaluation): try evaluation.encode(to: encoder)
    case .multiLabel(_, let evaluation): try evaluation.encode(to: encoder)
    }
  }
}

extension DataSet {
  /// The class of healthy cycles, where sensitivity and specificity are asked for.
  var normalClass: Int? { labels == ["normal", "crackle", "wheeze", "both"] ? 0 : nil }
}
