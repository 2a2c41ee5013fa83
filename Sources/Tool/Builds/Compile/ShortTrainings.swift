import Recipes
import Runs

/// Chooses between networks that fit by training them for a part of the epochs: what pruning and a
/// coarse grid cost before training says little about what they cost behind it.
struct ShortTrainings {
  let trainings: RecipeTrainings
  let recipe: Recipe
  let watcher: WorkWatcher

  private static let most = 3
  /// Of the epochs.
  private static let part = 5
  /// Of the training clips, where the recipe keeps none for validation.
  private static let validationShare = 0.2

  /// The network with the best score of validation clips, of equals the one with the least loss; nil
  /// where a training was stopped.
  ///
  /// - Parameter candidates: the best before training first. It is taken where it is the only one, or
  ///   where no clips can be kept for validation.
  func best(of candidates: [BuiltModel.Pruned]) throws -> BuiltModel.Pruned? {
    let candidates = candidates.prefix(Self.most)
    let recipe = shortened
    guard candidates.count > 1, (try? trainings.plan(dense: recipe)) != nil else {
      return candidates.first
    }
    watcher.event(.choosing(count: candidates.count))
    guard let dense = try trainings.dense(recipe, folder: "short-dense") else { return nil }
    var best: (candidate: BuiltModel.Pruned, score: Double, loss: Double)?
    for candidate in candidates {
      guard
        let trained = try trainings.ticket(
          recipe, keep: candidate.share, grid: candidate.grid, prefix: "short-", from: dense)
      else { return nil }
      guard let (score, loss) = trained.result.validation else { continue }
      watcher.event(
        .trainedShortly(
          candidate,
          score: "\(trained.result.score.name) \(trained.result.score.text(score)) of "
            + "\(trained.plan.folds[0].validation.count) validation clips"))
      if let best, (best.score, -best.loss) >= (score, -loss) { continue }
      best = (candidate, score, loss)
    }
    return best?.candidate ?? candidates.first
  }

  private var shortened: Recipe {
    var short = recipe
    short.epochs = max(1, recipe.epochs / Self.part)
    short.quantisation?.epochs = max(1, (recipe.quantisation?.epochs ?? 0) / Self.part)
    // As early in the training as before.
    short.pruning?.rewind = (recipe.pruning?.rewind ?? 0) * short.epochs / recipe.epochs
    if recipe.validationShare == 0 { short.validationShare = Self.validationShare }
    return short
  }
}
