/// What is said about one classifier on clips that may have several labels.
///
/// Each class is ranked on its own, so nothing depends on a threshold. A class without positives has
/// no figures and a class without negatives no area; they are left out of those means.
public struct MultiLabelEvaluation: Equatable, Sendable, Encodable {
  public struct ClassResult: Equatable, Sendable, Encodable {
    public let label: String
    /// How many clips have the label.
    public let support: Int
    public let averagePrecision: Double?
    public let rocArea: Double?
  }

  public let clips: Int
  /// mAP, the mean over the classes with positives; nil when there is none.
  public let meanAveragePrecision: Double?
  /// The mean over the classes that have one; nil when none has.
  public let meanROCArea: Double?
  public let classesWithoutPositives: Int
  public let classes: [ClassResult]

  public init(_ predictions: MultiLabelPredictions) {
    clips = predictions.clips
    classes = predictions.labels.enumerated().map { index, label in
      let ranked = RankedCounts(predictions, label: index)
      return ClassResult(
        label: label, support: ranked.positives, averagePrecision: ranked.averagePrecision,
        rocArea: ranked.area)
    }
    meanAveragePrecision = mean(classes.compactMap(\.averagePrecision))
    meanROCArea = mean(classes.compactMap(\.rocArea))
    classesWithoutPositives = classes.count { $0.support == 0 }
  }
}
