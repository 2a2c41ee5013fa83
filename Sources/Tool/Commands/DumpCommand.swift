import Basics
import Arguments
import Foundation
import Recipes
import Runs

/// `stapes dump`: what networks are fed with, for notebooks.
enum DumpCommand: Command {
  static let specification = CommandSpecification(
    name: "dump",
    abstract: "Write the clips of a data set as a recipe feeds them to networks, as NumPy arrays.",
    discussion: """
      Leaves a folder with labels.txt (the classes, one a line) and for each part of the fold \
      (training, validation, test) a folder with inputs.npy, classes.npy and clips.txt; without \
      --fold, one set of these with all clips. The clips of a part have one order everywhere, which \
      is that of evaluate.

      inputs.npy holds what float networks are scored on, float32 and without augmentation: clips \
      by samples, standardised over the clip, or clips by frames by bands of the recipe's \
      features. classes.npy holds a class index of int64 for each clip or, where the recipe's loss \
      is binary, clips by classes of int8, 1 or 0. clips.txt names a clip a line.

      An array has clips of one length: where evaluate would score clips of several, --seconds \
      brings them to one. The folder appears when all is written.
      """,
    options: [
      Option("--data", valueName: "folder", help: "The data set.", isRequired: true),
      Option(
        "--recipe", valueName: "file", help: "How clips are fed and divided.", isRequired: true),
      Option("--output", short: "-o", valueName: "folder", help: "A new folder.", isRequired: true),
      Option("--fold", valueName: "number", help: "Divide the clips as this fold of the recipe."),
      Option(
        "--seconds", valueName: "s",
        help: "Bring clips to this length: short ones are repeated back and forth, long ones cut."),
      Option("--threads", valueName: "count", help: "Threads to use; all cores by default."),
    ],
    flags: [
      Flag(
        "--int16", help: "Write samples as they are, which compiled models take and `run` reads.")
    ],
    examples: [
      Example(
        "stapes dump --data ESC-10 --recipe Models/recipes/esc10-aemnet-dw.json --fold 1 -o arrays",
        purpose: "What fold 1 trains on and is tested on"),
      Example(
        "stapes run dw.stapes arrays/test/inputs.npy --scores scores.npy",
        purpose: "Scores of a compiled model, after --int16"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let threads = try arguments.threads
    let output = arguments.string("--output") ?? ""
    try AtomicFolder.check(output)
    let path = arguments.string("--recipe") ?? ""
    let recipe = try RecipeFile.read(path)
    let form = try form(arguments, recipe)
    let number = try arguments.integer("--fold", in: 1...Int.max)
    let data = try TrainingData(recipe, data: arguments.string("--data") ?? "", beside: path)
    try recipe.loss.kind.check(data.store.set)
    let fed = try FedClips(data.store, recipe, fold: number)
    let parts = try parts(of: fed, recipe)
    let arrays = try ClipArrays(fed, recipe, parts.flatMap(\.clips), form)
    Interrupt.catchSignals()
    let contents = try AtomicFolder.make(output) { folder in
      try AtomicFile.write(TextLines.file(data.store.set.labels), to: folder + "/labels.txt")
      return try write(parts, of: arrays, below: folder, Workers(threads: threads))
    }
    for (part, text) in zip(parts, contents) { print("\(output)\(part.path): \(text)") }
    return .success
  }

  /// Writes all parts, with progress; what each holds in words.
  private static func write(
    _ parts: [(path: String, clips: [Int])], of arrays: ClipArrays, below folder: String,
    _ workers: Workers
  ) throws -> [String] {
    var line = ProgressLine("writing")
    let count = parts.reduce(0) { $0 + $1.clips.count }
    var done = 0
    let contents = try parts.map { part in
      try arrays.write(part.clips, to: folder + part.path, workers: workers) { clips in
        guard !Interrupt.isRequested else {
          line.clear()
          throw CommandError("stopped; nothing is written")
        }
        done += clips
        line.update(Double(done) / Double(count))
      }
    }
    line.finish()
    return contents
  }

  private static func form(
    _ arguments: ParsedArguments, _ recipe: Recipe
  ) throws -> ClipArrays.Form {
    let given = [
      ("--seconds", arguments.isGiven("--seconds")), ("--int16", arguments.flag("--int16")),
    ]
    for (option, isGiven) in given where isGiven && recipe.features != .waveform {
      throw UsageError(
        "\(option): goes with sound, not with the recipe's \(recipe.features.rawValue) features")
    }
    return ClipArrays.Form(
      seconds: try arguments.number("--seconds", in: 0.001...86_400),
      isStandardised: !arguments.flag("--int16"))
  }

  /// The parts that have clips, each with its folder below the output.
  private static func parts(
    of fed: FedClips, _ recipe: Recipe
  ) throws -> [(path: String, clips: [Int])] {
    guard let fold = fed.fold else {
      guard !fed.store.readable.isEmpty else {
        throw CommandError("\(fed.store.set.root): no clips that can be read")
      }
      return [("", fed.store.readable)]
    }
    let parts = try recipe.parts(of: fold, fed.store)
    return [
      ("/training", parts.training), ("/validation", parts.validation), ("/test", parts.test),
    ].filter { !$0.1.isEmpty }
  }
}
