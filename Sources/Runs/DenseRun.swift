import Graph
import Interchange
import Recipes
import Training

/// A run whose dense networks another one prunes instead of training them again.
///
/// A recipe and the data determine a training to the last bit, so nothing else changes.
public struct DenseRun {
  private let folder: RunFolder
  private let state: RunState

  /// Throws where the run's recipe differs in more than its name and its pruning, or its data.
  public init(_ folder: RunFolder, for plan: RunPlan) throws {
    guard plan.recipe.pruning != nil else { throw RunError.denseUnused }
    self.folder = folder
    guard RunFolder.exists(folder.state) else {
      throw RunError.otherDense(path: folder.path, problem: "holds no run")
    }
    state = try RunState(contentsOf: folder.state)
    var recipe = try Recipe(json: state.recipe.utf8)
    recipe.pruning = plan.recipe.pruning
    recipe.name = plan.recipe.name
    guard recipe == plan.recipe else {
      throw RunError.otherDense(path: folder.path, problem: "was trained by another recipe")
    }
    guard state.plan == plan.fingerprint else {
      throw RunError.otherDense(path: folder.path, problem: "was trained on other data")
    }
  }

  /// What the run has of a finished dense training.
  struct Training {
    var epochs: [RunState.Epoch]
    var result: RunState.FoldResult
    var last: Parameters
    var chosen: Parameters
  }

  /// The dense training of a fold, called by its name and fingerprint; nil where there is none yet.
  func training(fold: String, fingerprint: String, in network: Network) throws -> Training? {
    func isDense(_ stage: String?) -> Bool { stage == nil || stage == Stage.dense.name }
    guard state.folds.contains(fingerprint),
      var result = state.results.first(where: { $0.fold == fold && isDense($0.stage) })
    else { return nil }
    var epochs = state.epochs.filter { $0.fold == fold && isDense($0.stage) }
    for index in epochs.indices { epochs[index].stage = Stage.dense.name }
    func parameters(_ name: String) throws -> Parameters {
      try Checkpoint(contentsOf: folder.checkpoint(name, fold: fold)).parameters
    }
    let chosen = try parameters("best")
    result.stage = Stage.dense.name
    result.weightsNotZero = try chosen.weightsNotZero(in: network)
    return Training(
      epochs: epochs, result: result, last: try parameters("last"), chosen: chosen)
  }
}
