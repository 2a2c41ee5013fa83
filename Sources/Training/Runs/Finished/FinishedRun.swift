import Basics
package import Compiler
package import DataSets
public import Graph
public import Interchange
public import Recipes
public import Reports
public import Training

/// A run that is done: what it was trained on, and what came out of every training.
public struct FinishedRun: Sendable {
  public let recipe: Recipe
  /// In their order.
  public let stages: [TrainedStage]
  /// The place of the last stage in floats, but for the control: of the ticket, or of the dense
  /// networks.
  public let lastFloatPlace: Int
  private let folder: RunFolder
  private let plan: RunPlan

  /// Reads a run whose classes exclude each other, and checks that it was trained on these clips.
  ///
  /// - Parameter store: gives the clips that a recipe's network is fed with.
  public init(
    _ folder: RunFolder, threads: Int, store: (Recipe, Network) throws -> ClipStore
  ) throws {
    guard Paths.exists(folder.state) else { throw RunError.noRun(path: folder.path) }
    let state = try RunState(contentsOf: folder.state)
    guard Paths.exists(folder.results), let first = state.results.first else {
      throw RunError.unfinished(path: folder.path, trainings: state.results.count)
    }
    self.folder = folder
    recipe = try Recipe(json: state.recipe.utf8)
    guard recipe.loss.kind == .crossEntropy else { throw RunError.notExclusive(path: folder.path) }
    try folder.checkCheckpoints(of: state)
    let network = try Checkpoint(
      contentsOf: folder.checkpoint("best", fold: first.fold, stage: first.stageName)
    ).network
    let store = try store(recipe, network)
    guard network.labels == store.set.labels,
      let plan = Self.plan(of: state, recipe, network, store, threads: threads)
    else { throw RunError.otherData(path: folder.path, dataSet: store.set.name) }
    try state.checkClips(of: store, in: folder)
    self.plan = plan
    stages = TrainedStage.all(of: state)
    let lastName = recipe.lastFloatStage.name
    guard let place = stages.firstIndex(where: { $0.name == lastName }) else {
      throw RunError.badState(path: folder.state)
    }
    lastFloatPlace = place
  }

  /// The plan that the run has followed, as far as it can be told without what it started from; nil
  /// where it was another one.
  private static func plan(
    of state: RunState, _ recipe: Recipe, _ network: Network, _ store: ClipStore, threads: Int
  ) -> RunPlan? {
    let division = (try? FoldPlan(recipe.folds, of: store.set).folds) ?? []
    let names = Set(state.results.map(\.fold))
    let keys = division.filter { names.contains($0.name) }.map(\.key)
    var bare = recipe
    bare.start = nil
    bare.loss.distillation = nil
    // A run that is done has had a plan; its data set would still give it one.
    guard keys.count == names.count,
      let plan = try? RunPlan(bare, network: network, store: store, only: keys, threads: threads)
    else { return nil }
    // A run's fingerprint knows the parameters that it started from, which are not at hand.
    let isSame =
      plan.foldFingerprints == state.folds && (bare != recipe || plan.fingerprint == state.plan)
    return isSame ? plan : nil
  }
}

extension FinishedRun {
  public var lastFloatStage: TrainedStage { stages[lastFloatPlace] }
  public var network: Network { plan.network }
  /// What the data set is called.
  public var dataSet: String { plan.store.set.name }
  public var loss: Loss.Kind { recipe.loss.kind }

  /// The chosen network of a fold of a stage, and where it is kept.
  public func checkpoint(
    _ stage: TrainedStage, fold: String
  ) throws(CheckpointError) -> (path: String, checkpoint: Checkpoint) {
    let path = folder.checkpoint("best", fold: fold, stage: stage.name)
    return (path, try Checkpoint(contentsOf: path))
  }

  /// What a stage's networks said about the test clips of their folds.
  public func predictions(of stage: TrainedStage) throws -> FoldedPredictions {
    try predictions(of: stage, logits: stage.outcomes.map(\.logits))
  }

  /// What is said about the test clips of the first folds of a stage.
  ///
  /// - Parameter logits: of each fold, a row a clip.
  func predictions(of stage: TrainedStage, logits: [[[Float]]]) throws -> FoldedPredictions {
    try predictions(
      of: stage, probabilities: logits.map { $0.map { loss.probabilities($0.map(Double.init)) } })
  }

  /// The same from probabilities.
  public func predictions(
    of stage: TrainedStage, probabilities: [[[Double]]]
  ) throws -> FoldedPredictions {
    FoldedPredictions(
      try zip(stage.outcomes, probabilities).map { outcome, scores in
        let clips = outcome.clips.map { plan.store.set.clips[$0] }
        return FoldedPredictions.Fold(
          outcome.fold,
          try Predictions(
            labels: network.labels, truth: clips.map(\.label), scores: scores,
            names: clips.map(\.name), subjects: clips.map(\.subject)))
      })
  }
}

/// The sound of clips, which are indices into the data set's.
extension FinishedRun {
  /// What a network is tested with.
  package func sound(_ clip: Int) throws(DataSetError) -> [Int16] {
    plan.maker.wholeSound(try plan.store.samples(clip))
  }

  /// The same as a float network's input.
  package func input(_ clip: Int) throws(DataSetError) -> [Float] {
    plan.maker.whole(try plan.store.samples(clip))
  }

  /// How many values the input has.
  package func inputCount(_ clip: Int) -> Int { plan.wholeValues(clip) }

  /// Some of a fold's training clips, to calibrate activations with.
  package func calibrationExamples(
    fold: String, count: Int
  ) throws(DataSetError) -> [[CalibrationInput]] {
    let number = plan.folds.firstIndex { $0.name == fold } ?? 0
    return try plan.calibrationExamples(fold: number, count: count)
  }
}
