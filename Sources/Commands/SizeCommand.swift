import Arguments
import Compiler
import Graph
import Reports

/// `stapes size`: what a model takes, and whether that is within a budget.
enum SizeCommand: Command {
  static let specification = CommandSpecification(
    name: "size",
    abstract: "Show what a compiled model takes, and gate on budgets.",
    discussion: "Ends with 1 and a sentence when a budget is exceeded.",
    positionals: [Positional("model", help: "A .stapes file.")],
    options: [
      Option("--max-file", valueName: "bytes", help: "Budget for the whole file, as 128KiB."),
      Option("--max-ram", valueName: "bytes", help: "Budget for the arena, as 48KiB."),
    ],
    flags: [Flag("--json", help: "Print everything as JSON.")],
    examples: [
      Example(
        "stapes size model.stapes --max-file 128KiB --max-ram 48KiB",
        purpose: "Fail a build whose model has grown too large")
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let maxFile = try arguments.byteSize("--max-file")
    let maxRAM = try arguments.byteSize("--max-ram")
    let path = arguments.positional("model")
    let report = try ModelFile(path).withModel { FileReport($0) }
    print(arguments.flag("--json") ? try jsonText(report) : text(report))
    var excesses: [String] = []
    if let maxFile, report.fileBytes > maxFile {
      let heaviest = report.ops.sorted { $0.bytes > $1.bytes }.prefix(3)
      excesses.append(
        excess("file", report.fileBytes, maxFile, heaviest.map { ($0.name, $0.bytes) }))
    }
    if let maxRAM, report.arenaBytes > maxRAM {
      let heaviest = report.arena.sorted { $0.bytes > $1.bytes }.prefix(3)
      excesses.append(
        excess("arena", report.arenaBytes, maxRAM, heaviest.map { ($0.name, $0.bytes) }))
    }
    guard excesses.isEmpty else {
      throw CommandError("\(path): " + excesses.joined(separator: "; "))
    }
    return .success
  }

  private static func excess(
    _ what: String, _ bytes: Int, _ budget: Int, _ heaviest: [(name: String, bytes: Int)]
  ) -> String {
    let list = heaviest.map { "\($0.name) \($0.bytes.grouped)" }.joined(separator: ", ")
    return "the \(what) has \(bytes.grouped) bytes, \((bytes - budget).grouped) over the budget of "
      + "\(budget.grouped); the heaviest are \(list)"
  }

  private static func text(_ report: FileReport) -> String {
    var arena = TextTable(["arena", "kind", " rows", " bytes a row", " bytes"])
    for part in report.arena {
      arena.append([
        part.name, part.kind.rawValue, part.rows.map { "\($0)" } ?? "",
        part.rowBytes.map(\.grouped) ?? "", part.bytes.grouped,
      ])
    }
    arena.append(["arena", "", "", "", report.arenaBytes.grouped])
    let parameters = report.parameters
    let rows = zip(report.inputs, report.cost.rows).map { input, rows in
      input.samplesPerSecond == rows ? "1 s of audio" : "\(rows.grouped) rows of \(input.name)"
    }.joined(separator: ", ")
    return """
      \(InspectCommand.sectionTable(report))

      \(arena.text)

      parameters   \(parameters.all.grouped) in all (DCASE since 2022), \
      \(parameters.nonZero.grouped) not zero (DCASE 2021)
                   \(parameters.weights.grouped) weights, \
      \(parameters.nonZeroWeights.grouped) not zero; \(parameters.biases.grouped) biases
      work         \(report.cost.macs.grouped) MACs for \(rows)
      worst push   \(report.cost.worstPushMACs.grouped) MACs for one row
      Cortex-M4    about \(report.cost.instructions.grouped) instructions for \(rows), at worst \
      \(report.cost.worstPushInstructions.grouped) in one push,
                   \(report.cost.finishInstructions.grouped) at the end of the stream
      """
  }
}
