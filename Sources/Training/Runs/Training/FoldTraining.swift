import Basics
import Compiler
import DataSets
import Graph
import Recipes
import Training

/// One stage of a fold's training, step by step, from any step on.
///
/// Everything random is seeded by the recipe's seed and the place where it is used, so that a step
/// depends on the state before it and on nothing else.
final class FoldTraining {
  private let plan: RunPlan
  private let fold: Fold
  private let stage: Stage
  /// In a quantised stage.
  let scheme: QuantisationScheme?
  /// The fold's place in the data set's division, by which all that is random is seeded.
  private let seedPlace: Int
  private let trained: TrainingNetwork
  private let teacher: TrainingNetwork?
  private let optimizer: Optimizer
  private let loss: Loss
  private let classifier: Classifier
  private var progress: RunState.Progress
  private var best: Parameters?
  private var order: (epoch: Int, clips: [Int]) = (-1, [])

  /// - Parameter number: the fold's place in the plan, counted from 0.
  init(
    _ plan: RunPlan, number: Int, _ stage: Stage, _ start: StageStart,
    resuming state: RunState.Fold? = nil
  ) throws {
    self.plan = plan
    self.stage = stage
    fold = plan.folds[number]
    seedPlace = plan.places[number]
    let recipe = plan.recipe
    let batch = BatchShape(
      inputLength: plan.network.inputLength(values: plan.trainingValues),
      samples: min(recipe.batch, fold.training.count))
    scheme = start.scheme
    let longest = (fold.validation + fold.test).map { plan.wholeValues($0) }.max() ?? 1
    let together = max(1, recipe.batch * plan.trainingValues / longest)
    trained = try TrainingNetwork(
      plan.network, state?.parameters ?? start.parameters, scheme: scheme,
      batches: [
        batch,
        BatchShape(inputLength: plan.network.inputLength(values: longest), samples: together),
      ])
    if let mask = start.mask { trained.keep(mask) }
    classifier = Classifier(trained, samples: together, workers: plan.workers)
    teacher = try plan.teacher.map {
      try TrainingNetwork($0.network, $0.parameters, batches: [batch])
    }
    optimizer = Optimizer(
      recipe.optimizer.kind, weightDecay: recipe.optimizer.weightDecay, network: trained
    ) { recipe.optimizer.fraction(ofLayer: $0.layerName) }
    loss = plan.loss(training: fold.training)
    progress = state?.progress ?? RunState.Progress(step: start.step)
    best = state?.best
    if let state, !optimizer.restore(steps: state.optimizerSteps, moments: state.moments) {
      throw RunError.badState(path: fold.name)
    }
  }

  var stepsPerEpoch: Int { plan.recipe.stepsPerEpoch(fold) }
  var epochs: Int { plan.recipe.epochs(of: stage) }
  var steps: Int { epochs * stepsPerEpoch }
  var step: Int { progress.step }
  /// Of the epoch in work so far.
  var runningLoss: Double { progress.lossSum / Double(max(1, progress.seen)) }
  var runningAccuracy: Double? {
    plan.score == .accuracy ? Double(progress.hits) / Double(max(1, progress.seen)) : nil
  }

  /// What the rest of the fold depends on.
  var state: RunState.Fold {
    RunState.Fold(
      progress: progress, parameters: trained.currentParameters(), best: best,
      optimizerSteps: optimizer.steps, moments: optimizer.moments)
  }

  var last: Parameters { trained.currentParameters() }
  /// Of the epoch with the best validation score; the last where nothing is validated.
  var chosen: Parameters { best ?? last }
  var bestEpoch: Int? { progress.bestEpoch }

  /// Trains on one batch.
  ///
  /// - Parameter epochs: of this fold so far.
  /// - Returns: the samples of the step, and the epoch if it ended with this step.
  func takeStep(after epochs: [RunState.Epoch]) throws -> (samples: Int, epoch: RunState.Epoch?) {
    let recipe = plan.recipe
    let epoch = progress.step / stepsPerEpoch
    let losses = epochs.map { $0.validationLoss ?? $0.loss }
    let rate =
      recipe.rate(of: stage)
      * recipe.schedule.factor(step: progress.step, of: steps, epoch: epoch, losses: losses)
    let clips = clips(ofStep: progress.step % stepsPerEpoch, epoch: epoch)
    let batch = try batch(clips, epoch: epoch)
    trained.setSamples(batch.samples)
    let (loss, logits) = try trained.step(
      optimizer, self.loss, samples: clips.count, targets: batch.targets, rate: rate,
      seed: SplitMix64(seed: recipe.seed, at: seedPlace, 3, progress.step).state,
      teacher: try teacherLogits(batch.samples), workers: plan.workers)
    guard loss.isFinite else { throw RunError.diverged(fold: fold.name, epoch: epoch + 1) }
    progress.lossSum += loss * Double(clips.count)
    progress.seen += clips.count
    if plan.score == .accuracy { progress.hits += hits(logits, clips) }
    progress.step += 1
    guard progress.step % stepsPerEpoch == 0 else { return (clips.count, nil) }
    return (clips.count, try endEpoch(epoch + 1, rate: rate))
  }

  /// Clips whose class has the highest logit.
  private func hits(_ logits: [Float], _ clips: [Int]) -> Int {
    let classes = plan.network.labels.count
    return clips.enumerated().count { place, clip in
      let row = logits[place * classes..<(place + 1) * classes]
      let top = row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
      return top == plan.store.set.clips[clip].label
    }
  }

  /// Whether all epochs are done, or too many have brought nothing better.
  var isFinished: Bool {
    guard progress.step % stepsPerEpoch == 0 else { return false }
    if progress.step >= steps { return true }
    guard let patience = plan.recipe.patience, let best = progress.bestEpoch else { return false }
    return progress.step / stepsPerEpoch - best >= patience
  }

  /// The logits of the test clips by the chosen parameters.
  func test() throws -> RunState.FoldResult {
    try trained.setParameters(chosen)
    let logits = try logits(fold.test)
    guard logits.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      throw RunError.diverged(fold: fold.name, epoch: bestEpoch ?? epochs)
    }
    return RunState.FoldResult(
      fold: fold.name, stage: plan.recipe.name(of: stage), clips: fold.test, logits: logits,
      bestEpoch: bestEpoch,
      weightsNotZero: plan.recipe.stages.count == 1
        ? nil : try chosen.weightsNotZero(in: plan.network))
  }

  private func endEpoch(_ number: Int, rate: Double) throws -> RunState.Epoch {
    var epoch = RunState.Epoch(
      fold: fold.name, stage: plan.recipe.name(of: stage), epoch: number, loss: runningLoss,
      accuracy: runningAccuracy, rate: rate)
    progress.lossSum = 0
    progress.hits = 0
    progress.seen = 0
    guard trained.isFinite else { throw RunError.diverged(fold: fold.name, epoch: number) }
    guard !fold.validation.isEmpty else { return epoch }
    let (loss, score) = try validate(epoch: number)
    epoch.validationLoss = loss
    epoch.validationAccuracy = plan.score == .accuracy ? score : nil
    epoch.validationMeanAveragePrecision = plan.score == .meanAveragePrecision ? score : nil
    let isBetter =
      progress.bestScore.map { score > $0 || (score == $0 && loss < progress.bestLoss ?? 0) }
      ?? true
    if isBetter {
      progress.bestScore = score
      progress.bestLoss = loss
      progress.bestEpoch = number
      best = trained.currentParameters()
    }
    return epoch
  }

  /// The plain loss, without weights, smoothing and teacher, and the score.
  private func validate(epoch: Int) throws -> (loss: Double, score: Double) {
    let logits = try logits(fold.validation)
    let plain = Loss(kind: plan.recipe.loss.kind)
    let loss = plain(
      logits: Array(logits.joined()), targets: plan.targets(fold.validation),
      classes: plan.network.labels.count
    ).value
    guard loss.isFinite else { throw RunError.diverged(fold: fold.name, epoch: epoch) }
    return (loss, try plan.assessment(fold.validation, logits: logits).value)
  }

  private func logits(_ clips: [Int]) throws -> [[Float]] {
    let (maker, store, network) = (plan.maker, plan.store, plan.network)
    let scheme = plan.recipe.features == .waveform ? scheme : nil
    let logits = try classifier.logits(counts: clips.map { plan.wholeValues($0) }) { place in
      let samples = try store.samples(clips[place])
      return scheme?.standardised(maker.wholeSound(samples), for: network) ?? maker.whole(samples)
    }
    try trained.use(inputLength: plan.network.inputLength(values: plan.trainingValues))
    return logits
  }

  /// Clips are shuffled for each epoch and divided evenly over its steps.
  private func clips(ofStep step: Int, epoch: Int) -> [Int] {
    if order.epoch != epoch {
      var random = SplitMix64(seed: plan.recipe.seed, at: seedPlace, 1, epoch)
      order = (epoch, random.shuffled(fold.training))
    }
    let count = fold.training.count
    return Array(order.clips[count * step / stepsPerEpoch..<count * (step + 1) / stepsPerEpoch])
  }

  /// Training samples of clips, changed and mixed, with their targets.
  private func batch(
    _ clips: [Int], epoch: Int
  ) throws(DataSetError) -> (samples: [[Float]], targets: [Float]) {
    let (maker, store, seed, seedPlace) = (plan.maker, plan.store, plan.recipe.seed, seedPlace)
    let samples = try plan.workers.results(clips.count) { place throws(DataSetError) in
      var random = SplitMix64(seed: seed, at: seedPlace, 2, epoch, clips[place])
      return maker.training(try store.samples(clips[place]), &random)
    }
    let targets = plan.targets(clips)
    guard let mixup = plan.recipe.augmentation.mixup, epoch >= mixup.warmup else {
      return (samples, targets)
    }
    var random = SplitMix64(seed: seed, at: seedPlace, 4, progress.step)
    let partners = random.shuffled(Array(clips.indices))
    var mixed = samples
    var mixedTargets = targets
    let classes = plan.network.labels.count
    for (place, partner) in partners.enumerated() {
      let drawn = random.nextBeta(mixup.alpha)
      let share = Float(max(drawn, 1 - drawn))
      func mix(_ own: Float, _ other: Float) -> Float { share * own + (1 - share) * other }
      for index in mixed[place].indices {
        mixed[place][index] = mix(samples[place][index], samples[partner][index])
      }
      for index in place * classes..<(place + 1) * classes {
        mixedTargets[index] = mix(targets[index], targets[index + (partner - place) * classes])
      }
    }
    return (mixed, mixedTargets)
  }

  private func teacherLogits(_ samples: [[Float]]) throws -> [Float] {
    guard let teacher else { return [] }
    teacher.setSamples(samples)
    return try teacher.logits(samples: samples.count, workers: plan.workers)
  }
}

extension RunPlan {
  /// Values of the network's input for a whole clip.
  func wholeValues(_ clip: Int) -> Int {
    recipe.features.values ?? maker.wholeCount(store.counts[clip])
  }

  /// What the dense training of a fold begins with; `number` is its place in the plan.
  func startParameters(fold number: Int) throws -> Parameters {
    var parameters = try recipe.architecture.initialisation.parameters(
      for: network, seed: SplitMix64(seed: recipe.seed, at: places[number], 0).state)
    for (name, tensor) in start?.tensors ?? [:] { parameters[name] = tensor }
    return parameters
  }

  fileprivate func loss(training clips: [Int]) -> Loss {
    let counts = store.set.labelCounts(clips).map(Double.init)
    let total = Double(clips.count)
    var loss = Loss(kind: recipe.loss.kind)
    loss.focalGamma = recipe.loss.focalGamma
    loss.classWeights =
      switch recipe.loss.classWeights {
      case .none: []
      case .balanced: counts.map { $0 > 0 ? total / (Double(network.labels.count) * $0) : 0 }
      case .complement: counts.map { 1 - $0 / total }
      case .given(let weights): weights
      }
    loss.labelSmoothing = recipe.loss.labelSmoothing
    loss.distillation = recipe.loss.distillation.map {
      Loss.Distillation(temperature: $0.temperature, share: $0.share)
    }
    return loss
  }
}
