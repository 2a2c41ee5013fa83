import Basics
import Graph
import Interchange

/// A training of all folds, in a folder of its own.
///
/// The state is saved at the end of an epoch, as often as saving takes no more than a twentieth of
/// the time, when it is asked to stop, and at the end of a stage of a fold. Whenever the process ends, the run
/// can go on from there and leaves the same checkpoints as if nothing had happened. A run that is
/// done keeps its state, so that going on with it writes its results anew.
///
/// A run goes on with the recipe, clips and checkpoints that it had, or not at all. One process at a
/// time trains in a folder.
public final class TrainingRun {
  /// Where a run stands, for whoever watches.
  public struct Moment: Sendable {
    public var fold: String
    /// nil in a run of one training a fold.
    public var stage: String?
    /// Counted from 1.
    public var epoch: Int
    public var epochs: Int
    /// Of the epoch so far.
    public var loss: Double
    public var accuracy: Double?
    /// Of the last epoch that ended, which is this one at its last step.
    public var validationScore: Double?
    /// What the validation score is.
    public var score: Score
    /// Of this process.
    public var clipsPerSecond: Double
    /// Of all folds.
    public var share: Double
  }

  private let plan: RunPlan
  private let folder: RunFolder
  private let earlier: EarlierRun?
  private let command: String?
  private var state: RunState
  /// Of the folder, as long as the run lives.
  private let lock: FileLock
  /// Before that moment, saving again would cost too much.
  private var nextSave = ContinuousClock.now

  /// - Parameters:
  ///   - recipe: its text as run, which is kept, and has to be the same for a run to go on.
  ///   - earlier: where to take finished trainings from.
  ///   - command: what the report says it was trained by.
  ///   - resuming: whether to go on with what is in the folder; otherwise there must be no run.
  public init(
    _ plan: RunPlan, recipe: String, folder: RunFolder, earlier: EarlierRun? = nil,
    command: String? = nil, resuming: Bool
  ) throws {
    self.plan = plan
    self.command = command
    self.folder = folder
    self.earlier = earlier
    let fingerprint = plan.fingerprint
    let folds = plan.foldFingerprints
    guard !resuming || folder.holdsRun else { throw RunError.nothingToResume(path: folder.path) }
    try Folder.make(folder.path)
    guard let lock = try FileLock(folder.lock) else { throw RunError.locked(path: folder.path) }
    self.lock = lock
    if resuming {
      state = try RunState(contentsOf: folder.state)
      guard state.recipe == recipe, state.plan == fingerprint else {
        throw RunError.otherRecipe(path: folder.path)
      }
      try state.checkClips(of: plan.store, in: folder)
      guard state.folds == folds else { throw RunError.otherRecipe(path: folder.path) }
      try folder.checkTexts(of: state, labels: plan.network.labels)
      try folder.checkCheckpoints(of: state)
    } else {
      guard !folder.holdsRun, !Paths.exists(folder.results) else {
        throw RunError.folderInUse(path: folder.path)
      }
      state = RunState(
        recipe: recipe, plan: fingerprint, clips: plan.store.fingerprints, folds: folds)
      try RunFolder.write(recipe, to: folder.recipe)
      try AtomicFile.write(TextLines.file(plan.network.labels), to: folder.labels)
      try save(nil)
    }
    try folder.writeMetrics(state.epochs)
  }

  /// Stages of all folds.
  private var trainings: Int { plan.folds.count * plan.recipe.stages.count }

  /// How much is done already, from 0 to 1, by steps.
  public var share: Double { share(with: state.fold?.progress.step ?? 0) }

  /// The same with some steps of the training in work. A training that ended early is done.
  private func share(with step: Int) -> Double {
    let stages = plan.recipe.stages
    let (number, stage) = state.results.count.quotientAndRemainder(dividingBy: stages.count)
    let before = plan.folds.indices.prefix(number).reduce(0) { $0 + plan.steps(ofFold: $1, stages) }
    let all = plan.folds.indices.reduce(0) { $0 + plan.steps(ofFold: $1, stages) }
    guard number < plan.folds.count else { return 1 }
    return Double(before + plan.steps(ofFold: number, stages.prefix(stage)) + step) / Double(all)
  }

  /// Trains what is left; nil where it was stopped as asked, and the state saved.
  public func run(
    shouldStop: () -> Bool, progress: (Moment) -> Void, foldEnded: (String) -> Void
  ) throws -> RunResult? {
    while state.results.count < trainings {
      let (number, stage) = state.results.count.quotientAndRemainder(
        dividingBy: plan.recipe.stages.count)
      guard try train(number, plan.recipe.stages[stage], shouldStop, progress, foldEnded) else {
        return nil
      }
    }
    let result = try RunResult(plan, state, command: command)
    try result.write(to: folder)
    return result
  }

  private func train(
    _ number: Int, _ stage: Stage, _ shouldStop: () -> Bool, _ progress: (Moment) -> Void,
    _ foldEnded: (String) -> Void
  ) throws -> Bool {
    let name = plan.folds[number].name
    try folder.make(fold: name, stage)
    if try adopt(number, stage) { return true }
    let begin = try StageStart(
      plan, number: number, stage, trained: try trained(name, before: stage))
    let training = try FoldTraining(plan, number: number, stage, begin, resuming: state.fold)
    let stageName = plan.recipe.name(of: stage)
    var epochs = begin.epochs + state.epochs.filter { $0.fold == name && $0.stage == stageName }
    let start = ContinuousClock.now
    var clips = 0
    while !training.isFinished {
      if shouldStop() {
        try save(training)
        return false
      }
      let (samples, epoch) = try training.takeStep(after: epochs)
      clips += samples
      let seconds = start.duration(to: .now) / .seconds(1)
      progress(
        Moment(
          fold: name, stage: stageName, epoch: (training.step - 1) / training.stepsPerEpoch + 1,
          epochs: training.epochs, loss: epoch?.loss ?? training.runningLoss,
          accuracy: epoch?.accuracy ?? training.runningAccuracy,
          validationScore: (epoch ?? epochs.last)?.validationScore, score: plan.score,
          clipsPerSecond: Double(clips) / max(seconds, 1e-9),
          share: share(with: training.step)))
      guard let epoch else { continue }
      epochs.append(epoch)
      state.epochs.append(epoch)
      try folder.appendMetrics(epoch)
      if nextSave <= .now { try save(training) }
    }
    // Testing puts the chosen parameters in the place of the last.
    let (last, chosen) = (training.last, training.chosen)
    let quantisation = try training.scheme?.text
    func checkpoint(_ parameters: Parameters) -> Checkpoint {
      Checkpoint(network: plan.network, parameters: parameters, quantisation: quantisation)
    }
    let result = try training.test()
    try finish(stage, result, last: checkpoint(last), chosen: checkpoint(chosen))
    let title = [plan.folds[number].title(in: plan.store.set), result.stage].compactMap { $0 }
      .joined(separator: ", ")
    foldEnded("\(title): \(try plan.assessment(result.clips, logits: result.logits).sentence)")
    return true
  }

  /// What the stages of a fold before this one have ended with.
  private func trained(_ fold: String, before stage: Stage) throws -> [Parameters] {
    try plan.recipe.stages.prefix { $0 != stage }.map {
      try Checkpoint(contentsOf: folder.checkpoint("best", fold: fold, $0)).parameters
    }
  }

  /// Takes over a training that another run has finished; whether there was one.
  private func adopt(_ number: Int, _ stage: Stage) throws -> Bool {
    let name = plan.folds[number].name
    guard state.fold == nil,
      let training = try earlier?.training(stage, fold: name, fingerprint: state.folds[number])
    else { return false }
    state.epochs += training.epochs
    try folder.writeMetrics(state.epochs)
    try finish(stage, training.result, last: training.last, chosen: training.chosen)
    return true
  }

  private func finish(
    _ stage: Stage, _ result: RunState.FoldResult, last: Checkpoint, chosen: Checkpoint
  ) throws {
    for (file, checkpoint) in [("last", last), ("best", chosen)] {
      try checkpoint.write(to: folder.checkpoint(file, fold: result.fold, stage))
    }
    var result = result
    result.checkpoints = folder.fingerprints(fold: result.fold, stage: stage.name)
    state.results.append(result)
    try save(nil)
  }

  private func save(_ training: FoldTraining?) throws {
    let start = ContinuousClock.now
    state.fold = training?.state
    try state.write(to: folder.state)
    nextSave = .now.advanced(by: start.duration(to: .now) * 19)
  }
}
