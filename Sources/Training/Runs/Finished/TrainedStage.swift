/// What came out of one stage of each fold of a run.
public struct TrainedStage: Equatable, Sendable {
  /// `dense`, `ticket`, …; of a run with one stage, `dense`.
  public let name: String
  package let outcomes: [RunState.FoldResult]

  public var folds: [String] { outcomes.map(\.fold) }

  /// Whether its networks were trained in the integers of compiled files.
  public var isQuantised: Bool { name == Stage.quantised.name }

  /// The stages that a state has results of, in their order.
  static func all(of state: RunState) -> [TrainedStage] {
    var names: [String] = []
    for result in state.results where !names.contains(result.stageName) {
      names.append(result.stageName)
    }
    return names.map { name in
      TrainedStage(name: name, outcomes: state.results.filter { $0.stageName == name })
    }
  }

  /// Whether every fold of it gave the same logits in another stage, as those of a dense network
  /// that was taken over.
  public func isPart(of other: TrainedStage) -> Bool {
    outcomes.allSatisfy { outcome in
      other.outcomes.contains {
        $0.fold == outcome.fold && $0.clips == outcome.clips && $0.logits == outcome.logits
      }
    }
  }
}

extension RunState.FoldResult {
  var stageName: String { stage ?? Stage.dense.name }
}
