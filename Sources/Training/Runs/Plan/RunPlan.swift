import Basics
public import DataSets
public import Graph
public import Interchange
public import Recipes
public import Training

/// All that a run needs, checked before it begins.
public struct RunPlan: Sendable {
  public let recipe: Recipe
  public let network: Network
  public let store: ClipStore
  public let folds: [Fold]
  /// Where each fold stands in the data set's division, counted from 0.
  let places: [Int]
  let maker: SampleMaker
  let start: Parameters?
  let teacher: Checkpoint?
  let workers: Workers
  /// Values of the network's input for a training sample.
  let trainingValues: Int

  /// - Parameters:
  ///   - network: with as many outputs as the data set has classes, and its labels.
  ///   - store: clips at `Self.rate(of:network:)`.
  ///   - only: keys of the folds to train; empty for all.
  ///   - start: what transfer starts from, and its path.
  public init(
    _ recipe: Recipe, network: Network, store: ClipStore, only: [String] = [],
    start: (path: String, checkpoint: Checkpoint)? = nil, teacher: Checkpoint? = nil, threads: Int
  ) throws {
    self.recipe = recipe
    self.network = network
    self.store = store
    self.teacher = teacher
    workers = Workers(threads: threads)
    try recipe.loss.kind.check(store.set)
    if let (label, clips) = store.lostClass { throw RunError.lostClass(label: label, clips: clips) }
    if recipe.loss.kind == .binary, let layer = network.softmax {
      throw RunError.softmax(layer: layer)
    }
    let division = try FoldPlan(recipe.folds, of: store.set)
    let wanted = try only.map { try division.fold($0, of: store.set) }
    places = division.folds.indices.filter {
      only.isEmpty || wanted.contains(division.folds[$0])
    }
    folds = try places.map { try recipe.parts(of: division.folds[$0], store) }
    let counts = folds.flatMap { $0.training + $0.validation }.map { store.counts[$0] }
    let shortest = counts.min() ?? 0
    let longest = counts.max() ?? 0
    if recipe.features == .waveform, recipe.augmentation.crop == nil, shortest < longest {
      throw RunError.lengthsDiffer(shortest: shortest, longest: longest, rate: store.rate)
    }
    maker = SampleMaker(recipe.features, recipe.augmentation, rate: store.rate, longest: longest)
    trainingValues = recipe.features.values ?? maker.trainingCount
    guard start == nil || recipe.start != nil else { throw RunError.startUnused }
    self.start = try recipe.start.map { choice in
      guard let start else { throw RunError.startMissing }
      return try network.adopting(
        start.checkpoint.parameters, replacing: choice.replaced, path: start.path)
    }
    try Self.check(teacher, for: recipe, network)
    try network.check(recipe.optimizer.groups.flatMap(\.layers), areLayersFor: "optimizer.groups")
    if let pruning = recipe.pruning {
      try network.check(pruning.protected, areLayersFor: "pruning.protected")
      let steps = folds.map { recipe.epochs * recipe.stepsPerEpoch($0) }.min() ?? 0
      guard pruning.rewind < steps else {
        throw RunError.rewindTooLate(step: pruning.rewind, steps: steps)
      }
    }
    try checkQuantisation()
    if case .given(let weights) = recipe.loss.classWeights, weights.count != network.labels.count {
      throw RunError.classWeights(given: weights.count, classes: network.labels.count)
    }
  }

  /// Samples a second that a network is fed with; throws where features and input do not fit.
  public static func rate(of recipe: Recipe, network: Network) throws(RunError) -> Int {
    let misfit = RunError.inputs(network: network.name, features: recipe.features.rawValue)
    guard network.inputs.count == 1 else { throw misfit }
    switch (recipe.features, network.inputs[0].kind) {
    case (.waveform, .waveform(let rate)): return rate
    case (.cough, .picture(1, 41, 128)), (.crackle, .picture(1, 257, 45)):
      return recipe.features.fixed?.rate ?? 0
    default: throw misfit
    }
  }

  private static func check(
    _ teacher: Checkpoint?, for recipe: Recipe, _ network: Network
  ) throws(RunError) {
    guard recipe.loss.distillation != nil else {
      guard teacher == nil else { throw .teacherUnused }
      return
    }
    guard let teacher = teacher?.network else { throw .teacherMissing }
    guard teacher.inputs.map(\.kind) == network.inputs.map(\.kind) else {
      throw .teacherMisfit(problem: "input is another one than the network's")
    }
    guard teacher.labels == network.labels else {
      throw .teacherMisfit(problem: "classes are \(teacher.labels.joined(separator: ", "))")
    }
    if recipe.loss.kind == .binary, let layer = teacher.softmax {
      throw .teacherMisfit(problem: "last layer is a softmax (\(layer))")
    }
  }
}

extension RunPlan {
  var score: Score { Score(recipe.loss.kind) }

  func fold(named name: String) -> Fold? { folds.first { $0.name == name } }

  /// Steps of all stages of a fold, which is known by its place in the plan.
  func steps(ofFold number: Int, _ stages: some Sequence<Stage>) -> Int {
    stages.reduce(0) { $0 + recipe.epochs(of: $1) } * recipe.stepsPerEpoch(folds[number])
  }

  /// Ones where clips have labels, and zeros, clip after clip.
  func targets(_ clips: [Int]) -> [Float] {
    let classes = network.labels.count
    var targets = [Float](repeating: 0, count: clips.count * classes)
    for (place, clip) in clips.enumerated() {
      for label in store.set.clips[clip].allLabels { targets[place * classes + label] = 1 }
    }
    return targets
  }

  /// What logits of clips are worth.
  func assessment(_ clips: [Int], logits: [[Float]]) throws -> Assessment {
    let scores = logits.map { recipe.loss.kind.probabilities($0.map(Double.init)) }
    return try Assessment(recipe.loss.kind, of: store.set, clips: clips, scores: scores)
  }
}

extension Loss.Kind {
  /// Throws where clips have labels that the loss would not see.
  public func check(_ set: DataSet) throws(RunError) {
    guard self == .crossEntropy, let clip = set.clipWithSeveralLabels else { return }
    throw .severalLabels(clip: clip.name, labels: clip.allLabels.map { set.labels[$0] })
  }
}

extension Recipe {
  /// A fold of the clips that can be read, with those that are kept for validation.
  public func parts(of fold: Fold, _ store: ClipStore) throws -> Fold {
    var fold = fold
    if validationShare > 0, fold.validation.isEmpty {
      fold = try fold.withValidation(share: validationShare, of: store.set, seed: folds.seed)
    }
    fold = fold.keeping(Set(store.readable))
    for (part, clips) in [("training", fold.training), ("test", fold.test)] where clips.isEmpty {
      throw RunError.tooLittle(fold: fold.name, part: part)
    }
    return fold
  }

  func stepsPerEpoch(_ fold: Fold) -> Int { (fold.training.count + batch - 1) / batch }
}

extension FoldPlan {
  /// The division that a recipe asks for.
  public init(_ choice: Recipe.FoldChoice, of set: DataSet) throws(DataSetError) {
    switch choice.kind {
    case .published: self = try .published(set)
    case .stratified(let count): self = try .stratified(set, folds: count, seed: choice.seed)
    case .subjects(let count): self = try .subjectDisjoint(set, folds: count, seed: choice.seed)
    case .draws(let count, let share, let keepingApart):
      self = try .repeated(
        set, times: count, testShare: share, keepingSubjectsApart: keepingApart, seed: choice.seed)
    case .holdOut(let subjects): self = try .holdingOut(subjects, of: set)
    }
  }
}

extension Network {
  /// The softmax that the network ends in.
  fileprivate var softmax: String? {
    layers.last.flatMap { $0.operation == .softmax ? $0.name : nil }
  }

  /// Another network's parameters, but for those of some layers, which are left out.
  func adopting(
    _ parameters: Parameters, replacing replaced: [String], path: String
  ) throws -> Parameters {
    let shapes = try parameterShapes()
    try check(replaced, areLayersFor: "start.replaced") { $0 == $1 }
    let last = shapes.last.map { $0.name.layerName }
    let anew = replaced.isEmpty ? last.map { [$0] } ?? [] : replaced
    var adopted = Parameters()
    for shape in shapes where !anew.contains(shape.name.layerName) {
      guard let tensor = parameters[shape.name] else {
        throw RunError.startTensor(
          path: path, name: shape.name, problem: "missing; the network needs \(shape.shape)")
      }
      guard tensor.shape == shape.shape else {
        throw RunError.startTensor(
          path: path, name: shape.name,
          problem: "has the shape \(tensor.shape), the network needs \(shape.shape); "
            + "name its layer in start.replaced to begin it anew")
      }
      adopted[shape.name] = tensor
    }
    return adopted
  }

  /// Throws for the first pattern that no layer with parameters has.
  func check(
    _ patterns: [String], areLayersFor key: String,
    _ matches: (String, String) -> Bool = { $0.matches($1) }
  ) throws {
    var layers: [String] = []
    for name in try parameterShapes().map(\.name.layerName) where layers.last != name {
      layers.append(name)
    }
    for pattern in patterns where !layers.contains(where: { matches($0, pattern) }) {
      throw RunError.unknownLayers(key: key, pattern: pattern, layers: layers)
    }
  }
}
