import Basics
import Arguments
import Compiler
import FixedPoint
import Interchange
import Program
import TFLite

/// `stapes import`: from somebody else's model to a file.
enum ImportCommand: Command {
  static let specification = CommandSpecification(
    name: "import",
    abstract: "Turn an integer TFLite model into a .stapes file.",
    discussion: """
      The file computes what the model computes under TFLite Micro, to the bit; with --profile \
      single it rounds once where TFLite Micro rounds twice, which is faster on most processors and \
      nearer to LiteRT. Weights are stored as compile stores them, and channels that add nothing are \
      removed. Rows of pictures, or of features, are pushed one by one. An op that cannot be \
      imported is named, with all others, before anything is written.
      """,
    positionals: [
      Positional("model", help: "A .tflite file with int8 weights and int8 or int16 activations.")
    ],
    options: [
      Option(
        "--output", short: "-o", valueName: "file", help: "The model to write.", isRequired: true),
      Option(
        "--profile", valueName: "tflm|single", help: "How accumulators are rounded.",
        default: "tflm"),
      Option("--labels", valueName: "file", help: "Names of the scores, one a line."),
    ] + Budget.options,
    flags: [
      Flag("--unfused", help: "Keep every tensor: do not fuse pools into convolutions."),
      Flag("--unsimplified", help: "Keep the channels that add nothing."),
    ],
    examples: [
      Example(
        "stapes import kws.tflite --labels words.txt -o kws.stapes",
        purpose: "A model of TFLite Micro, in less flash and RAM"),
      Example("stapes verify kws.stapes", purpose: "Hold it against wide integers"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let output = arguments.string("--output") ?? ""
    let path = arguments.positional("model")
    let rounding = try arguments.choice("--profile", of: Profile.self) ?? .tflm
    let budget = try Budget(arguments)
    var program: IntegerProgram
    do {
      program = try TFLiteModel(try WholeFile.read(path)).program(rounding: rounding.rounding)
    } catch let error as TFLiteError {
      throw CommandError("\(path): \(error)")
    }
    if let labels = arguments.string("--labels") {
      program.labels = try self.labels(labels, program)
    }
    let model = try budget.compile(
      program,
      Budget.Form(
        isFused: !arguments.flag("--unfused"), isSimplified: !arguments.flag("--unsimplified"),
        spreadSeconds: try arguments.number("--spread", in: 0.001...60)))
    try AtomicFile.write(model.file, to: output)
    print(
      "\(output): \(model.file.count.grouped) bytes, arena \(model.plan.arenaBytes.grouped) bytes, "
        + "rounded as \(rounding == .tflm ? "TFLite Micro rounds" : "Stapes rounds")")
    if let simplification = model.simplification, !simplification.layers.isEmpty {
      print(simplification.sentence)
    }
    return .success
  }

  private enum Profile: String, CaseIterable {
    case tflm, single

    var rounding: Rounding { self == .tflm ? .tflm : .single }
  }

  private static func labels(_ path: String, _ program: IntegerProgram) throws -> [String] {
    let text = String(decoding: try WholeFile.read(path), as: UTF8.self)
    let labels = text.split(separator: "\n").map { line in
      String(line.last == "\r" ? line.dropLast() : line)
    }
    let scores = program.ops.last?.row.channels ?? 0
    guard labels.count == scores else {
      throw CommandError("\(path): \(labels.count) labels for \(scores) scores")
    }
    return labels
  }
}
