import Arguments
import Audio
import Compiler
import Foundation
import Graph
import Interchange
import Lowering
import ModelFormat
import Program

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
      layer, and decoded as the network runs; with --max-file only as far as that takes. Decoding adds as many instructions as --slowdown \
      allows, in as little RAM as that takes; or as few as fit into --max-ram.

      Amplitude: clip standardises over the whole clip, which the device sees twice; running over \
      a causal estimate; fixed multiplies by a gain found at calibration.
      """,
    positionals: [Positional("checkpoint", help: "A .safetensors checkpoint.")],
    options: [
      Option(
        "--output", short: "-o", valueName: "file", help: "The model to write.", isRequired: true)
    ] + CalibrationExamples.options + [
      Option(
        "--ranges", valueName: "least-error|percentile|min-max",
        help: "What of an activation's range the levels of int8 cover.", default: "least-error"),
      Option(
        "--standardise", valueName: "clip|running|fixed",
        help: "Form of amplitude "
          + "standardisation.", default: "clip"),
      Option(
        "--grid", valueName: "n",
        help: "Round weights to -n … n: 127 for 8 bits, 31 for 6, 7 for 4.", default: "127"),
      Option(
        "--weights", valueName: "smallest|dense|packed|bitmap|entropy",
        help: "How weights are stored.", default: "smallest"),
      Option("--max-file", valueName: "bytes", help: "The largest file, as in 128KiB."),
      Option("--max-ram", valueName: "bytes", help: "The largest arena, as in 64KiB."),
      Option(
        "--slowdown", valueName: "percent",
        help: "Instructions that decoding may add; without --max-ram.", default: "15"),
    ],
    flags: [
      Flag("--unfused", help: "Keep every tensor: do not fuse pools into convolutions."),
      Flag("--unsimplified", help: "Keep the channels that add nothing."),
    ],
    examples: [
      Example(
        "stapes compile dw.safetensors --calibrate recordings/ -o dw.stapes",
        purpose: "Compile with ranges from real recordings")
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let output = arguments.string("--output") ?? ""
    let source = arguments.positional("checkpoint")
    guard !isSameFile(source, output) else {
      throw UsageError("--output is the checkpoint itself; name another file, as model.stapes")
    }
    let goals = try goals(arguments)
    let checkpoint = try Checkpoint(contentsOf: source)
    let graph = try StreamGraph(lowering: checkpoint.network, checkpoint.parameters)
    let (program, sentence) = try quantised(graph, checkpoint, arguments)
    let model = try CompiledModel(
      program, fused: !arguments.flag("--unfused"), simplified: !arguments.flag("--unsimplified"),
      goals: goals)
    try AtomicFile.write(model.file, to: output)
    print(
      "\(output): \(model.file.count.grouped) bytes, arena \(model.plan.arenaBytes.grouped) bytes, "
        + sentence)
    if let simplification = model.simplification, !simplification.layers.isEmpty {
      print(
        "removed \(simplification.removedWeights.grouped) weights and "
          + "\(simplification.removedChannels.grouped) channels that add nothing, in "
          + simplification.layers.map(\.name).joined(separator: ", "))
    }
    return .success
  }

  /// The program in integers, and where its scales are from.
  private static func quantised(
    _ graph: StreamGraph, _ checkpoint: Checkpoint, _ arguments: ParsedArguments
  ) throws -> (IntegerProgram, sentence: String) {
    if let text = checkpoint.quantisation {
      let scheme = try QuantisationScheme(text: text)
      let chosen = ["--calibrate", "--data", "--ranges", "--standardise", "--grid"]
      if let option = chosen.first(where: arguments.isGiven) {
        throw UsageError(
          "\(option): the checkpoint was trained for the quantisation that it carries; leave out "
            + option)
      }
      return (try Quantiser(graph, by: scheme).program(), "in the integers it was trained for")
    }
    let choice = try arguments.choice("--standardise", of: StandardisationChoice.self) ?? .clip
    let grid = WeightGrid(largest: try arguments.integer("--grid", in: 1...127) ?? 127)
    let examples = try CalibrationExamples(graph, arguments)
    var progress = ProgressLine("calibrating")
    let calibration = try Calibration(
      graph, examples: examples.inputs, standardisation: choice,
      ranges: try arguments.choice("--ranges", of: RangeChoice.self) ?? .leastError,
      progress: { progress.update(Double($0) / Double(examples.inputs.count)) })
    progress.finish()
    return (try Quantiser(graph, calibration, choice, grid: grid).program(), examples.sentence)
  }

  /// How weights may be stored.
  private enum Weights: String, CaseIterable {
    case smallest, dense, packed, bitmap, entropy

    var encodings: [WeightEncoding] {
      switch self {
      case .smallest: StorageGoals.all.encodings
      case .dense: []
      case .packed: [.packed]
      case .bitmap: [.bitmap]
      case .entropy: [.entropy]
      }
    }
  }

  private static func goals(_ arguments: ParsedArguments) throws -> StorageGoals {
    let weights = try arguments.choice("--weights", of: Weights.self) ?? .smallest
    return StorageGoals(
      encodings: weights.encodings, maxFileBytes: try arguments.byteSize("--max-file"),
      maxArenaBytes: try arguments.byteSize("--max-ram"),
      slowdown: (try arguments.number("--slowdown", in: 0...10_000) ?? 15) / 100)
  }

  private static func isSameFile(_ a: String, _ b: String) -> Bool {
    func resolved(_ path: String) -> String {
      URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
    }
    return resolved(a) == resolved(b)
  }
}
