/// Precision against recall of one class, over all thresholds.
public struct PrecisionRecallCurve: Equatable, Sendable, Encodable {
  public struct Point: Equatable, Sendable {
    public let recall: Double
    public let precision: Double
    /// The least score that counts as the class; nil at the start, where none does.
    public let threshold: Double?
  }

  /// From recall 0, with precision 1 by convention, to recall 1.
  public let points: [Point]
  /// The mean of the precisions, each weighted with the recall it adds. Nothing is interpolated.
  public let averagePrecision: Double

  /// The points follow from the scores of the clips, and are as many as these.
  private enum CodingKeys: CodingKey { case averagePrecision }

  /// - Returns: nil when no clip is of the class, for then recall is undefined.
  public init?(_ predictions: Predictions, label: Int) {
    let ranked = RankedCounts(predictions, label: label)
    guard let averagePrecision = ranked.averagePrecision else { return nil }
    points =
      [Point(recall: 0, precision: 1, threshold: nil)]
      + ranked.steps.map { step in
        Point(
          recall: ratio(step.positives, ranked.positives),
          precision: ratio(step.positives, step.positives + step.negatives),
          threshold: step.threshold)
      }
    self.averagePrecision = averagePrecision
  }
}
