import Basics
import Arguments
import Audio
import Compiler
import Foundation
import Interchange
import ModelFormat
import Program
import Reference
import Runs
import Synchronization
import Verification

/// `stapes verify`: the runtime against the float path, byte for byte.
enum VerifyCommand: Command {
  static let specification = CommandSpecification(
    name: "verify",
    abstract: "Prove that the runtime computes what the float path computes, byte for byte.",
    discussion: """
      Runs the model on several inputs, each cut into pushes in several ways, and compares every \
      tensor with an evaluation in floating point that shares no arithmetic with the runtime; then \
      once more with every fused op taken apart. The first difference is named by layer and \
      position. With --checkpoint, the float path starts from the checkpoint's weights and the \
      scales in the file; without, from the file's own weights. Where the checkpoint was trained \
      in integers, its own scales are taken, and the forward pass of its training is compared as \
      well.
      """,
    positionals: [Positional("model", help: "A .stapes file.")],
    options: [
      Option("--checkpoint", valueName: "file", help: "The checkpoint it was compiled from."),
      Option("--inputs", valueName: "count", help: "How many inputs.", default: "5"),
      Option("--seconds", valueName: "s", help: "Length of an audio input.", default: "1"),
      Option("--seed", valueName: "number", help: "Seed of the inputs.", default: "1"),
      Option(
        "--chunks", valueName: "a,b,…",
        help: "Samples (or rows) a push; whole for all at once.", default: "1,160,1000,whole"),
      Option(
        "--recordings", valueName: "path", help: "A recording or a folder to take inputs from."),
    ],
    flags: [
      Flag(
        "--continuous", help: "Insist on a model that gives scores while the sound goes on."),
      Flag("--json", help: "Print the result as JSON."),
    ],
    examples: [
      Example(
        "stapes verify dw.stapes --checkpoint dw.safetensors",
        purpose: "The proof that the file computes what the checkpoint says")
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let chunkings = try chunkings(arguments)
    let file = try ModelFile(arguments.positional("model"))
    let written = try file.withModel { IntegerProgram(reading: $0) }
    guard !arguments.flag("--continuous") || written.averageWindow != nil else {
      throw CommandError(
        "\(file.path): scores whole clips; compile it with --continuous to score a window")
    }
    let program = try expectedProgram(written, arguments)
    let longest = program.inputs.map(\.minimumRows).max() ?? 0
    guard longest <= 1 << 26 else {
      throw CommandError("\(file.path): needs inputs of \(longest.grouped) rows, too many to try")
    }
    let inputs = try inputs(of: program, arguments)
    let separated = program.separatingPools()
    var subjects = [VerificationSubject(file: file.bytes, program: program)]
    if separated != program {
      subjects.append(
        VerificationSubject(
          file: try CompiledModel(separated, fused: false).file, program: separated))
    }
    let total = Double(subjects.count * inputs.count * chunkings.count)
    let line = Mutex(ProgressLine("verifying"))
    var compared = 0
    var done = 0
    for subject in subjects {
      let before = done
      let report: VerificationReport
      do {
        report = try subject.verify(inputs, chunkings: chunkings) { runs in
          line.withLock { $0.update(Double(before + runs) / total) }
        }
      } catch {
        throw CommandError("\(file.path): \(error.sentence)")
      }
      done += inputs.count * chunkings.count
      compared += report.comparedValues
      if let finding = report.finding {
        line.withLock { $0.finish() }
        print(try text(finding, isJSON: arguments.flag("--json")))
        return .failure
      }
    }
    line.withLock { $0.finish() }
    let trained = try trained(arguments)
    if let trained, let difference = try trained.difference(inputs) {
      print(
        arguments.flag("--json")
          ? try jsonText(difference) : "different: \(difference)")
      return .failure
    }
    if let difference = ProgramDifference(file: written, expected: program) {
      print(
        arguments.flag("--json")
          ? try jsonText(ConstantFailure(equal: false, difference)) : "different: \(difference)")
      return .failure
    }
    let summary = Summary(
      equal: true, inputs: inputs.count, chunkings: chunkings.map(\.description),
      schedules: subjects.count, tensors: separated.quantisations.count, comparedValues: compared,
      against: arguments.string("--checkpoint") ?? "the file's own weights",
      reference: program.hasFloatPath ? "float path" : "wide integers",
      trainer: trained != nil)
    print(arguments.flag("--json") ? try jsonText(summary) : summary.text)
    return .success
  }

  private struct Summary: Encodable {
    var equal: Bool
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
        + (schedules > 1 ? "fused and unfused, " : "") + "\(reference) from \(against)"
        + (trainer ? ", and the trainer's forward pass in integers" : "")
    }
  }

  private struct Failure: Encodable {
    var equal: Bool
    var input: Int
    var chunking: String
    var layer: String
    var row: Int
    var column: Int
    var channel: Int
    var runtime: Int16?
    var reference: Int16?
  }

  private struct ConstantFailure: Encodable {
    var equal: Bool
    var layer: String
    var place: String
    var file: String
    var expected: String

    init(equal: Bool, _ difference: ProgramDifference) {
      self.equal = equal
      layer = difference.layer
      place = difference.place
      file = difference.file
      expected = difference.expected
    }
  }

  private static func text(_ finding: VerificationReport.Finding, isJSON: Bool) throws -> String {
    let difference = finding.difference
    guard isJSON else {
      return "different: \(difference) (input \(finding.input), chunks of \(finding.chunking))"
    }
    return try jsonText(
      Failure(
        equal: false, input: finding.input, chunking: finding.chunking.description,
        layer: difference.layer, row: difference.row, column: difference.column,
        channel: difference.channel, runtime: difference.runtime,
        reference: difference.reference))
  }

  /// The program that the file should hold: made again from the checkpoint, or its own.
  private static func expectedProgram(
    _ written: IntegerProgram, _ arguments: ParsedArguments
  ) throws -> IntegerProgram {
    guard let path = arguments.string("--checkpoint") else { return written }
    let checkpoint = try Checkpoint(contentsOf: path)
    let graph = try FloatGraph(lowering: checkpoint.network, checkpoint.parameters)
    let whole: IntegerProgram
    do {
      let scheme =
        try checkpoint.quantisation.map(QuantisationScheme.init(text:))
        ?? QuantisationScheme(written)
      whole = try Quantiser(graph, by: scheme).program()
    } catch {
      throw CommandError("\(path): \(error)")
    }
    var wanted = whole
    do {
      if let window = written.averageWindow { wanted = try whole.continuous(window) }
    } catch {
      throw CommandError("\(path): the file scores a window, and the checkpoint cannot: \(error)")
    }
    for expected in [wanted.simplified().program, wanted] {
      for candidate in [expected.fusingPools(), expected]
      where candidate.hasStructure(of: written) {
        return candidate
      }
    }
    throw CommandError(
      "\(path): its layers are not those of the file; was the file compiled from this checkpoint?")
  }

  /// The forward pass of the training, where the checkpoint was trained in integers.
  private static func trained(_ arguments: ParsedArguments) throws -> TrainedTensors? {
    guard let path = arguments.string("--checkpoint") else { return nil }
    return try TrainedTensors(
      Checkpoint(contentsOf: path), threads: Workers.everyCore.threads)
  }

  private static func chunkings(_ arguments: ParsedArguments) throws -> [Chunking] {
    try (arguments.list("--chunks") ?? []).map { text in
      if text == "whole" { return .whole }
      guard let count = Int(text), count > 0 else {
        throw UsageError("--chunks: '\(text)' is neither a number of samples nor whole")
      }
      return .pieces(count)
    }
  }

  private static func inputs(
    of program: IntegerProgram, _ arguments: ParsedArguments
  ) throws -> [ProgramValues] {
    let count = try arguments.integer("--inputs", in: 1...10_000) ?? 5
    let seconds = try arguments.number("--seconds", in: 0.001...600) ?? 1
    let seed = UInt64(try arguments.integer("--seed", in: 0...Int.max) ?? 1)
    if let path = arguments.string("--recordings") {
      guard program.inputs.count == 1, let rate = program.inputs[0].audioRate else {
        throw CommandError("--recordings needs a model with one audio input")
      }
      return try Recordings.paths(path).prefix(count).map {
        ProgramValues([try Recordings.samples($0, rate: rate)])
      }
    }
    return (0..<UInt64(count)).map { program.syntheticInputs(seed: seed &+ $0, seconds: seconds) }
  }
}

/// The first value in which the trainer's forward pass is not the float path.
private struct TrainerDifference: Encodable, CustomStringConvertible {
  var equal = false
  var layer: String
  var index: Int
  var trainer: Int16?
  var reference: Int16?

  var description: String {
    func text(_ value: Int16?) -> String { value.map { "\($0)" } ?? "none" }
    return "\(layer), value \(index): the trainer's forward pass has \(text(trainer)), the float "
      + "path \(text(reference))"
  }
}

extension TrainedTensors {
  fileprivate func difference(_ inputs: [ProgramValues]) throws -> TrainerDifference? {
    for values in inputs {
      let expected = program.reference(values)
      for (tensor, (mine, theirs)) in zip(try self(values), expected).enumerated()
      where mine != theirs.values {
        let index =
          zip(mine, theirs.values).enumerated().first { $1.0 != $1.1 }?.offset
          ?? min(mine.count, theirs.values.count)
        return TrainerDifference(
          layer: program.tensorName(tensor), index: index,
          trainer: index < mine.count ? mine[index] : nil,
          reference: index < theirs.values.count ? theirs.values[index] : nil)
      }
    }
    return nil
  }
}

extension IntegerProgram {
  /// Synthetic audio and random rows.
  fileprivate func syntheticInputs(seed: UInt64, seconds: Double) -> ProgramValues {
    ProgramValues(
      inputs.enumerated().map { index, input in
        let seed = seed &* 31 &+ UInt64(index)
        if let rate = input.audioRate {
          let samples = Int((Double(rate) * seconds).rounded())
          // A continuous model should come to several scores.
          let hops = averageWindow.map { 4 * $0.hop * rowsPerWindowRow } ?? 0
          // The rate only colours the sound.
          return Synthesis.clip(
            samples: max(samples, input.minimumRows + hops),
            rate: max(1_000, min(768_000, rate)), seed: seed)
        }
        var generator = SplitMix64(seed: seed)
        let rows = input.fixedRows ?? max(64, input.minimumRows)
        return (0..<rows * input.row.elements).map { _ in
          let value = Int16(truncatingIfNeeded: generator.next())
          return input.isInt16 ? value : Int16(Int8(truncatingIfNeeded: value))
        }
      })
  }

  /// Whether two programs have the same layers, reading the same tensors.
  fileprivate func hasStructure(of other: IntegerProgram) -> Bool {
    ops.count == other.ops.count
      && zip(ops, other.ops).allSatisfy { mine, theirs in
        mine.name == theirs.name && mine.row == theirs.row
          && mine.edges.map(\.tensor) == theirs.edges.map(\.tensor)
          && mine.operation.rowFlow == theirs.operation.rowFlow
          && mine.operation.channelFlow == theirs.operation.channelFlow
          && mine.operation.geometry == theirs.operation.geometry
      }
  }
}
