import DataSets
import Recipes
import Runs

/// The trainings of one fold that a build needs, each in a folder of its own, where it goes on after it
/// was stopped.
struct RecipeTrainings {
  let data: RecipeData
  let checkpoints: RecipeCheckpoints
  /// Its key; nil for the first.
  let fold: String?
  /// The folder of all.
  let work: String
  let threads: Int
  let trainer: RecipeBuild.Trainer

  /// What came out of a training.
  struct Outcome {
    var plan: RunPlan
    var folder: RunFolder
    var result: RunResult

    /// The path of the checkpoint of a stage's best epoch.
    func best(_ stage: Stage) -> String {
      folder.checkpoint("best", fold: plan.folds[0].name, stage)
    }
  }

  /// Trains the network with all weights, in floats; nil where it was stopped.
  func dense(_ recipe: Recipe, folder: String = "dense") throws -> Outcome? {
    try train(try plan(dense: recipe), folder, from: nil)
  }

  /// What `dense(_:folder:)` would train.
  func plan(dense recipe: Recipe) throws -> RunPlan {
    var dense = recipe
    (dense.pruning, dense.quantisation) = (nil, nil)
    return try plan(dense)
  }

  /// Trains in integers what a share of the weights leaves of a network; nil where it was stopped.
  ///
  /// - Parameters:
  ///   - prefix: of the folder's name.
  ///   - dense: the training of the network with all weights by the same recipe.
  func ticket(
    _ recipe: Recipe, keep: Double, grid: Int, prefix: String = "", from dense: Outcome
  ) throws -> Outcome? {
    var recipe = recipe
    recipe.pruning = keep < 1 ? recipe.pruning ?? Recipe.Pruning() : nil
    // Four digits are as many as a folder's name should have.
    recipe.pruning?.keep = (keep * 10_000).rounded(.down) / 10_000
    if recipe.quantisation == nil {
      recipe.quantisation = Recipe.Quantisation()
      recipe.quantisation?.epochs = max(1, recipe.epochs / 4)
      recipe.quantisation?.rate = recipe.optimizer.rate / 10
    }
    recipe.quantisation?.grid = grid
    let folder = "\(prefix)keep-\(recipe.pruning?.keep ?? 1)-grid-\(grid)"
    return try train(try plan(recipe), folder, from: dense.folder)
  }

  private func plan(_ recipe: Recipe) throws -> RunPlan {
    let fold = try fold ?? FoldPlan(recipe.folds, of: data.store.set).folds[0].key
    return try RunPlan(
      recipe, network: data.network, store: data.store, only: [fold], start: checkpoints.start,
      teacher: checkpoints.teacher, threads: threads)
  }

  private func train(
    _ plan: RunPlan, _ name: String, from earlier: RunFolder?
  ) throws -> Outcome? {
    let folder = RunFolder("\(work)/\(name)")
    let run: TrainingRun
    do {
      run = try TrainingRun(
        plan, recipe: plan.recipe.json(), folder: folder,
        earlier: try earlier.map { try EarlierRun($0, for: plan) }, resuming: folder.holdsRun)
    } catch RunError.otherRecipe {
      throw BuildError.otherTrainings(folder: work)
    }
    return try trainer(run).map { Outcome(plan: plan, folder: folder, result: $0) }
  }
}
