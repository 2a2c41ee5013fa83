/// Everything that is said about one classifier on one set of clips.
///
/// No figure is infinite or not a number. Quotients of nothing are 0, as each type states; what has
/// no meaning for a class (the area under a curve without positives) is nil, is left out of the JSON
/// and out of means, and is an empty cell in tables.
public struct Evaluation: Equatable, Sendable, Encodable {
  /// One class against all others.
  public struct ClassResult: Equatable, Sendable, Encodable {
    public let scores: ClassScores
    public let roc: ROCCurve?
    public let precisionRecall: PrecisionRecallCurve?
  }

  public let accuracy: Proportion
  public let matthewsCorrelation: Double
  /// Nil when the scores are no probabilities.
  public let logLoss: Double?
  public let macroAverage: ClassScores
  public let weightedAverage: ClassScores
  /// The mean over the classes that have one; nil when none has.
  public let meanROCArea: Double?
  /// The mean over the classes that have one (mAP); nil when none has.
  public let meanAveragePrecision: Double?
  public let confusion: ConfusionMatrix
  public let classes: [ClassResult]
  /// The scores of the ICBHI challenge, where one class is the normal one.
  public let respiratory: RespiratoryScores?

  /// - Parameter normal: the class of normal cycles, when these are lung sounds.
  /// - Precondition: `normal` is the index of a label.
  public init(_ predictions: Predictions, normal: Int? = nil) {
    let confusion = ConfusionMatrix(predictions)
    let classes = predictions.labels.indices.map { label in
      ClassResult(
        scores: ClassScores(confusion, label: label),
        roc: ROCCurve(predictions, label: label),
        precisionRecall: PrecisionRecallCurve(predictions, label: label))
    }
    self.confusion = confusion
    self.classes = classes
    accuracy = predictions.accuracy
    matthewsCorrelation = confusion.matthewsCorrelation
    logLoss = predictions.logLoss
    macroAverage = ClassScores.macroAverage(confusion)
    weightedAverage = ClassScores.weightedAverage(confusion)
    meanROCArea = mean(classes.compactMap { $0.roc?.area })
    meanAveragePrecision = mean(classes.compactMap { $0.precisionRecall?.averagePrecision })
    respiratory = normal.map { RespiratoryScores(confusion, normal: $0) }
  }
}

/// Nil for no values.
func mean(_ values: [Double]) -> Double? {
  values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
}
