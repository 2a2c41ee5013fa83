import Graph
import Recipes
import Training

/// What a stage of a fold begins with.
struct StageStart {
  var parameters: Parameters
  /// Steps of the dense training that these parameters have behind them.
  var step = 0
  /// Epochs that ended before that step.
  var epochs: [RunState.Epoch] = []
  var mask: WeightMask?

  /// - Parameters:
  ///   - number: the fold's place in the plan, counted from 0.
  ///   - trained: what each stage before has ended with, in their order.
  init(_ plan: RunPlan, number: Int, _ stage: Stage, trained: [Parameters]) throws {
    guard let pruning = plan.recipe.pruning, stage != .dense else {
      parameters = try plan.startParameters(fold: number)
      return
    }
    let rounds = if case .round(let round, _) = stage { round } else { pruning.rounds }
    for round in 1...rounds {
      mask = try WeightMask(
        keeping: pruning.share(afterRound: round), of: trained[round - 1], in: plan.network,
        scope: pruning.scope, protected: pruning.protects, within: mask)
    }
    if stage == .control {
      parameters = trained[0]
    } else {
      (parameters, epochs) = try FoldTraining.early(plan, number: number, steps: pruning.rewind)
      step = pruning.rewind
    }
    parameters = mask?.applied(to: parameters) ?? parameters
  }
}

extension FoldTraining {
  /// Where the dense training of a fold stands after some steps.
  ///
  /// Trained again instead of kept: a step takes less time than what a kept state costs in code.
  fileprivate static func early(
    _ plan: RunPlan, number: Int, steps: Int
  ) throws -> (parameters: Parameters, epochs: [RunState.Epoch]) {
    guard steps > 0 else { return (try plan.startParameters(fold: number), []) }
    let training = try FoldTraining(
      plan, number: number, .dense, StageStart(plan, number: number, .dense, trained: []))
    var epochs: [RunState.Epoch] = []
    while training.step < steps {
      guard !training.isFinished else {
        throw RunError.rewindTooLate(step: steps, steps: training.step)
      }
      if let epoch = try training.takeStep(after: epochs).epoch { epochs.append(epoch) }
    }
    return (training.last, epochs)
  }
}
