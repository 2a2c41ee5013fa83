public import DataSets
public import Recipes
public import Runs

/// The clips of a data set as a recipe divides them, and feeds networks with them.
public struct FedClips: Sendable {
  public let store: ClipStore
  let maker: SampleMaker
  /// The one that was asked for, as the data set is divided.
  public let fold: Fold?

  /// - Parameters:
  ///   - recipe: nil to feed clips as they are, divided as published.
  ///   - part: what is tested; nil for all clips.
  public init(_ store: ClipStore, _ recipe: Recipe?, testing part: TestedPart?) throws {
    self.store = store
    let folds = try Self.folds(recipe, part, of: store.set)
    fold = part.flatMap { _ in folds.first }
    // As a run has it, where nothing is cropped.
    let trained = folds.flatMap { $0.training + $0.validation }
    let longest = trained.map { store.counts[$0] }.max()
    maker = SampleMaker(
      recipe?.features ?? .waveform, recipe?.augmentation ?? Recipe.Augmentation(),
      rate: store.rate, longest: recipe.flatMap { _ in longest } ?? 1)
  }

  /// The fold that tests a part, or all of a recipe; none where neither is given, or where the
  /// recipe cannot divide the clips and does not have to.
  private static func folds(
    _ recipe: Recipe?, _ part: TestedPart?, of set: DataSet
  ) throws -> [Fold] {
    let choice = recipe?.folds ?? Recipe.FoldChoice()
    guard let part else {
      return recipe == nil ? [] : (try? FoldPlan(choice, of: set).folds) ?? []
    }
    return [try part.fold(choice, of: set)]
  }

  /// The parts that have clips, each with the folder that `ClipArrays` writes it to; of no fold, one
  /// part with all clips.
  public func parts(_ recipe: Recipe) throws -> [ClipArrays.Part] {
    guard let fold else {
      guard !store.readable.isEmpty else { throw ScoringError.noClips(path: store.set.root) }
      return [ClipArrays.Part(folder: "", clips: store.readable)]
    }
    let parts = try recipe.parts(of: fold, store)
    return [
      ClipArrays.Part(folder: "/training", clips: parts.training),
      ClipArrays.Part(folder: "/validation", clips: parts.validation),
      ClipArrays.Part(folder: "/test", clips: parts.test),
    ].filter { !$0.clips.isEmpty }
  }
}
