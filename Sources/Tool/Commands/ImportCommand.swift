import Basics
import Arguments
import Builds
import Compiler
import FixedPoint
import Program

/// `stapes import`: from somebody else's model to a file.
enum ImportCommand: Command {
  static let specification = CommandSpecification(
    name: "import",
    abstract: "Turn an integer TFLite model into a .stapes file.",
    discussion: """
      The file computes the same bits as TFLite Micro. With --profile single it rounds once where \
      TFLite Micro rounds twice; that is faster on most processors and nearer to LiteRT. Weights \
      are stored as by compile, and channels that add nothing are removed. Rows of pictures, or of \
      features, are pushed one by one. If ops cannot be imported, import names all of them and \
      writes nothing.
      """,
    positionals: [
      Positional(
        "model", help: "A .tflite file with int8 weights and int8 or int16 activations.",
        use: .reads)
    ],
    options: [
      .output("file", "The model to write."),
      Option(
        "--profile", valueName: "tflm|single", help: "How accumulators are rounded.",
        default: "tflm"),
      Option("--labels", valueName: "file", help: "Names of the scores, one a line.", use: .reads),
    ] + Budget.options,
    flags: BuildForm.flags,
    examples: [
      Example(
        "stapes import kws.tflite --labels words.txt -o kws.stapes",
        purpose: "A model of TFLite Micro, in less flash and RAM"),
      Example("stapes verify kws.stapes", purpose: "Compare it with wide integers"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let output = arguments.output
    let profile = try arguments.choice("--profile", of: Profile.self) ?? .tflm
    let budget = try Budget(arguments)
    let source = arguments.positional("model")
    let program = try IntegerProgram(
      importing: source, rounding: profile.rounding, labels: arguments.string("--labels"))
    let builder = ModelBuilder(budget, form: try BuildForm(arguments))
    let model = try naming(source, in: CompileError.self) { try builder.model(of: program) }
    let (tested, coverage) = try model.withBestSelfTest()
    try AtomicFile.write(tested.file, to: output)
    print(
      try tested.text(
        path: output, "rounded as \(profile == .tflm ? "TFLite Micro rounds" : "Stapes rounds")",
        coverage))
    return .success
  }

  private enum Profile: String, CaseIterable {
    case tflm, single

    var rounding: Rounding { self == .tflm ? .tflm : .single }
  }
}
