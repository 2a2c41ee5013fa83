import Basics
import Arguments
import Audio
import Compiler
import DataSets
import Program
import Recipes
import Runs

/// What activation ranges are calibrated on: recordings, the training clips of a data set, or noise.
struct CalibrationExamples {
  let inputs: [[CalibrationInput]]
  /// `calibrated with 32 recordings from audio/`
  let sentence: String

  static let options = [
    Option(
      "--calibrate", valueName: "path",
      help: "A recording, a folder of recordings, or for each input an array of clips (.npy, with "
        + "commas between), to calibrate with; else seeded noise."),
    Option(
      "--data", valueName: "folder",
      help: "A data set to calibrate with, in place of recordings: training clips, as cut."),
    Option("--recipe", valueName: "file", help: "The recipe that says how --data is divided."),
    Option("--fold", valueName: "number", help: "The fold of --data.", default: "1"),
    Option(
      "--clips", valueName: "count", help: "How many recordings or clips to take at most.",
      default: "32"),
  ]

  init(_ graph: FloatGraph, _ arguments: ParsedArguments) throws {
    let count = try arguments.integer("--clips", in: 1...100_000) ?? 32
    let (recordings, data) = (arguments.string("--calibrate"), arguments.string("--data"))
    guard recordings == nil || data == nil else {
      throw UsageError("--calibrate and --data exclude each other; give one of them")
    }
    guard data != nil || (arguments.string("--recipe") == nil && arguments.string("--fold") == "1")
    else { throw UsageError("--recipe and --fold go with --data; add --data <folder>") }
    guard let option = recordings.map({ _ in "--calibrate" }) ?? data.map({ _ in "--data" }) else {
      if count != 32 {
        throw UsageError("--clips goes with --calibrate; add --calibrate <path>")
      }
      inputs = CalibrationNoise.examples(graph)
      sentence = "calibrated with seeded noise, not with recordings"
      return
    }
    if let list = try arguments.list("--calibrate"), list[0].hasSuffix(".npy") {
      inputs = try Self.clips(list, of: graph, count: count)
      sentence = "calibrated with \(inputs.count) clips of \(list.joined(separator: ", "))"
      return
    }
    guard graph.inputs.count == 1, let rate = graph.inputs[0].samplesPerSecond else {
      throw CommandError(
        "\(option) takes recordings, but \(graph.name) does not have one audio input; give arrays, "
          + "as in --calibrate features.npy, or leave it out to calibrate with seeded noise")
    }
    let minimum = graph.minimumRows()[0]
    if let recordings {
      inputs = try Recordings.spread(try Recordings.paths(recordings), over: count).map { path in
        let samples = try Recordings.samples(path, rate: rate)
        guard samples.count >= minimum else {
          throw CommandError(
            "\(path): \(samples.count.grouped) samples are too few to calibrate with; the network "
              + "needs \(minimum.grouped)")
        }
        return [.audio(samples)]
      }
      let plural = inputs.count == 1 ? "" : "s"
      sentence = "calibrated with \(inputs.count) recording\(plural) from \(recordings)"
    } else {
      let clips = try TrainingClips(data ?? "", arguments)
      inputs = try clips.spread(over: count, rate: rate, atLeast: minimum).map { [.audio($0)] }
      sentence = "calibrated with \(inputs.count) training clips of \(clips.title)"
    }
  }
}

extension CalibrationExamples {
  /// Clips of arrays, evenly over all of them.
  private static func clips(
    _ paths: [String], of graph: FloatGraph, count: Int
  ) throws -> [[CalibrationInput]] {
    let forms = graph.inputs.map {
      InputArrays.Form(
        name: $0.name, row: $0.row.elements, width: $0.row.width, rows: $0.fixedRows,
        isAudio: $0.samplesPerSecond != nil
      )
    }
    let arrays = try InputArrays(paths, for: forms, of: graph.name, kinds: [.float32])
    let minimum = graph.minimumRows()
    return try Recordings.spread(Array(0..<arrays.clips), over: count).map { clip in
      try forms.indices.map { index in
        let values = arrays.values(clip, input: index)
        guard values.count >= minimum[index] * forms[index].row else {
          throw CommandError(
            "\(paths[index]): \(values.count / forms[index].row) rows are too few to calibrate "
              + "with; the network needs \(minimum[index])")
        }
        return forms[index].isAudio ? .audio(values.map { Int16($0) }) : .rows(values)
      }
    }
  }
}

/// The clips that a fold is trained on.
private struct TrainingClips {
  private let set: DataSet
  private let fold: Fold
  private let policy: ClipReader.Policy

  init(_ path: String, _ arguments: ParsedArguments) throws {
    let recipe = try arguments.string("--recipe").map(RecipeFile.read)
    let data = recipe?.data ?? Recipe.DataChoice()
    policy = data.broken
    set = try DataSet.load(layout: try data.layout ?? Layout.detect(at: path), at: path)
    let folds = try FoldPlan(recipe?.folds ?? Recipe.FoldChoice(), of: set).folds
    let number = try arguments.integer("--fold", in: 1...Int.max) ?? 1
    guard folds.indices.contains(number - 1) else {
      throw CommandError("--fold: there are folds 1 to \(folds.count)")
    }
    fold = folds[number - 1]
  }

  /// `ESC-10, fold 1`
  var title: String { "\(set.name), \(fold.name)" }

  /// Evenly over the clips, in the order of their names; those that are too short are left out.
  func spread(over count: Int, rate: Int, atLeast minimum: Int) throws -> [[Int16]] {
    let clips = fold.training.sorted { set.clips[$0].name < set.clips[$1].name }
    var reader = ClipReader(set, rate: rate, policy: policy)
    var taken: [[Int16]] = []
    for index in Recordings.spread(clips, over: count) {
      guard let recording = try reader.recording(of: set.clips[index]) else { continue }
      let samples = recording.resampled(to: rate).samples
      if samples.count >= minimum { taken.append(samples) }
    }
    guard !taken.isEmpty else {
      throw CommandError("\(title): no training clips that are long enough")
    }
    return taken
  }
}
