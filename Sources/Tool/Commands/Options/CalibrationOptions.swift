import Arguments
import Builds
import Compiler
import Interchange
import Program

/// The options that say what a network is calibrated with, and how.
enum CalibrationOptions {
  static let options = [
    Option(
      "--calibrate", valueName: "path",
      help: "What to calibrate with: a recording, a folder of recordings, or an array "
        + "of clips for each input (.npy, with commas between). By default seeded noise.",
      use: .reads),
    Option(
      "--data", valueName: "folder",
      help: "Calibrate with the training clips of this data set instead, cut as in training.",
      use: .readsDataSet),
    Option(
      "--recipe", valueName: "file", help: "The recipe that says how --data is divided.",
      use: .reads),
    Option(
      "--fold", valueName: "name",
      help: "The fold of --data, by its name in the data; by default the first."),
    ClipOptions.holdOut("Leave out these subjects of --data, in place of a fold."),
    .allowDropped,
    Option(
      "--clips", valueName: "count", help: "The most recordings or clips to take.", default: "32"),
    Option(
      "--ranges", valueName: "best|least-error|percentile|min-max",
      help: "How the range of an activation in int8 is chosen. best takes least-error, "
        + "or another way if the scores do not follow the float network's.", default: "best"),
    Option(
      "--standardise", valueName: "clip|running|fixed",
      help: "Form of amplitude standardisation. By default the one of the checkpoint's training, "
        + "else clip, but running with --continuous."),
    Option(
      "--grid", valueName: "n",
      help: "Round weights to -n … n: 127 for 8 bits, 31 for 6, 7 for 4.", default: "127"),
  ]

  /// The network of a checkpoint as the options ask for it, and a sentence on its examples.
  ///
  /// - Parameters:
  ///   - standard: the standardisation where none is asked for.
  ///   - layerGrids: grids of layers that have another one, by the names of all layers.
  static func network(
    _ checkpoint: Checkpoint, _ arguments: ParsedArguments,
    standardisation standard: StandardisationChoice = .clip,
    layerGrids: ([String]) throws -> [String: Int] = { _ in [:] }
  ) throws -> (network: CalibratedNetwork, sentence: String) {
    let graph = try checkpoint.graph
    let layers = try layerGrids(graph.ops.map(\.name))
    let standardisation = try choice(arguments) ?? standard
    let grid = WeightGrid(
      largest: try arguments.integer("--grid", in: 1...127) ?? 127, layers: layers)
    let ranges =
      arguments.string("--ranges") == "best"
      ? nil : try arguments.choice("--ranges", of: RangeChoice.self)
    let examples = try examples(graph, arguments)
    var line = ProgressLine("calibrating")
    let network = try CalibratedNetwork(
      checkpoint, examples: examples.inputs, standardisation: standardisation, ranges: ranges
    ) { line.update($0) }
    line.finish()
    return (try network.on(grid), examples.sentence)
  }

  /// A checkpoint that carries its scales, for sound that is standardised as the options ask; and a
  /// sentence on the amplitude, nil where nothing had to be measured.
  ///
  /// - Parameter isContinuous: whether sound is not to be standardised over a whole clip unless that
  ///   is asked for.
  static func standardised(
    _ checkpoint: Checkpoint, _ arguments: ParsedArguments, isContinuous: Bool
  ) throws -> (checkpoint: Checkpoint, sentence: String?) {
    let sources = ["--calibrate", "--data", "--recipe", "--fold", "--clips"]
    guard let own = try checkpoint.standardisation else {
      try arguments.refuse(
        ["--standardise"] + sources, "the checkpoint brings its scales and takes no sound")
      return (checkpoint, nil)
    }
    let form = try choice(arguments) ?? (isContinuous && own == .clip ? .running : own)
    guard form != .clip, form != own || sources.contains(where: arguments.isGiven) else {
      try arguments.refuse(
        sources, "the checkpoint brings its scales, and \(form) needs no other amplitude")
      return (form == own ? checkpoint : try checkpoint.standardising(form, like: []), nil)
    }
    let examples = try examples(checkpoint.graph, arguments)
    return (
      try checkpoint.standardising(form, like: examples.inputs),
      "amplitude \(form), \(examples.sentence)"
    )
  }

  private static func choice(_ arguments: ParsedArguments) throws -> StandardisationChoice? {
    try arguments.choice("--standardise", of: StandardisationChoice.self)
  }

  private static func examples(
    _ graph: FloatGraph, _ arguments: ParsedArguments
  ) throws -> CalibrationExamples {
    let count = try arguments.integer("--clips", in: 1...100_000) ?? 32
    let lines = WorkLines()
    defer { lines.finish() }
    return try CalibrationExamples(
      graph, try source(arguments), count: count, allowedDrops: try arguments.allowedDrops,
      watcher: lines.watcher)
  }

  private static func source(_ arguments: ParsedArguments) throws -> CalibrationExamples.Source {
    let (recordings, data) = (arguments.string("--calibrate"), arguments.string("--data"))
    guard recordings == nil || data == nil else {
      throw UsageError("--calibrate and --data exclude each other; give one of them")
    }
    if let data {
      return .trainingClips(
        data: data, recipe: arguments.string("--recipe"), testing: try arguments.testedPart)
    }
    try arguments.refuse(
      ["--recipe", "--fold", "--hold-out", "--allow-dropped"], "goes with --data <folder>")
    guard let recordings else {
      guard arguments.string("--clips") == "32" else {
        throw UsageError("--clips goes with --calibrate; add --calibrate <path>")
      }
      return .seededNoise
    }
    if let list = try arguments.list("--calibrate"), list[0].hasSuffix(".npy") {
      return .arrays(list)
    }
    return .recordings(recordings)
  }
}
