import Compiler
import Interchange
import Program
public import Recipes
public import Runs

/// From a recipe to a file that fits: trains a fold, looks for pruning rates and grids that fit, trains
/// the best of them shortly to choose one, trains its ticket in integers, and compiles it.
///
/// What is trained stays in a folder, so that the same build goes on where it was stopped.
public struct RecipeBuild {
  /// Carries out a run; nil where it was stopped, and saved.
  public typealias Trainer = (TrainingRun) throws -> RunResult?

  private let recipe: Recipe
  private let trainings: RecipeTrainings
  private let budget: Budget
  private let grids: [Int]
  private let watcher: WorkWatcher

  /// Files of networks that are trained again under a mask are larger than those of the same mask
  /// before: fewer weights lie near 0.
  private static let reserve = 0.05
  private static let mostAttempts = 5
  private static let clips = 32

  /// - Parameters:
  ///   - checkpoints: what the recipe starts from and learns from.
  ///   - fold: its key; nil for the first.
  ///   - grids: to choose from, from the finest to the coarsest.
  ///   - work: the folder that keeps what is trained.
  public init(
    _ recipe: Recipe, _ data: RecipeData, _ checkpoints: RecipeCheckpoints, fold: String? = nil,
    budget: Budget, grids: [Int], work: String, threads: Int, watcher: WorkWatcher = .silent,
    trainer: @escaping Trainer
  ) {
    self.recipe = recipe
    trainings = RecipeTrainings(
      data: data, checkpoints: checkpoints, fold: fold, work: work, threads: threads,
      trainer: trainer)
    self.budget = budget
    self.grids = grids
    self.watcher = watcher
  }

  /// The model, and what its network says about the fold's test clips (`61.5 % of 80 test clips`);
  /// nil where a training was stopped.
  public func run() throws -> (built: BuiltModel, sentence: String)? {
    var recipe = recipe
    recipe.pruning?.control = false
    guard let dense = try trainings.dense(recipe) else { return nil }
    watcher.event(.denseTrained(summary: dense.result.summary))
    let network = try CalibratedNetwork(
      try Checkpoint(contentsOf: dense.best(.dense)),
      examples: dense.plan.calibrationExamples(
        fold: 0, count: recipe.quantisation?.clips ?? Self.clips),
      standardisation: recipe.quantisation?.standardisation ?? .clip,
      ranges: recipe.quantisation?.ranges ?? .leastError)
    let search = try PrunedSearch(network, within: budget, reserve: Self.reserve, like: recipe)
    let fitting = try search.run(grids: grids, watcher: watcher).compactMap(\.pruned)
    let choice = ShortTrainings(trainings: trainings, recipe: recipe, watcher: watcher)
    guard let found = try choice.best(of: fitting) else { return nil }
    watcher.event(.training(found))
    return try build(recipe, found, dense)
  }

  /// Trains what was found in integers, and again with fewer weights while it does not fit.
  private func build(
    _ recipe: Recipe, _ found: BuiltModel.Pruned, _ dense: RecipeTrainings.Outcome
  ) throws -> (built: BuiltModel, sentence: String)? {
    var keep = found.share
    for _ in 0..<Self.mostAttempts {
      guard
        let ticket = try trainings.ticket(recipe, keep: keep, grid: found.grid, from: dense)
      else { return nil }
      let checkpoint = try Checkpoint(contentsOf: ticket.best(.quantised))
      guard let network = try ScaledNetwork(trained: checkpoint) else {
        throw CompileError.badScheme
      }
      do {
        var built = try ModelBuilder(budget).build(network, ifTooLarge: .none)
        built.pruned = found
        return (built, ticket.result.assessment.sentence)
      } catch let excess as Budget.Excess {
        watcher.event(.tooLargeOnceTrained(excess))
        keep *= excess.shrink
      }
    }
    throw BuildError.staysTooLarge(budget)
  }
}

extension Budget.Excess {
  /// By how much to prune more.
  fileprivate var shrink: Double {
    switch self {
    case .file(let bytes, let limit): 0.98 * Double(limit) / Double(bytes)
    case .arena, .macs, .load: 0.9
    }
  }
}
