import Basics
import Arguments
import Audio
import Compiler
import Foundation
import Graph
import Interchange
import ModelFormat
import Program
import Training

/// `stapes compile`: from checkpoint to file.
enum CompileCommand: Command {
  static let specification = CommandSpecification(
    name: "compile",
    abstract: "Compile a checkpoint into a .stapes file.",
    discussion: """
      Batch norms are folded, activation ranges calibrated, weights quantised per channel, rings \
      and arena planned. The same input gives the same file, byte for byte. A checkpoint that was \
      trained in integers brings its ranges and grids with it.

      Weights are stored in the smallest of several encodings, where that saves a quarter of a \
      layer, and decoded as the network runs; with --max-file only as far as that takes. Decoding \
      adds as many instructions as --slowdown allows, in as little RAM as that takes; or as few as \
      fit into --max-ram. With none of these budgets it takes no more RAM than the network itself.

      A network that does not fit is pruned and put on coarser grids: the largest share of weights \
      that fits is looked for on each grid, and of these the one whose scores stay nearest to the \
      float network's. A recipe is trained on the fold first, and after the search again, under \
      the mask and in integers; what is trained stays in a folder beside the file, from which the \
      same command goes on.

      Amplitude: clip standardises over the whole clip, which the device sees twice; running over \
      a causal estimate; fixed multiplies by a gain found at calibration.

      A model compiled with --continuous listens on and on: context flows through its convolutions, \
      nothing is computed twice, and every hop it scores the mean of the feature rows under the \
      window. The score of a window is that of a clip which ends there, but for the padding at the \
      clip's end.

      A row of a deep layer completes only now and then, and the push that completes it does all the \
      work that it sets free. With --spread that work waits for credit which each row brings, as \
      little as the delay allows: the worst push becomes lighter, the input's ring longer, and the \
      scores are the same.
      """,
    positionals: [
      Positional("checkpoint", help: "A .safetensors checkpoint, or a recipe (.json).")
    ],
    options: [
      Option(
        "--output", short: "-o", valueName: "file", help: "The model to write.", isRequired: true)
    ] + TrainCommand.checkpointOptions + CalibratedNetwork.options + [
      Option(
        "--correct-biases", valueName: "file",
        help: "Let biases make up for rounded weights, and write them as this checkpoint, which "
          + "verify takes.")
    ] + Budget.options + ContinuousWindow.options,
    flags: [
      Flag("--unfused", help: "Keep every tensor: do not fuse pools into convolutions."),
      Flag("--unsimplified", help: "Keep the channels that add nothing."),
    ],
    examples: [
      Example(
        "stapes compile dw.safetensors --calibrate recordings/ -o dw.stapes",
        purpose: "Compile with ranges from real recordings"),
      Example(
        "stapes compile recipe.json --data ESC-10 --max-file 128KiB -o esc10.stapes",
        purpose: "From recordings to a file that fits"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let output = arguments.string("--output") ?? ""
    let source = arguments.positional("checkpoint")
    guard !isSameFile(source, output) else {
      throw UsageError("--output is the checkpoint itself; name another file, as model.stapes")
    }
    if let corrected = arguments.string("--correct-biases") {
      for (other, what) in [(source, "the checkpoint itself"), (output, "--output")]
      where isSameFile(corrected, other) {
        throw UsageError("--correct-biases: is \(what); name another file")
      }
    }
    let budget = try Budget(arguments)
    for option in ["--continuous", "--spread"]
    where source.hasSuffix(".json") && arguments.isGiven(option) {
      throw UsageError("\(option): goes with a checkpoint; compile the one that was trained")
    }
    guard
      let (model, sentence) = source.hasSuffix(".json")
        ? try RecipeCompilation(arguments, budget: budget, output: output).run()
        : try compiled(try Checkpoint(contentsOf: source), budget, arguments)
    else { return .failure }
    try AtomicFile.write(model.file, to: output)
    print(
      "\(output): \(model.file.count.grouped) bytes, arena \(model.plan.arenaBytes.grouped) bytes, "
        + sentence)
    if let sentence = model.program.continuousSentence { print(sentence) }
    if let sentence = model.paceSentence { print(sentence) }
    if let simplification = model.simplification, !simplification.layers.isEmpty {
      print(simplification.sentence)
    }
    return .success
  }

  /// The model and what its scales are from; where it is too large, it is pruned and put on a
  /// coarser grid.
  private static func compiled(
    _ checkpoint: Checkpoint, _ budget: Budget, _ arguments: ParsedArguments
  ) throws -> (model: CompiledModel, sentence: String) {
    let graph = try FloatGraph(lowering: checkpoint.network, checkpoint.parameters)
    if let text = checkpoint.quantisation {
      let scheme = try QuantisationScheme(text: text)
      let chosen = [
        "--start", "--teacher", "--recipe", "--calibrate", "--data", "--ranges", "--standardise",
        "--grid", "--correct-biases",
      ]
      if let option = chosen.first(where: arguments.isGiven) {
        throw UsageError(
          "\(option): the checkpoint was trained for the quantisation that it carries; leave out "
            + option)
      }
      return (
        try budget.compile(Quantiser(graph, by: scheme).program(), try arguments.form),
        "in the integers it was trained for"
      )
    }
    for option in ["--start", "--teacher"] where arguments.isGiven(option) {
      throw UsageError("\(option): goes with a recipe")
    }
    let calibrated = try CalibratedNetwork(
      graph, arguments, standardisation: arguments.isGiven("--continuous") ? .running : .clip)
    let form = try arguments.form
    do {
      let program = try calibrated.program()
      guard let corrected = arguments.string("--correct-biases") else {
        return (try budget.compile(program, try arguments.form), calibrated.examples.sentence)
      }
      let made = try checkpoint.correctingBiases(graph, program, calibrated.calibration)
      let model = try budget.compile(made.program, try arguments.form)
      try made.checkpoint.write(to: corrected)
      return (model, "\(calibrated.examples.sentence), biases corrected in \(corrected)")
    } catch let excess as Budget.Excess
      where form == Budget.Form() && !arguments.isGiven("--correct-biases")
    {
      print("\(excess)\npruning and coarser grids, without training:")
    }
    let pruned = try PrunedCompilation(
      checkpoint, calibrated.examples.inputs, calibrated.calibration,
      standardisation: calibrated.standardisation, budget: budget)
    let found = try pruned.search(grids: try arguments.grids)
    return (found.model, "\(found.description), \(calibrated.examples.sentence)")
  }

}

extension Checkpoint {
  /// The checkpoint with biases that make up for rounded weights and the scales that they are
  /// for, and its program.
  fileprivate func correctingBiases(
    _ graph: FloatGraph, _ program: IntegerProgram, _ calibration: Calibration
  ) throws -> (checkpoint: Checkpoint, program: IntegerProgram) {
    let correction = BiasCorrection(graph, program, means: calibration.means)
    let parameters = try parameters.addingToBiases(correction.additions, of: network)
    let graph = try FloatGraph(lowering: network, parameters)
    let program = try Quantiser(graph, by: QuantisationScheme(program)).program()
    let checkpoint = Checkpoint(
      network: network, parameters: parameters,
      quantisation: try QuantisationScheme(program, of: graph).text)
    return (checkpoint, program)
  }
}

extension Simplification {
  var sentence: String {
    "removed \(removedWeights.grouped) weights and \(removedChannels.grouped) channels that add "
      + "nothing, in " + layers.map(\.name).joined(separator: ", ")
  }
}

extension CompiledModel {
  /// "10 ms take at most 7,400,000 instructions of a Cortex-M4 instead of 17,100,000"; nil where work
  /// is not spread.
  fileprivate var paceSentence: String? {
    guard let pace = plan.pace else { return nil }
    let spread = CostReport(program, plan.storage, pace: pace)
    let atOnce = CostReport(program, plan.storage)
    return "a push of \(spread.pushText) takes at most about "
      + "\(spread.worstPushInstructions.grouped) instructions of a Cortex-M4 instead of "
      + "\(atOnce.worstPushInstructions.grouped)"
  }
}

extension CompileCommand {
  private static func isSameFile(_ a: String, _ b: String) -> Bool {
    func resolved(_ path: String) -> String {
      URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
    }
    return resolved(a) == resolved(b)
  }
}
