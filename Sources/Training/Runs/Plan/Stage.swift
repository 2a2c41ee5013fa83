import Recipes

/// One training of a fold: of the whole network, of what pruning leaves of it, or in integers.
package enum Stage: Equatable, Sendable {
  case dense
  /// Under a mask, from weights that are set back; counted from 1.
  case round(Int, of: Int)
  /// Under the mask of the last round, from the weights of the dense network.
  case control
  /// In the integers of a compiled file, from where the last round ended, or the dense training.
  case quantised

  /// How messages and files call it.
  package var name: String {
    switch self {
    case .dense: "dense"
    case .round(let round, let rounds): round == rounds ? "ticket" : "round-\(round)"
    case .control: "control"
    case .quantised: "quantised"
    }
  }
}

extension Recipe {
  /// The trainings of each fold, in their order.
  package var stages: [Stage] {
    let rounds = pruning?.rounds ?? 0
    let tickets = (0..<rounds).map { Stage.round($0 + 1, of: rounds) }
    return [.dense] + tickets + (pruning?.control == true ? [.control] : [])
      + (quantisation == nil ? [] : [.quantised])
  }

  /// How a run's state and metrics call a stage: not at all where there is but one.
  func name(of stage: Stage) -> String? { stages.count == 1 ? nil : stage.name }

  /// The stage that a run is about: the last but the control.
  var mainStage: Stage { stages.last { $0 != .control } ?? .dense }

  /// The stage whose network is trained in integers, and what a control is compared with.
  var lastFloatStage: Stage { stages.last { $0 != .control && $0 != .quantised } ?? .dense }

  func epochs(of stage: Stage) -> Int {
    stage == .quantised ? quantisation?.epochs ?? epochs : epochs
  }

  func rate(of stage: Stage) -> Double {
    stage == .quantised ? quantisation?.rate ?? optimizer.rate : optimizer.rate
  }

  /// What of the recipe a stage depends on: two recipes with the same train the same.
  func part(for stage: Stage) -> Recipe {
    var part = self
    part.name = ""
    part.pruning?.control = stage == .control
    if stage != .quantised { part.quantisation = nil }
    if stage == .dense { part.pruning = nil }
    return part
  }
}
