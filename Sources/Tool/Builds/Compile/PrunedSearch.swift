import Compiler
import Graph
import Interchange
import Program
import Recipes
import Runs
import Training

/// Looks for the largest share of a float network that fits into a budget: pruned by magnitude, on
/// coarser grids.
final class PrunedSearch {
  private let network: CalibratedNetwork
  private let asked: Budget
  /// Of what is asked for, less the reserve.
  private let builder: ModelBuilder
  /// Whose layers are protected, and have grids of their own.
  private let recipe: Recipe?
  /// Of all weights.
  private let weightsNotZero: Double
  private let likeness: ScoreLikeness
  private let reserve: Budget.Reserve?
  private var made: [BudgetSearch.Candidate: BuiltModel] = [:]

  /// - Parameters:
  ///   - reserve: the share of the largest file that a training which follows may need.
  ///   - recipe: whose protected layers and grids are those that will be trained.
  init(
    _ network: CalibratedNetwork, within budget: Budget, reserve share: Double = 0,
    like recipe: Recipe? = nil
  ) throws {
    self.network = network
    self.recipe = recipe
    asked = budget
    reserve = Budget.Reserve(share, of: budget)
    var reduced = budget
    if let reserve { reduced.goals.maxFileBytes = reserve.usableBytes }
    builder = ModelBuilder(reduced)
    likeness = ScoreLikeness(network.graph, network.examples, network.calibration)
    let checkpoint = network.checkpoint
    let weights = try checkpoint.network.parameterShapes().filter { $0.shape.count > 1 }
      .reduce(0) { $0 + $1.shape.reduce(1, *) }
    weightsNotZero =
      try Double(checkpoint.parameters.weightsNotZero(in: checkpoint.network)) / Double(weights)
  }

  /// The share of all weights that a candidate keeps.
  private func share(_ candidate: BudgetSearch.Candidate) -> Double {
    Double(candidate.kept) / 100 * weightsNotZero
  }

  /// The best candidate of each grid, first the one whose scores stay nearest to the float network's;
  /// throws where none fits.
  ///
  /// - Parameter grids: from the finest to the coarsest.
  func run(grids: [Int], watcher: WorkWatcher) throws -> [BuiltModel] {
    watcher.event(.searching(reserve))
    let search = BudgetSearch(
      grids: grids,
      size: { candidate in
        guard !watcher.shouldStop() else { throw BuildError.stopped }
        return try self.size(candidate)
      }, likeness: likeness)
    let found = try search.run { trial in
      watcher.event(.tried(trial, share: share(trial.candidate)))
    }
    guard !found.isEmpty else {
      throw BuildError.nothingFits(asked, coarsestGrid: grids.min() ?? 0)
    }
    return found.compactMap { made[$0.candidate] }
  }

  private func built(_ candidate: BudgetSearch.Candidate, calibrating: Bool) throws -> BuiltModel {
    let checkpoint = network.checkpoint
    var parameters = checkpoint.parameters
    if candidate.kept < 100 {
      parameters = try WeightMask(
        keeping: share(candidate), of: parameters, in: checkpoint.network,
        scope: recipe?.pruning?.scope ?? .network,
        protected: { recipe?.pruning?.protects($0) ?? false }
      ).applied(to: parameters)
    }
    let graph = try FloatGraph(lowering: checkpoint.network, parameters)
    let calibration =
      calibrating && candidate.kept < 100
      ? try Calibration(
        graph, examples: network.examples, standardisation: network.standardisation,
        ranges: network.calibration.choice)
      : network.calibration
    var grid = WeightGrid(largest: candidate.grid)
    if var quantisation = recipe?.quantisation {
      quantisation.grid = candidate.grid
      grid = quantisation.weightGrid(of: graph)
    }
    let program = try Quantiser(graph, calibration, network.standardisation, grid: grid).program()
    return BuiltModel(
      model: try builder.model(of: program), program: program, graph: graph)
  }

  /// By the ranges of the whole network, which change a file's size by little.
  private func size(_ candidate: BudgetSearch.Candidate) throws -> BudgetSearch.Size {
    do {
      let model = try built(candidate, calibrating: false).model
      return BudgetSearch.Size(
        fileBytes: model.file.count, arenaBytes: model.plan.arenaBytes, macs: model.macs,
        isWithinBudget: true)
    } catch let excess as Budget.Excess {
      return switch excess {
      case .file(let bytes, _):
        BudgetSearch.Size(
          fileBytes: bytes, isWithinBudget: false,
          isInReserve: bytes <= asked.goals.maxFileBytes ?? 0)
      case .arena(let bytes, _): BudgetSearch.Size(arenaBytes: bytes, isWithinBudget: false)
      case .macs(let macs, _): BudgetSearch.Size(macs: macs, isWithinBudget: false)
      case .load: BudgetSearch.Size(isWithinBudget: false)
      }
    }
  }

  private func likeness(_ candidate: BudgetSearch.Candidate) throws -> BudgetSearch.Likeness? {
    do {
      var built = try built(candidate, calibrating: true)
      let likeness = try likeness(built.model)
      built.pruned = BuiltModel.Pruned(
        share: share(candidate), grid: candidate.grid, correlation: likeness.correlation)
      made[candidate] = built
      return likeness
    } catch is Budget.Excess {
      return nil
    }
  }
}
