import Recipes

/// One training of a fold: of the whole network, or of what pruning leaves of it.
package enum Stage: Equatable, Sendable {
  case dense
  /// Under a mask, from weights that are set back; counted from 1.
  case round(Int, of: Int)
  /// Under the mask of the last round, from the weights of the dense network.
  case control

  /// How messages and files call it.
  package var name: String {
    switch self {
    case .dense: "dense"
    case .round(let round, let rounds): round == rounds ? "ticket" : "round-\(round)"
    case .control: "control"
    }
  }
}

extension RunPlan {
  /// The trainings of each fold, in their order.
  package var stages: [Stage] {
    guard let pruning = recipe.pruning else { return [.dense] }
    let rounds = (1...pruning.rounds).map { Stage.round($0, of: pruning.rounds) }
    return [.dense] + rounds + (pruning.control ? [.control] : [])
  }

  /// How a run's state and metrics call a stage: not at all where there is but one.
  func name(of stage: Stage) -> String? { recipe.pruning == nil ? nil : stage.name }

  /// The place of the stage that a run is about: the ticket, or the only one.
  var mainStage: Int { recipe.pruning?.rounds ?? 0 }
}
