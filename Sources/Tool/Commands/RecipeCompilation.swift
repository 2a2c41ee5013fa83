import Basics
import Arguments
import Compiler
import Foundation
import Interchange
import Program
import Recipes
import Runs

/// From a recipe to a file that fits: trains a fold, looks for the pruning rate and the grid that
/// fit, trains the ticket in integers, and compiles it.
///
/// What is trained stays in a folder beside the file, so that the same command goes on where it was
/// stopped.
struct RecipeCompilation {
  private let recipe: Recipe
  private let data: TrainingData
  private let fold: Int
  private let budget: Budget
  private let work: String
  private let arguments: ParsedArguments
  private let threads = Workers.everyCore.threads

  /// Files of networks that are trained again under a mask are larger than those of the same mask
  /// before: fewer weights lie near 0.
  private static let reserve = 0.95
  private static let mostAttempts = 5
  private static let clips = 32

  init(_ arguments: ParsedArguments, budget: Budget, output: String) throws {
    let path = arguments.positional("checkpoint")
    for option in [
      "--recipe", "--calibrate", "--clips", "--ranges", "--standardise", "--correct-biases",
    ]
    where arguments.isGiven(option) {
      throw UsageError("\(option): a recipe says itself how its network is quantised")
    }
    for flag in ["--unfused", "--unsimplified"] where arguments.flag(flag) {
      throw UsageError("\(flag): goes with a checkpoint")
    }
    guard let folder = arguments.string("--data") else {
      throw UsageError("a recipe needs recordings to train on; add --data <folder>")
    }
    self.arguments = arguments
    self.budget = budget
    recipe = try RecipeFile.read(path)
    data = try TrainingData(recipe, data: folder, beside: path)
    fold = try arguments.integer("--fold", in: 1...Int.max) ?? 1
    work = output + ".work"
  }

  /// The model and a sentence on it; nil where the training was stopped.
  func run() throws -> (model: CompiledModel, sentence: String)? {
    var recipe = recipe
    recipe.pruning?.control = false
    var dense = recipe
    (dense.pruning, dense.quantisation) = (nil, nil)
    let (densePlan, denseFolder) = (try plan(dense), RunFolder(work + "/dense"))
    guard let trained = try train(densePlan, denseFolder, from: nil) else { return nil }
    print("dense: \(trained.summary)")
    let name = densePlan.folds[0].name
    let checkpoint = try Checkpoint(contentsOf: denseFolder.checkpoint("best", fold: name))
    let examples = try densePlan.calibrationExamples(
      fold: 0, count: recipe.quantisation?.clips ?? Self.clips)
    let standardisation = recipe.quantisation?.standardisation ?? .clip
    let ranges = recipe.quantisation?.ranges ?? .leastError
    let pruned = try PrunedCompilation(
      checkpoint, examples,
      Calibration(
        FloatGraph(lowering: checkpoint.network, checkpoint.parameters), examples: examples,
        standardisation: standardisation, ranges: ranges), standardisation: standardisation,
      budget: budget, reserve: Self.reserve, like: recipe)
    let found = try pruned.search(grids: try arguments.grids)
    print("training \(found)")
    var keep = found.share
    for _ in 0..<Self.mostAttempts {
      guard let result = try train(recipe, keep: keep, grid: found.grid, denseFolder) else {
        return nil
      }
      do {
        let sentence = "\(found), trained in integers: \(result.summary)"
        return (try budget.compile(result.program), sentence)
      } catch let excess as Budget.Excess {
        print("after training \(excess); pruning more")
        keep *= excess.shrink
      }
    }
    throw CommandError(
      "trained networks stay larger than \(budget.description); allow more, or take a smaller one")
  }

  /// Trains the ticket in integers; nil where it was stopped.
  private func train(
    _ recipe: Recipe, keep: Double, grid: Int, _ dense: RunFolder
  ) throws -> (program: IntegerProgram, summary: String)? {
    var recipe = recipe
    if keep < 1 {
      var pruning = recipe.pruning ?? Recipe.Pruning(keep: keep)
      // Four digits are as many as a folder's name should have.
      pruning.keep = (keep * 10_000).rounded(.down) / 10_000
      recipe.pruning = pruning
    } else {
      recipe.pruning = nil
    }
    var quantisation =
      recipe.quantisation
      ?? Recipe.Quantisation(
        epochs: max(1, recipe.epochs / 4), rate: recipe.optimizer.rate / 10)
    quantisation.grid = grid
    recipe.quantisation = quantisation
    let plan = try plan(recipe)
    let folder = RunFolder("\(work)/keep-\(recipe.pruning?.keep ?? 1)-grid-\(grid)")
    guard let result = try train(plan, folder, from: dense) else { return nil }
    let checkpoint = try Checkpoint(
      contentsOf: folder.checkpoint("best", fold: plan.folds[0].name, .quantised))
    let program = try Quantiser(
      FloatGraph(lowering: checkpoint.network, checkpoint.parameters),
      by: QuantisationScheme(text: checkpoint.quantisation ?? "")
    ).program()
    return (program, result.assessment.sentence)
  }

  private func plan(_ recipe: Recipe) throws -> RunPlan {
    let (start, teacher) = try TrainCommand.checkpoints(
      of: recipe, at: arguments.positional("checkpoint"), arguments)
    return try RunPlan(
      recipe, network: data.network, store: data.store, only: [fold],
      start: start, teacher: teacher?.checkpoint, threads: threads)
  }

  private func train(
    _ plan: RunPlan, _ folder: RunFolder, from earlier: RunFolder?
  ) throws -> RunResult? {
    let run: TrainingRun
    do {
      run = try TrainingRun(
        plan, recipe: plan.recipe.json(), folder: folder,
        earlier: try earlier.map { try EarlierRun($0, for: plan) },
        resuming: folder.holdsRun)
    } catch RunError.otherRecipe {
      throw CommandError(
        "\(work): holds trainings of another recipe, fold or data; delete the folder, or name another "
          + "--output")
    }
    return try TrainCommand.train(run, howToGoOn: "the same command goes on")
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
