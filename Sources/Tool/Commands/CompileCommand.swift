import Basics
import Arguments
import Builds
import Compiler
import Interchange

/// `stapes compile`: from checkpoint to file.
enum CompileCommand: Command {
  static let specification = CommandSpecification(
    name: "compile",
    abstract: "Compile a checkpoint into a .stapes file.",
    discussion: """
      Folds batch norms, calibrates the ranges of activations, quantises weights for each channel, \
      and plans rings and arena. The same input gives the same file, byte for byte. A checkpoint \
      that was trained in integers has its own ranges and grids. They stay when --standardise gives \
      its sound another form of standardisation.

      Weights are stored in several encodings, and the runtime decodes them as the network runs. A \
      layer is encoded if that makes it smaller by a quarter. Decoding then adds no more \
      instructions than --slowdown allows, and no more RAM than the network itself takes. With \
      --max-file, as many layers are encoded as the budget needs; with --weights smallest, all that \
      get smaller. Decoding then takes as much RAM as --slowdown needs, and adds more instructions \
      where no RAM helps. With --max-ram, it adds as few instructions as fit into the RAM.

      A network that does not fit is pruned and put on coarser grids. For each grid, compile finds \
      the largest share of weights that fits. Of a checkpoint, it takes the grid whose scores \
      correlate best with the float network's, and fails if that is less than --min-correlation. A \
      recipe is trained on the fold before this search. The best three are then trained for a fifth \
      of the epochs. The one that is best on validation clips is trained in full, with the mask and \
      in integers. The trained networks stay in a folder beside the file, and the same command \
      continues from there.

      A clip of --data that cannot be read, or is too short, is dropped and named. compile then \
      fails, unless --allow-dropped allows it. For a recipe, its data.broken decides.

      Amplitude: clip standardises over the whole clip, so the device sees the clip twice. running \
      uses an estimate from the samples up to now. fixed multiplies by a gain found at \
      calibration.

      A model compiled with --continuous listens all the time. Nothing is computed twice. Every \
      hop gives a score from the mean of the feature rows in the window. It is the score of a clip \
      that ends there, except for the padding at the clip's end. Window and hop are rounded to \
      feature rows. A length that rounding would move by more than 10 % is refused.

      A row of a deep layer completes only now and then, and one push then does all its work. With \
      --spread, this work waits for credit that each row brings. The worst push becomes lighter, \
      the input's ring longer, and the scores stay the same.
      """,
    positionals: [
      Positional(
        "checkpoint", help: "A .safetensors checkpoint, or a recipe (.json).", use: .reads)
    ],
    options: [
      .output("file", "The model to write.")
    ] + TrainCommand.checkpointOptions + CalibrationOptions.options + [
      Option(
        "--correct-biases", valueName: "file",
        help: "Correct biases for the mean error of rounded weights, and write this checkpoint. "
          + "verify takes it.", use: .writes),
      Option(
        "--min-correlation", valueName: "r",
        help: "The least correlation of a pruned checkpoint's scores with the float network's; "
          + "less is an error, -1 allows all.", default: "\(BudgetSearch.leastCorrelation)"),
    ] + Budget.options + ContinuousWindow.options,
    flags: BuildForm.flags,
    examples: [
      Example(
        "stapes compile dw.safetensors --calibrate recordings/ -o dw.stapes",
        purpose: "Compile with ranges from real recordings"),
      Example(
        "stapes compile recipe.json --data ESC-10 --max-file 128KiB -o esc10.stapes",
        purpose: "From recordings to a file that fits"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let output = arguments.output
    let source = arguments.positional("checkpoint")
    let budget = try Budget(arguments)
    guard
      let (model, origin) = source.hasSuffix(".json")
        ? try trained(source, budget, output, arguments)
        : try compiled(try Checkpoint(contentsOf: source), budget, arguments)
    else { return .failure }
    let (tested, coverage) = try model.withBestSelfTest()
    try AtomicFile.write(tested.file, to: output)
    print(try tested.text(path: output, origin, coverage, window: try ContinuousWindow(arguments)))
    return .success
  }

  /// The model of a checkpoint, and what its scales are from.
  private static func compiled(
    _ checkpoint: Checkpoint, _ budget: Budget, _ arguments: ParsedArguments
  ) throws -> (model: CompiledModel, origin: String) {
    let isContinuous = arguments.isGiven("--continuous")
    if checkpoint.quantisation != nil {
      try refuseScales(arguments)
      let (checkpoint, amplitude) = try CalibrationOptions.standardised(
        checkpoint, arguments, isContinuous: isContinuous)
      guard let network = try ScaledNetwork(trained: checkpoint) else {
        throw CompileError.badScheme
      }
      let builder = ModelBuilder(budget, form: try form(arguments))
      let model = try builder.build(network, ifTooLarge: .none).model
      return (
        model,
        (["in the integers it was trained for"] + [amplitude].compactMap(\.self))
          .joined(separator: ", ")
      )
    }
    try arguments.refuse(["--start", "--teacher"], "goes with a recipe")
    let (network, sentence) = try CalibrationOptions.network(
      checkpoint, arguments, standardisation: isContinuous ? .running : .clip)
    let builder = ModelBuilder(budget, form: try form(arguments))
    guard let corrected = arguments.string("--correct-biases") else {
      let built = try builder.build(
        .calibrated(network),
        ifTooLarge: .pruning(
          grids: try grids(arguments), leastCorrelation: try leastCorrelation(arguments)),
        watcher: WorkLines().watcher)
      return (built.model, (built.pruned.map { "\($0), " } ?? "") + sentence)
    }
    let checkpoint = try network.correctingBiases()
    guard let network = try ScaledNetwork(trained: checkpoint) else { throw CompileError.badScheme }
    let built = try builder.build(network, ifTooLarge: .none)
    try checkpoint.write(to: corrected)
    return (built.model, "\(sentence), biases corrected in \(corrected)")
  }

  /// Refuses options that choose scales, for a checkpoint that carries them.
  private static func refuseScales(_ arguments: ParsedArguments) throws(UsageError) {
    let choices = [
      "--start", "--teacher", "--ranges", "--grid", "--correct-biases", "--min-correlation",
    ]
    if let option = choices.first(where: arguments.isGiven) {
      throw UsageError(
        "\(option): the checkpoint was trained for the quantisation that it carries; leave out "
          + option)
    }
  }

  /// The model of a recipe, and what it is from; nil where a training was stopped.
  private static func trained(
    _ path: String, _ budget: Budget, _ output: String, _ arguments: ParsedArguments
  ) throws -> (model: CompiledModel, origin: String)? {
    try arguments.refuse(
      ["--continuous", "--spread"], "goes with a checkpoint; compile the one that was trained")
    try arguments.refuse(
      ["--recipe", "--calibrate", "--clips", "--ranges", "--standardise", "--correct-biases"],
      "a recipe says itself how its network is quantised")
    try arguments.refuse(
      ["--allow-dropped"], "a recipe says itself what becomes of broken clips, with data.broken")
    try arguments.refuse(
      ["--min-correlation"], "goes with a checkpoint; a recipe trains what is left")
    try arguments.refuse(BuildForm.flags.map(\.name), "goes with a checkpoint")
    guard let folder = arguments.string("--data") else {
      throw UsageError("a recipe needs recordings to train on; add --data <folder>")
    }
    var recipe = try RecipeFile.read(path)
    recipe.holdOut(try arguments.heldOut())
    let lines = WorkLines()
    let data = try RecipeData(recipe, data: folder, beside: path, watcher: lines.watcher)
    lines.finish()
    let build = RecipeBuild(
      recipe, data,
      try RecipeCheckpoints(
        of: recipe, at: path, start: arguments.string("--start"),
        teacher: arguments.string("--teacher")), fold: arguments.string("--fold"),
      budget: budget, grids: try grids(arguments), work: output + ".work",
      threads: Workers.everyCore.threads, watcher: lines.watcher
    ) { try TrainCommand.train($0, howToContinue: "run the same command to continue") }
    return try build.run().map { built, sentence in
      let found = built.pruned.map { "\($0), " } ?? ""
      return (built.model, "\(found)trained in integers: \(sentence)")
    }
  }

  private static func leastCorrelation(_ arguments: ParsedArguments) throws -> Double {
    try arguments.number("--min-correlation", in: -1...1) ?? BudgetSearch.leastCorrelation
  }

  private static func form(_ arguments: ParsedArguments) throws -> BuildForm {
    let window = try ContinuousWindow(arguments)
    var form = try BuildForm(arguments)
    form.window = window
    return form
  }

  /// The grids that `--grid` allows: its own, or several to choose from.
  private static func grids(_ arguments: ParsedArguments) throws -> [Int] {
    guard arguments.isGiven("--grid"), let grid = try arguments.integer("--grid", in: 1...127)
    else { return BudgetSearch.grids }
    return [grid]
  }
}
