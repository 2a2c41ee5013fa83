import Basics
public import DataSets
import Recipes
public import Runs
import Training

/// The labelled clips that models are scored on.
///
/// Clips that cannot be read, or that are too short for the model, are not scored: they are dropped,
/// counted and named in what is said of the others.
public struct TestClips: Sendable {
  /// Clips that should be scored and cannot be.
  public let dropped: [DroppedClip]
  private let fed: FedClips
  private let features: Recipe.FeatureChoice
  private let loss: Loss.Kind
  /// Indices into the data set's clips.
  private let clips: [Int]
  /// `2 of 10 classes`, where the clips are of some of the model's classes only.
  private let classes: String?

  /// The clips of a data set's folder, at a model's rate.
  ///
  /// - Parameters:
  ///   - recipe: the file of the recipe that the model was trained with; nil to feed clips as they
  ///     are and to divide them as published.
  ///   - part: the clips that are taken; nil for all.
  public init(
    for model: LabelledModel, data path: String, recipe: String? = nil,
    testing part: TestedPart? = nil,
    watcher: WorkWatcher = .silent
  ) throws {
    let recipe = try recipe.map(RecipeFile.read)
    features = recipe?.features ?? .waveform
    loss = recipe?.loss.kind ?? .crossEntropy
    let data = recipe?.data ?? Recipe.DataChoice()
    let set = try data.set(at: path)
    if recipe == nil, let clip = set.clipWithSeveralLabels {
      throw ScoringError.severalLabels(clip: clip.name)
    }
    try loss.check(set)
    guard let rate = features.fixed?.rate ?? model.rate else {
      throw ScoringError.takesFeatures(model: model.path)
    }
    guard (features == .waveform) == (model.rate != nil) else {
      throw ScoringError.otherFeatures(model: model.path, features: features.rawValue)
    }
    let store = try ClipStore(reading: set, rate: rate, data, watcher)
    fed = try FedClips(store, recipe, testing: part)
    let wanted = fed.fold?.test ?? Array(set.clips.indices)
    let readable = Set(store.readable)
    var (clips, tooShort): ([Int], [DroppedClip]) = ([], [])
    for clip in wanted where readable.contains(clip) {
      let samples = fed.maker.wholeCount(store.counts[clip])
      if features == .waveform, !model.takes(samples: samples) {
        let path = set.path(of: set.clips[clip])
        tooShort.append(
          DroppedClip(
            clip: set.clips[clip].name,
            problem: "\(path): \(samples.grouped) samples are too few for \(model.path)"))
      } else {
        clips.append(clip)
      }
    }
    self.clips = clips
    dropped = store.dropped(of: wanted) + tooShort
    let held = set.labelCounts(clips).count { $0 > 0 }
    classes = held < model.labels.count ? "\(held) of \(model.labels.count) classes" : nil
    watcher.remark(tooShort, of: total)
    guard !clips.isEmpty else { throw ScoringError.noClips(path: path) }
  }

  /// How many clips should be scored.
  public var total: Int { clips.count + dropped.count }

  /// A number in words that tells these clips from others and from other sound.
  public var fingerprint: String { store.fingerprint(of: clips) }

  /// Throws where a class of the model has no clip.
  public func checkClasses(of model: LabelledModel) throws(ScoringError) {
    guard let set = store.set.relabelled(as: model.labels) else { return }
    let counts = set.labelCounts(clips)
    let missing = model.labels.indices.filter { counts[$0] == 0 }.map { model.labels[$0] }
    guard missing.isEmpty else {
      throw .classesWithoutClips(dataSet: store.set.name, labels: missing)
    }
  }

  /// Throws where more clips are dropped than is allowed.
  public func checkDropped(allowed: Int) throws(InputError) {
    guard dropped.count <= allowed else {
      throw .dropped(dropped, total: total, allowed: allowed)
    }
  }

  private var store: ClipStore { fed.store }

  /// `ESC-10, fold 1, 80 clips`, `ESC-10, fold 1, 78 clips, 3 of 10 classes, 2 dropped`
  public var title: String {
    ([store.set.name] + (fed.fold.map { [$0.title(in: store.set)] } ?? []) + [
      "\(clips.count) clips"
    ]
      + (classes.map { [$0] } ?? [])
      + (dropped.isEmpty ? [] : ["\(dropped.count) dropped"]))
      .joined(separator: ", ")
  }

  /// What a model says, under its own classes, of which the data set may have some.
  public func assessment(
    of model: LabelledModel, threads: Int, watcher: WorkWatcher = .silent
  ) throws -> Assessment {
    guard let set = store.set.relabelled(as: model.labels) else {
      throw ScoringError.otherClasses(
        model: model.path, classes: model.labels, dataSet: store.set.name,
        labels: store.set.labels(missingIn: model.labels))
    }
    if let rate = model.rate, rate != store.rate {
      throw ScoringError.otherRate(model: model.path, rate: rate, others: store.rate)
    }
    let (maker, store, clips) = (fed.maker, store, clips)
    let scores = try model.probabilities(
      loss: loss, counts: clips.map { features.values ?? maker.wholeCount(store.counts[$0]) },
      threads: threads, sound: { maker.wholeSound(try store.samples(clips[$0])) },
      input: { maker.whole(try store.samples(clips[$0])) },
      progress: { share in watcher.progress("scoring \(model.path)", share) })
    return try Assessment(loss, of: set, clips: clips, scores: scores)
  }

  /// The sound of the clip at a place of the predictions.
  public func sound(_ place: Int) throws(DataSetError) -> (samples: [Int16], rate: Int) {
    (try store.samples(clips[place]), store.rate)
  }
}
