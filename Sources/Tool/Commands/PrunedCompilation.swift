import Basics
import Compiler
import Foundation
import Graph
import Interchange
import Program
import Recipes
import Training

/// A float network, pruned by magnitude and compiled on coarser grids until it fits.
final class PrunedCompilation {
  private let checkpoint: Checkpoint
  private let examples: [[CalibrationInput]]
  private let standardisation: StandardisationChoice
  private let asked: Budget
  /// What is asked for, less the reserve.
  private var budget: Budget
  /// Whose layers are protected, and have grids of their own.
  private let recipe: Recipe?
  /// Of all weights.
  private let weightsNotZero: Double
  /// Of the whole network.
  private let calibration: Calibration
  private let likeness: ScoreLikeness
  private var made: [BudgetSearch.Candidate: CompiledModel] = [:]

  /// - Parameters:
  ///   - calibration: of the whole network on the examples.
  ///   - reserve: the share of the largest file that may be used.
  ///   - recipe: whose protected layers and grids are those that will be trained.
  init(
    _ checkpoint: Checkpoint, _ examples: [[CalibrationInput]], _ calibration: Calibration,
    standardisation: StandardisationChoice, budget: Budget, reserve: Double = 1,
    like recipe: Recipe? = nil
  ) throws {
    self.checkpoint = checkpoint
    self.examples = examples
    self.calibration = calibration
    self.standardisation = standardisation
    asked = budget
    self.budget = budget
    self.budget.goals.maxFileBytes = budget.goals.maxFileBytes.map { Int(Double($0) * reserve) }
    self.recipe = recipe
    likeness = ScoreLikeness(
      try FloatGraph(lowering: checkpoint.network, checkpoint.parameters), examples, calibration)
    let weights = try checkpoint.network.parameterShapes().filter { $0.shape.count > 1 }
      .reduce(0) { $0 + $1.shape.reduce(1, *) }
    weightsNotZero =
      try Double(checkpoint.parameters.weightsNotZero(in: checkpoint.network)) / Double(weights)
  }

  /// What was found.
  struct Found: CustomStringConvertible {
    var model: CompiledModel
    /// Of all weights.
    var share: Double
    var grid: Int

    var description: String {
      "\(Numerals.fixed(share * 100, decimals: 1)) % of the weights on ±\(grid)"
    }
  }

  /// The share of all weights that a candidate keeps.
  private func share(_ candidate: BudgetSearch.Candidate) -> Double {
    Double(candidate.kept) / 100 * weightsNotZero
  }

  /// Looks for the best settings and shows what it tries as a table.
  func search(grids: [Int]) throws -> Found {
    var table = BudgetSearch.Trial.table
    print(table.lastLine)
    let search = BudgetSearch(grids: grids, size: size, likeness: likeness)
    let found = try search.run { trial in
      table.append(trial.cells(weights: share(trial.candidate)))
      print(table.lastLine)
      fflush(nil)
    }
    guard let candidate = found?.candidate, let model = made[candidate] else {
      throw CommandError(
        "nothing fits into \(asked.description), not even 1 % of the weights on ±\(grids.min() ?? 0); "
          + "take a smaller network")
    }
    return Found(model: model, share: share(candidate), grid: candidate.grid)
  }

  private func compiled(
    _ candidate: BudgetSearch.Candidate, calibrating: Bool
  ) throws -> CompiledModel {
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
        graph, examples: examples, standardisation: standardisation, ranges: calibration.choice)
      : calibration
    var grid = WeightGrid(largest: candidate.grid)
    if var quantisation = recipe?.quantisation {
      quantisation.grid = candidate.grid
      grid.layers = graph.ops.reduce(into: [:]) {
        $0[$1.name] = quantisation.grid(ofLayer: $1.name)
      }
    }
    return try budget.compile(
      Quantiser(graph, calibration, standardisation, grid: grid).program())
  }

  /// By the ranges of the whole network, which change a file's size by little.
  private func size(_ candidate: BudgetSearch.Candidate) throws -> BudgetSearch.Size {
    guard !Interrupt.isRequested else { throw CommandError("stopped; the same command goes on") }
    do {
      let model = try compiled(candidate, calibrating: false)
      return BudgetSearch.Size(
        fileBytes: model.file.count, arenaBytes: model.plan.arenaBytes, macs: try model.macs,
        isWithinBudget: true)
    } catch let excess as Budget.Excess {
      return switch excess {
      case .file(let bytes, _): BudgetSearch.Size(fileBytes: bytes, isWithinBudget: false)
      case .arena(let bytes, _): BudgetSearch.Size(arenaBytes: bytes, isWithinBudget: false)
      case .macs(let macs, _): BudgetSearch.Size(macs: macs, isWithinBudget: false)
      }
    }
  }

  private func likeness(
    _ candidate: BudgetSearch.Candidate
  ) throws -> BudgetSearch.Likeness? {
    do {
      let model = try compiled(candidate, calibrating: true)
      made[candidate] = model
      return try likeness(model)
    } catch is Budget.Excess {
      return nil
    }
  }
}

extension BudgetSearch.Trial {
  /// A table whose widths are known before its rows are.
  fileprivate static let table = TextTable(
    [
      " levels", " weights kept", " file", " arena", " MACs, M", " same class", " correlation",
    ], leastWidths: [9, 12, 11, 11, 10, 10, 11])

  fileprivate func cells(weights: Double) -> [String] {
    func percent(_ share: Double) -> String { Numerals.fixed(share * 100, decimals: 1) + " %" }
    return [
      "±\(candidate.grid)", percent(weights),
      size.fileBytes?.grouped ?? "",
      size.arenaBytes?.grouped ?? "",
      size.macs.map { Numerals.fixed(Double($0) / 1e6, decimals: 1) } ?? "",
      likeness.map { percent($0.agreement) } ?? (size.isWithinBudget ? "" : "too large"),
      likeness.map { Numerals.fixed($0.correlation, decimals: 4) } ?? "",
    ]
  }
}
