import Basics
import Arguments
import Builds
import Reference
import Verification

/// `stapes verify`: the runtime against the float path, byte for byte.
enum VerifyCommand: Command {
  static let specification = CommandSpecification(
    name: "verify",
    abstract: "Prove that the runtime computes what the float path computes, byte for byte.",
    discussion: """
      Runs the model on several inputs, each cut into pushes in several ways. Compares every \
      tensor with an evaluation in floating point, which shares no arithmetic with the runtime; \
      then again with every fused op taken apart. Names the first difference by layer and \
      position. With --checkpoint, the float path takes the checkpoint's weights and the file's \
      scales. Without it, it takes the file's weights. A checkpoint that was trained in integers \
      has its own scales; then the forward pass of its training is compared as well.
      """,
    positionals: [Positional("model", help: "A .stapes file.", use: .reads)],
    options: [
      Option(
        "--checkpoint", valueName: "file", help: "The checkpoint it was compiled from.",
        use: .reads),
      Option("--inputs", valueName: "count", help: "Number of inputs.", default: "5"),
      Option("--seconds", valueName: "s", help: "Length of an audio input.", default: "1"),
      Option("--seed", valueName: "number", help: "Seed of the inputs.", default: "1"),
      Option(
        "--chunks", valueName: "a,b,…",
        help: "Samples (or rows) a push; whole for all at once.", default: "1,160,1000,whole"),
      Option(
        "--recordings", valueName: "path", help: "A recording or a folder to take inputs from.",
        use: .reads),
    ],
    flags: [
      Flag("--continuous", help: "Require a model that gives scores while the sound continues."),
      Flag("--json", help: "Print the result as JSON."),
    ],
    examples: [
      Example(
        "stapes verify dw.stapes --checkpoint dw.safetensors",
        purpose: "Prove that the file computes what the checkpoint says")
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let chunkings = try chunkings(arguments)
    let file = try ModelFile(arguments.positional("model"))
    guard try !arguments.flag("--continuous") || file.program().averageWindow != nil else {
      throw CommandError(
        "\(file.path): scores whole clips; compile it with --continuous to score a window")
    }
    let checkpoint = arguments.string("--checkpoint")
    let verification = try FileVerification(
      file, checkpoint: checkpoint, threads: Workers.everyCore.threads)
    let inputs = try inputs(of: verification, arguments)
    let lines = WorkLines()
    let outcome = try verification.run(inputs, chunkings: chunkings, watcher: lines.watcher)
    lines.finish()
    switch outcome {
    case .different(let difference):
      print(
        arguments.flag("--json")
          ? try jsonText(difference) : "different: \(printable("\(difference)"))")
      return .failure
    case .equal(let proof):
      let summary = Summary(
        inputs: inputs.count, chunkings: chunkings.map(\.description),
        schedules: proof.schedules, tensors: proof.tensors, comparedValues: proof.comparedValues,
        against: checkpoint ?? "the file's own weights",
        reference: proof.hasFloatPath ? "float path" : "wide integers", trainer: proof.hasTrainer)
      print(arguments.flag("--json") ? try jsonText(summary) : summary.text)
      return .success
    }
  }

  private struct Summary: Encodable {
    var equal = true
    var inputs: Int
    var chunkings: [String]
    var schedules: Int
    var tensors: Int
    var comparedValues: Int
    var against: String
    var reference: String
    /// Whether the trainer's own forward pass was compared too.
    var trainer: Bool

    var text: String {
      "equal: \(comparedValues.grouped) values of \(tensors) tensors, \(inputs) inputs, "
        + "chunks of \(chunkings.joined(separator: ", ")), "
        + (schedules > 1 ? "fused and unfused, " : "") + "\(reference) from \(printable(against))"
        + (trainer ? ", and the trainer's forward pass in integers" : "")
    }
  }

  private static func chunkings(_ arguments: ParsedArguments) throws -> [Chunking] {
    try arguments.list("--chunks", "is neither a number of samples nor whole") { text in
      text == "whole" ? .whole : Int(text).flatMap { $0 > 0 ? .pieces($0) : nil }
    } ?? []
  }

  private static func inputs(
    of verification: FileVerification, _ arguments: ParsedArguments
  ) throws -> [ProgramValues] {
    let count = try arguments.integer("--inputs", in: 1...10_000) ?? 5
    let seconds = try arguments.number("--seconds", in: 0.001...600) ?? 1
    let seed = UInt64(try arguments.integer("--seed", in: 0...Int.max) ?? 1)
    if let path = arguments.string("--recordings") {
      return try verification.recordedInputs(path, count: count)
    }
    return try verification.syntheticInputs(count: count, seconds: seconds, seed: seed)
  }
}
