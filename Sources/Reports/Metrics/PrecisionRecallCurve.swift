/// Precision against recall of one class, over all thresholds.
public struct PrecisionRecallCurve: Equatable, Sendable, Encodable {
  public struct Point: Equatable, Sendable, Encodable {
    public let recall: Double
    public let precision: Double
    /// The least score that counts as the class; nil at the start, where none does.
    public let threshold: Double?
  }

  /// From recall 0, with precision 1 by convention, to recall 1.
  public let points: [Point]
  /// The mean of the precisions, each weighted with the recall it adds. Nothing is interpolated.
  public let averagePrecision: Double

  /// - Returns: nil when no clip is of the class, for then recall is undefined.
  public init?(_ predictions: Predictions, label: Int) {
    let ranked = RankedCounts(predictions, label: label)
    guard ranked.positives > 0 else { return nil }
    var points = [Point(recall: 0, precision: 1, threshold: nil)]
    var average = 0.0
    var found = 0
    for step in ranked.steps {
      let precision = ratio(step.positives, step.positives + step.negatives)
      average += ratio(step.positives - found, ranked.positives) * precision
      found = step.positives
      points.append(
        Point(
          recall: ratio(found, ranked.positives), precision: precision, threshold: step.threshold))
    }
    self.points = points
    averagePrecision = average
  }
}
