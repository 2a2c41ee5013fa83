import Compiler
import DataSets
import Interchange
import Program
public import Recipes
public import Runs

/// From a recipe to a file that fits: trains a fold, looks for the pruning rate and the grid that
/// fit, trains the ticket in integers, and compiles it.
///
/// What is trained stays in a folder, so that the same build goes on where it was stopped.
public struct RecipeBuild {
  /// Carries out a run; nil where it was stopped, and saved.
  public typealias Trainer = (TrainingRun) throws -> RunResult?

  private let recipe: Recipe
  private let data: RecipeData
  private let checkpoints: RecipeCheckpoints
  private let fold: String?
  private let budget: Budget
  private let grids: [Int]
  private let work: String
  private let threads: Int
  private let trainer: Trainer
  private let watcher: WorkWatcher

  /// Files of networks that are trained again under a mask are larger than those of the same mask
  /// before: fewer weights lie near 0.
  private static let reserve = 0.95
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
    self.data = data
    self.checkpoints = checkpoints
    self.fold = fold
    self.budget = budget
    self.grids = grids
    self.work = work
    self.threads = threads
    self.trainer = trainer
    self.watcher = watcher
  }

  /// The model, and what its network says about the fold's test clips (`61.5 % of 80 test clips`);
  /// nil where a training was stopped.
  public func run() throws -> (built: BuiltModel, sentence: String)? {
    var recipe = recipe
    recipe.pruning?.control = false
    var dense = recipe
    (dense.pruning, dense.quantisation) = (nil, nil)
    let (densePlan, denseFolder) = (try plan(dense), RunFolder(work + "/dense"))
    guard let trained = try train(densePlan, denseFolder, from: nil) else { return nil }
    watcher.event(.denseTrained(summary: trained.summary))
    let name = densePlan.folds[0].name
    let network = try CalibratedNetwork(
      try Checkpoint(contentsOf: denseFolder.checkpoint("best", fold: name)),
      examples: densePlan.calibrationExamples(
        fold: 0, count: recipe.quantisation?.clips ?? Self.clips),
      standardisation: recipe.quantisation?.standardisation ?? .clip,
      ranges: recipe.quantisation?.ranges ?? .leastError)
    let search = try PrunedSearch(network, within: budget, reserve: Self.reserve, like: recipe)
    guard let found = try search.run(grids: grids, watcher: watcher).pruned else { return nil }
    watcher.event(.training(found))
    return try build(recipe, found, denseFolder)
  }

  /// Trains what was found in integers, and again with fewer weights while it does not fit.
  private func build(
    _ recipe: Recipe, _ found: BuiltModel.Pruned, _ dense: RunFolder
  ) throws -> (built: BuiltModel, sentence: String)? {
    var keep = found.share
    for _ in 0..<Self.mostAttempts {
      guard let (network, summary) = try train(recipe, keep: keep, grid: found.grid, dense) else {
        return nil
      }
      do {
        var built = try ModelBuilder(budget).build(network, ifTooLarge: .none)
        built.pruned = found
        return (built, summary)
      } catch let excess as Budget.Excess {
        watcher.event(.tooLargeOnceTrained(excess))
        keep *= excess.shrink
      }
    }
    throw BuildError.staysTooLarge(budget)
  }

  /// Trains the ticket in integers; nil where it was stopped.
  private func train(
    _ recipe: Recipe, keep: Double, grid: Int, _ dense: RunFolder
  ) throws -> (network: ScaledNetwork, summary: String)? {
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
    let plan = try plan(recipe)
    let folder = RunFolder("\(work)/keep-\(recipe.pruning?.keep ?? 1)-grid-\(grid)")
    guard let result = try train(plan, folder, from: dense) else { return nil }
    let checkpoint = try Checkpoint(
      contentsOf: folder.checkpoint("best", fold: plan.folds[0].name, .quantised))
    guard let network = try ScaledNetwork(trained: checkpoint) else { throw CompileError.badScheme }
    return (network, result.assessment.sentence)
  }

  private func plan(_ recipe: Recipe) throws -> RunPlan {
    let fold = try fold ?? FoldPlan(recipe.folds, of: data.store.set).folds[0].key
    return try RunPlan(
      recipe, network: data.network, store: data.store, only: [fold], start: checkpoints.start,
      teacher: checkpoints.teacher, threads: threads)
  }

  private func train(
    _ plan: RunPlan, _ folder: RunFolder, from earlier: RunFolder?
  ) throws -> RunResult? {
    let run: TrainingRun
    do {
      run = try TrainingRun(
        plan, recipe: plan.recipe.json(), folder: folder,
        earlier: try earlier.map { try EarlierRun($0, for: plan) }, resuming: folder.holdsRun)
    } catch RunError.otherRecipe {
      throw BuildError.otherTrainings(folder: work)
    }
    return try trainer(run)
  }
}

extension Budget.Excess {
  /// By how much to prune more.
  fileprivate var shrink: Double {
    switch self {
    case .file(let bytes, let limit): 0.98 * Double(limit) / Double(bytes)
    case .arena, .macs: 0.9
    }
  }
}
