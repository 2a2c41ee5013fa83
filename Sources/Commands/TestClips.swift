import Arguments
import DataSets
import Foundation
import Graph
import Recipes
import Reports
import Runs
import Synchronization
import Training

/// The labelled clips that models are scored on.
struct TestClips {
  private let store: ClipStore
  private let maker: SampleMaker
  private let features: Recipe.FeatureChoice
  private let loss: Loss.Kind
  /// Indices into the data set's clips.
  private let clips: [Int]
  private let fold: String?

  /// The clips that a command line asks for, at a model's rate.
  init(_ model: LabelledModel, _ arguments: ParsedArguments) throws {
    let recipe = try arguments.string("--recipe").map(RecipeFile.read)
    features = recipe?.features ?? .waveform
    loss = recipe?.loss.kind ?? .crossEntropy
    let data = recipe?.data ?? Recipe.DataChoice()
    let path = arguments.string("--data") ?? ""
    let set = try DataSet.load(layout: try data.layout ?? Layout.detect(at: path), at: path)
    if recipe == nil, let clip = set.clipWithSeveralLabels {
      throw CommandError(
        "\(clip.name): has several labels; name with --recipe the recipe that the model was "
          + "trained with, whose loss.kind is binary")
    }
    try loss.check(set)
    guard let rate = features.fixedRate ?? model.rate else {
      throw CommandError(
        "\(model.path): takes features; say with --recipe how they are made from recordings")
    }
    guard (features == .waveform) == (model.rate != nil) else {
      throw CommandError(
        "\(model.path): cannot be fed with the recipe's \(features.rawValue) features")
    }
    var line = ProgressLine("reading \(set.name)")
    store = try ClipStore(set, rate: rate, policy: data.broken) { line.update($0) }
    line.finish()
    let number = try arguments.integer("--fold", in: 1...Int.max)
    let folds = try Self.folds(recipe, number, of: set)
    let readable = Set(store.readable)
    fold = number.flatMap { _ in folds.first?.name }
    clips =
      number == nil ? store.readable : folds.flatMap(\.test).filter(readable.contains)
    // As a run has it, where nothing is cropped.
    let trained = folds.flatMap { $0.training + $0.validation }
    let longest = trained.map { [counts = store.counts] in counts[$0] }.max()
    maker = SampleMaker(
      features, recipe?.augmentation ?? Recipe.Augmentation(), rate: rate,
      longest: recipe.flatMap { _ in longest } ?? 1)
    guard !clips.isEmpty else { throw CommandError("\(path): no clips that can be read") }
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

  /// `ESC-10, fold 1, 80 clips`
  var title: String {
    ([store.set.name] + (fold.map { [$0] } ?? []) + ["\(clips.count) clips"])
      .joined(separator: ", ")
  }

  /// What a model says about the clips.
  func assessment(of model: LabelledModel, threads: Int) throws -> Assessment {
    guard model.labels == store.set.labels else {
      throw CommandError(
        "\(model.path): its classes (\(model.labels.joined(separator: ", "))) are not those of "
          + "\(store.set.name) (\(store.set.labels.joined(separator: ", ")))")
    }
    if let rate = model.rate, rate != store.rate {
      throw CommandError("\(model.path): takes \(rate) Hz, the other model \(store.rate) Hz")
    }
    let (maker, store, clips) = (maker, store, clips)
    let line = Mutex(ProgressLine("scoring \(model.path)"))
    let scores = try model.probabilities(
      loss: loss, counts: clips.map { features.values ?? maker.wholeCount(store.counts[$0]) },
      threads: threads, sound: { maker.wholeSound(store.samples(clips[$0])) },
      input: { maker.whole(store.samples(clips[$0])) },
      progress: { share in line.withLock { $0.update(share) } })
    line.withLock { $0.finish() }
    return try Assessment(loss, of: store.set, clips: clips, scores: scores)
  }

  /// The sound of the clip at a place of the predictions.
  func sound(_ place: Int) -> (samples: [Int16], rate: Int) {
    (store.samples(clips[place]), store.rate)
  }
}
