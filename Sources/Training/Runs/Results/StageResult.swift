import Reports

/// What came out of a stage, over all folds.
struct StageResult: Sendable {
  let stage: Stage
  let folds: [RunState.FoldResult]
  /// Over the clips of all folds.
  let assessment: Assessment
  /// What came out of each fold.
  let scores: FoldStatistics

  init(_ plan: RunPlan, _ state: RunState, _ stage: Stage) throws {
    self.stage = stage
    let name = plan.recipe.name(of: stage)
    folds = state.results.filter { $0.stage == name }
    assessment = try plan.assessment(folds.flatMap(\.clips), logits: folds.flatMap(\.logits))
    scores = FoldStatistics(
      try folds.map { try plan.assessment($0.clips, logits: $0.logits).value })
  }

  /// `accuracy 86.2 % ± 3.1 % over 5 folds (95 % interval …)`
  func sentence(_ score: Score) -> String {
    let count = scores.values.count
    let spread = count > 1 ? " ± \(score.text(scores.standardDeviation)) over \(count) folds" : ""
    return "\(score.name) \(score.text(scores.mean))\(spread) (\(assessment.certainty))"
  }

  /// The mean over the folds of the weights that are not 0.
  var weightsNotZero: Double {
    Double(folds.reduce(0) { $0 + ($1.weightsNotZero ?? 0) }) / Double(max(1, folds.count))
  }

  /// In points of accuracy with another stage, where classes exclude each other.
  func comparison(with first: StageResult) throws -> PairedComparison? {
    guard stage != first.stage, case .exclusive(let before, _) = first.assessment,
      case .exclusive(let after, _) = assessment
    else { return nil }
    return try PairedComparison(before, after)
  }

  /// The loss of the scores, where classes exclude each other.
  var logLoss: Double? {
    guard case .exclusive(_, let evaluation) = assessment else { return nil }
    return evaluation.logLoss
  }
}
