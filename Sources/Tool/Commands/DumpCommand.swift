import Basics
import Arguments
import Builds
import Recipes
import Runs

/// `stapes dump`: what networks are fed with, for notebooks.
enum DumpCommand: Command {
  static let specification = CommandSpecification(
    name: "dump",
    abstract: "Write the clips of a data set as a recipe feeds them to networks, as NumPy arrays.",
    discussion: """
      Writes a folder with labels.txt (one class a line). Each part of the fold (training, \
      validation, test) is a folder with inputs.npy, classes.npy and clips.txt. Without --fold, \
      one set of these files has all clips. The clips have the order of evaluate.

      inputs.npy holds clips without augmentation. Of sound, it has clips by int16 samples: compiled \
      models take exactly these, and `run` reads them. With --standardised, it has what float \
      networks take, in float32; a compiled model standardises in integers, and gives other scores \
      for these numbers. Of a recipe with features, it has clips by frames by bands in float32. \
      classes.npy holds an int64 class index for each clip or, if the recipe's loss is binary, \
      int8 (1 or 0), clips by classes. clips.txt names one clip a line.

      A clip that cannot be read is dropped and named, unless the recipe's data.broken says stop.

      All clips of an array have one length. If the clips have several lengths, --seconds brings \
      them to one. The folder appears when everything is written.
      """,
    options: [
      Option(
        "--data", valueName: "folder", help: "The data set: a folder, or a list (.csv).",
        isRequired: true, use: .readsDataSet),
      Option(
        "--recipe", valueName: "file", help: "How clips are fed and divided.", isRequired: true,
        use: .reads),
      .output("folder", "A new folder."),
      Option(
        "--fold", valueName: "name",
        help: "Divide the clips as this fold of the recipe, by its name in the data."),
      ClipOptions.holdOut("Divide the clips so that these subjects are the test."),
      Option(
        "--seconds", valueName: "s",
        help: "Bring clips to this length: short ones are repeated back and forth, long ones cut."),
      .threads,
    ],
    flags: [
      Flag(
        "--standardised",
        help: "Write sound as float networks take it: each clip with mean 0 and deviation 1.")
    ],
    examples: [
      Example(
        "stapes dump --data ESC-10 --recipe Models/recipes/esc10-aemnet-dw.json --fold 1 -o arrays",
        purpose: "The training and test clips of fold 1"),
      Example(
        "stapes run dw.stapes arrays/test/inputs.npy --scores scores.npy",
        purpose: "Scores of a compiled model"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let threads = try arguments.threads
    let output = arguments.output
    try AtomicFolder.check(output)
    let path = arguments.string("--recipe") ?? ""
    let recipe = try RecipeFile.read(path)
    if recipe.features != .waveform {
      try arguments.refuse(
        ["--seconds", "--standardised"],
        "goes with sound, not with the recipe's \(recipe.features.rawValue) features")
    }
    let seconds = try arguments.number("--seconds", in: 0.001...86_400)
    let part = try arguments.testedPart
    let lines = WorkLines()
    defer { lines.clear() }
    let data = try RecipeData(
      recipe, data: arguments.string("--data") ?? "", beside: path, watcher: lines.watcher)
    lines.finish()
    try recipe.loss.kind.check(data.store.set)
    let fed = try FedClips(data.store, recipe, testing: part)
    let parts = try fed.parts(recipe)
    let arrays = try ClipArrays(
      fed, recipe, parts.flatMap(\.clips), seconds: seconds,
      isStandardised: arguments.flag("--standardised"))
    Interrupt.catchSignals()
    let contents = try arrays.write(parts, to: output, threads: threads, watcher: lines.watcher)
    lines.finish()
    for (part, text) in zip(parts, contents) {
      print("\(printable(output + part.folder)): \(text)")
    }
    if let sentence = data.store.dropped.sentence(of: data.store.total) { print(sentence) }
    return .success
  }
}
