import Basics
import Arguments
import Builds
import Compiler

/// `stapes inspect`: what stands in a file.
enum InspectCommand: Command {
  static let specification = CommandSpecification(
    name: "inspect",
    abstract: "Show a compiled model's header, ops, rings, encodings and bytes.",
    positionals: [Positional("model", help: "A .stapes file.", use: .reads)],
    flags: [
      Flag("--json", help: "Print everything as JSON."),
      Flag(
        "--library", help: "Print the compilation conditions of a library for this model alone."),
    ],
    examples: [Example("stapes inspect model.stapes", purpose: "See what the compiler made")])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let file = try ModelFile(arguments.positional("model"))
    if arguments.flag("--library") {
      var flags = LibraryFlags()
      try file.withModel { flags.need($0) }
      for flag in flags.leftOut { print(flag) }
      return .success
    }
    let report = try file.withModel { FileReport($0) }
    if arguments.flag("--json") {
      print(try jsonText(report))
      return .success
    }
    print(
      "\(printable(report.name)): format \(report.formatVersion), \(report.roundingProfile) rounding, "
        + "\(report.fileBytes.grouped) bytes, arena \(report.arenaBytes.grouped) bytes\n")
    printInputs(report)
    print("\n" + opTable(report) + "\n")
    print(sectionTable(report))
    return .success
  }

  private static func printInputs(_ report: FileReport) {
    for input in report.inputs {
      let rate = input.samplesPerSecond.map { " at \($0.grouped) Hz" } ?? ""
      let amplitude = input.standardisation.map { ", amplitude \($0)" } ?? ""
      let length =
        input.fixedRows.map { "exactly \($0.grouped)" } ?? "at least \(input.minimumRows.grouped)"
      print(
        "input \(printable(input.name)): \(length) rows of \(input.width) × \(input.channels) "
          + "\(input.element)\(rate)\(amplitude), scale \(input.scale), zero \(input.zeroPoint)")
    }
    let labels =
      report.output.labels.isEmpty
      ? "" : ": " + printable(report.output.labels.joined(separator: ", "))
    print(
      "output: \(report.output.count) scores, scale \(report.output.scale), "
        + "zero \(report.output.zeroPoint)\(labels)")
    if let window = report.window { print("continuous: \(window.text())") }
  }

  private static func opTable(_ report: FileReport) -> String {
    var table = TextTable([
      "op", "kind", "kernel", " width", " channels", " ring", "encoding", " weights",
      " non-zero", " bits", " bytes", " MACs",
    ])
    for op in report.ops {
      table.append([
        op.name, op.kind, op.kernel ?? "", "\(op.width)", "\(op.channels)",
        op.isInPlace ? "in place" : "\(op.ringRows)", op.encoding ?? "",
        op.weights > 0 ? op.weights.grouped : "", op.weights > 0 ? op.nonZeroWeights.grouped : "",
        op.bitsPerWeight.map { String(format: "%.2f", $0) } ?? "",
        op.bytes > 0 ? op.bytes.grouped : "", op.macs > 0 ? op.macs.grouped : "",
      ])
    }
    return table.text
  }

  static func sectionTable(_ report: FileReport) -> String {
    var table = TextTable(["section", " bytes"])
    for section in report.sections { table.append([section.name, section.bytes.grouped]) }
    table.append(["file", report.fileBytes.grouped])
    return table.text
  }
}
