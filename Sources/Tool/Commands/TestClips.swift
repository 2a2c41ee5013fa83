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
  private let fed: FedClips
  private let features: Recipe.FeatureChoice
  private let loss: Loss.Kind
  /// Indices into the data set's clips.
  private let clips: [Int]

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
    let store = try ClipStore(set, rate: rate, policy: data.broken) { line.update($0) }
    line.finish()
    fed = try FedClips(store, recipe, fold: try arguments.integer("--fold", in: 1...Int.max))
    clips = fed.fold?.keeping(Set(store.readable)).test ?? store.readable
    guard !clips.isEmpty else { throw CommandError("\(path): no clips that can be read") }
  }

  private var store: ClipStore { fed.store }

  /// `ESC-10, fold 1, 80 clips`
  var title: String {
    ([store.set.name] + (fed.fold.map { [$0.name] } ?? []) + ["\(clips.count) clips"])
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
    let (maker, store, clips) = (fed.maker, store, clips)
    let line = Mutex(ProgressLine("scoring \(model.path)"))
    let scores = try model.probabilities(
      loss: loss, counts: clips.map { features.values ?? maker.wholeCount(store.counts[$0]) },
      threads: threads, sound: { maker.wholeSound(try store.samples(clips[$0])) },
      input: { maker.whole(try store.samples(clips[$0])) },
      progress: { share in line.withLock { $0.update(share) } })
    line.withLock { $0.finish() }
    return try Assessment(loss, of: store.set, clips: clips, scores: scores)
  }

  /// The sound of the clip at a place of the predictions.
  func sound(_ place: Int) throws(DataSetError) -> (samples: [Int16], rate: Int) {
    (try store.samples(clips[place]), store.rate)
  }
}
