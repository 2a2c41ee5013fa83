/// The receiver operating characteristic of one class against all others.
public struct ROCCurve: Equatable, Sendable, Encodable {
  public struct Point: Equatable, Sendable {
    public let falsePositiveRate: Double
    public let truePositiveRate: Double
    /// The least score that counts as the class; nil at the origin, where none does.
    public let threshold: Double?
  }

  /// From (0, 0) to (1, 1). Points in the middle of a straight stretch are left out.
  public let points: [Point]
  /// The area under the curve: the chance that a clip of the class scores higher than another, ties
  /// counted half.
  public let area: Double

  /// The points follow from the scores of the clips, and are as many as these.
  private enum CodingKeys: CodingKey { case area }

  /// - Returns: nil when no clip is of the class or all are, for then one rate is undefined.
  public init?(_ predictions: Predictions, label: Int) {
    let ranked = RankedCounts(predictions, label: label)
    guard let area = ranked.area else { return nil }
    self.area = area
    let all = [RankedCounts.Step(threshold: .infinity, positives: 0, negatives: 0)] + ranked.steps
    // As scikit-learn drops them: the steps from and to a point are the same, not only parallel.
    let corners = all.indices.filter { index in
      guard index > 1, index + 1 < all.count else { return true }
      let (last, here, next) = (all[index - 1], all[index], all[index + 1])
      return here.positives - last.positives != next.positives - here.positives
        || here.negatives - last.negatives != next.negatives - here.negatives
    }
    points = corners.map { index in
      Point(
        falsePositiveRate: ratio(all[index].negatives, ranked.negatives),
        truePositiveRate: ratio(all[index].positives, ranked.positives),
        threshold: index == 0 ? nil : all[index].threshold)
    }
  }
}
