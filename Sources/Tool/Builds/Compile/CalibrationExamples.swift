public import Compiler
import DataSets
import Features
import Basics
public import Program
import Recipes
import Runs

/// What activation ranges are calibrated on.
public struct CalibrationExamples: Sendable {
  /// Where examples are from.
  public enum Source: Equatable, Sendable {
    case seededNoise
    /// A recording or a folder of them.
    case recordings(String)
    /// An array of clips (`.npy`) for each input.
    case arrays([String])
    /// The clips that are trained on where others are tested, divided by a recipe or as published;
    /// without a part to test, those of the first fold.
    case trainingClips(data: String, recipe: String?, testing: TestedPart?)
  }

  public let inputs: [[CalibrationInput]]
  /// `calibrated with 32 recordings from audio/`
  public let sentence: String

  /// - Parameters:
  ///   - count: of recordings or clips at most, evenly taken; noise has a number of its own.
  ///   - allowedDrops: how many of the training clips that are taken may be unusable.
  public init(
    _ graph: FloatGraph, _ source: Source, count: Int = 32, allowedDrops: Int = 0,
    watcher: WorkWatcher = .silent
  ) throws {
    /// The rate and the least samples of the input that recordings are for.
    func audioInput(_ option: String) throws(CalibrationError) -> (rate: Int, minimum: Int) {
      guard graph.inputs.count == 1, let rate = graph.inputs[0].samplesPerSecond else {
        throw .noAudioInput(network: graph.name, option: option)
      }
      return (rate, graph.minimumRows()[0])
    }
    switch source {
    case .seededNoise:
      inputs = CalibrationNoise.examples(graph)
      sentence = "calibrated with seeded noise, not with recordings"
    case .arrays(let paths):
      inputs = try Self.clips(paths, of: graph, count: count)
      sentence = "calibrated with \(inputs.count) clips of \(paths.joined(separator: ", "))"
    case .recordings(let path):
      let input = try audioInput("--calibrate")
      inputs = try Recordings.paths(path).spread(over: count).map { path in
        let samples = try Recordings.samples(path, rate: input.rate)
        guard samples.count >= input.minimum else {
          throw CalibrationError.tooShort(
            path: path, samples: samples.count, minimum: input.minimum)
        }
        return [.audio(samples)]
      }
      let plural = inputs.count == 1 ? "" : "s"
      sentence = "calibrated with \(inputs.count) recording\(plural) from \(path)"
      try checkSound(of: path)
    case .trainingClips(let data, let recipe, let part):
      let input = try audioInput("--data")
      let (clips, title) = try Self.trainingClips(
        data, recipe: recipe, testing: part, count: count, rate: input.rate,
        atLeast: input.minimum, allowedDrops: allowedDrops, watcher)
      inputs = clips.map { [.audio($0)] }
      sentence = "calibrated with \(inputs.count) training clips of \(title)"
      try checkSound(of: title)
    }
  }

  /// Throws where nothing is heard in any example: silence has no ranges.
  private func checkSound(of source: String) throws(CalibrationError) {
    let hasSound = inputs.contains { input in
      input.contains { example in
        guard case .audio(let samples) = example else { return true }
        return samples.contains { $0 != samples[0] }
      }
    }
    guard hasSound else { throw .silent(source: source) }
  }

  /// Clips that a fold is trained on, evenly in the order of their names, but for those that cannot be
  /// read or are too short; and what they are called, as in `ESC-10, fold 1`.
  private static func trainingClips(
    _ path: String, recipe: String?, testing part: TestedPart?, count: Int, rate: Int,
    atLeast minimum: Int, allowedDrops: Int, _ watcher: WorkWatcher
  ) throws -> (clips: [[Int16]], title: String) {
    let recipe = try recipe.map(RecipeFile.read)
    let data = recipe?.data ?? Recipe.DataChoice()
    let set = try data.set(at: path)
    let choice = recipe?.folds ?? Recipe.FoldChoice()
    let fold = try part?.fold(choice, of: set) ?? FoldPlan(choice, of: set).folds[0]
    let title = "\(set.name), \(fold.name)"
    let clips = fold.training.sorted { set.clips[$0].name < set.clips[$1].name }
    var taken = set
    taken.clips = clips.spread(over: count).map { set.clips[$0] }
    let store = try ClipStore(reading: taken, rate: rate, data, watcher)
    let tooShort = store.readable.filter { store.counts[$0] < minimum }.map { index in
      DroppedClip(
        clip: taken.clips[index].name,
        problem: CalibrationError.tooShort(
          path: set.path(of: taken.clips[index]), samples: store.counts[index], minimum: minimum
        ).description)
    }
    watcher.remark(tooShort, of: store.total)
    let dropped = store.dropped + tooShort
    guard dropped.count <= allowedDrops else {
      throw InputError.dropped(dropped, total: store.total, allowed: allowedDrops)
    }
    let usable = store.readable.filter { store.counts[$0] >= minimum }
    guard !usable.isEmpty else { throw CalibrationError.noClips(title: title) }
    return (try usable.map { try store.samples($0) }, title)
  }

  /// Clips of arrays, evenly over all of them.
  private static func clips(
    _ paths: [String], of graph: FloatGraph, count: Int
  ) throws -> [[CalibrationInput]] {
    let forms = graph.inputs.map { InputArrays.Form($0, isAudio: $0.samplesPerSecond != nil) }
    let arrays = try InputArrays(paths, for: forms, of: graph.name, kinds: [.float32])
    let minimum = graph.minimumRows()
    return try Array(0..<arrays.clips).spread(over: count).map { clip in
      try forms.indices.map { index in
        let values = arrays.values(clip, input: index)
        guard values.count >= minimum[index] * forms[index].row else {
          throw CalibrationError.tooFewRows(
            path: paths[index], rows: values.count / forms[index].row, minimum: minimum[index])
        }
        return forms[index].isAudio ? .audio(values.map { Int16($0) }) : .rows(values)
      }
    }
  }
}

/// Why a network cannot be calibrated with what was named: one line.
public enum CalibrationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Recordings, for a network that does not have one audio input.
  case noAudioInput(network: String, option: String)
  case tooShort(path: String, samples: Int, minimum: Int)
  case tooFewRows(path: String, rows: Int, minimum: Int)
  /// No training clip can be used.
  case noClips(title: String)
  /// Ranges cannot be found in silence.
  case silent(source: String)

  public var description: String {
    switch self {
    case .noAudioInput(let network, let option):
      "\(option) takes recordings, but \(network) does not have one audio input; give arrays, as in "
        + "--calibrate features.npy, or leave it out to calibrate with seeded noise"
    case .tooShort(let path, let samples, let minimum):
      "\(path): \(samples.grouped) samples are too few to calibrate with; the network needs "
        + minimum.grouped
    case .tooFewRows(let path, let rows, let minimum):
      "\(path): \(rows) rows are too few to calibrate with; the network needs \(minimum)"
    case .noClips(let title): "\(title): no training clips that can be used"
    case .silent(let source): "\(source): all samples are alike; calibrate with sound"
    }
  }
}
