import DataSets
import Recipes
import Runs

/// The clips of a data set as a recipe divides them, and feeds networks with them.
struct FedClips {
  let store: ClipStore
  let maker: SampleMaker
  /// The one that was asked for, as the data set is divided.
  let fold: Fold?

  /// - Parameters:
  ///   - recipe: nil to feed clips as they are, divided as published.
  ///   - number: of the fold, counted from 1; nil for all clips.
  init(_ store: ClipStore, _ recipe: Recipe?, fold number: Int?) throws {
    self.store = store
    let folds = try Self.folds(recipe, number, of: store.set)
    fold = number.flatMap { _ in folds.first }
    // As a run has it, where nothing is cropped.
    let trained = folds.flatMap { $0.training + $0.validation }
    let longest = trained.map { store.counts[$0] }.max()
    maker = SampleMaker(
      recipe?.features ?? .waveform, recipe?.augmentation ?? Recipe.Augmentation(),
      rate: store.rate, longest: recipe.flatMap { _ in longest } ?? 1)
  }

  /// The fold with a number, or all of a recipe; none where neither is given, or where the recipe
  /// cannot divide the clips and does not have to.
  private static func folds(
    _ recipe: Recipe?, _ number: Int?, of set: DataSet
  ) throws -> [Fold] {
    let choice = recipe?.folds ?? Recipe.FoldChoice()
    guard let number else {
      return recipe == nil ? [] : (try? FoldPlan(choice, of: set).folds) ?? []
    }
    let folds = try FoldPlan(choice, of: set).folds
    guard folds.indices.contains(number - 1) else {
      throw CommandError("--fold: there are folds 1 to \(folds.count)")
    }
    return [folds[number - 1]]
  }
}
