import Interchange
import Recipes
import Training

/// A run whose finished trainings another one takes over instead of doing them again.
///
/// A recipe and the data determine a training to the last bit, so nothing else changes. A stage
/// depends on a part of its recipe only: those of runs that differ in what comes later agree.
public struct EarlierRun {
  private let folder: RunFolder
  private let state: RunState
  private let recipe: Recipe
  private let later: Recipe

  /// Throws where no stage of the two runs agrees, or their data differ.
  public init(_ folder: RunFolder, for plan: RunPlan) throws {
    self.folder = folder
    func check(_ holds: Bool, or problem: String) throws {
      guard holds else { throw RunError.otherRun(path: folder.path, problem: problem) }
    }
    try check(folder.holdsRun, or: "holds no run")
    state = try RunState(contentsOf: folder.state)
    recipe = try Recipe(json: state.recipe.utf8)
    later = plan.recipe
    try check(
      recipe.part(for: .dense) == later.part(for: .dense), or: "was trained by another recipe")
    try check(
      state.plan == plan.fingerprint && state.clips == plan.store.fingerprints,
      or: "was trained on other data")
    try folder.checkCheckpoints(of: state)
  }

  /// What the run has of a finished training.
  typealias Training = (
    epochs: [RunState.Epoch], result: RunState.FoldResult, last: Checkpoint, chosen: Checkpoint
  )

  /// A stage of a fold, called by its name and fingerprint, as the later run would have it; nil
  /// where there is none yet.
  func training(_ stage: Stage, fold: String, fingerprint: String) throws -> Training? {
    let name = recipe.name(of: stage)
    guard recipe.stages.contains(stage), recipe.part(for: stage) == later.part(for: stage),
      state.folds.contains(fingerprint),
      var result = state.results.first(where: { $0.fold == fold && $0.stage == name })
    else { return nil }
    var epochs = state.epochs.filter { $0.fold == fold && $0.stage == name }
    for index in epochs.indices { epochs[index].stage = later.name(of: stage) }
    let chosen = try Checkpoint(contentsOf: folder.checkpoint("best", fold: fold, stage))
    result.stage = later.name(of: stage)
    result.weightsNotZero =
      later.stages.count == 1 ? nil : try chosen.parameters.weightsNotZero(in: chosen.network)
    let last = try Checkpoint(contentsOf: folder.checkpoint("last", fold: fold, stage))
    return (epochs, result, last, chosen)
  }
}
