import Basics
import Arguments
import Builds
import Compiler

/// `stapes size`: what a model takes, and whether that is within a budget.
enum SizeCommand: Command {
  static let specification = CommandSpecification(
    name: "size",
    abstract: "Show what a compiled model takes, and gate on budgets.",
    discussion: """
      With --target, size also shows what the model takes on a device: flash and RAM to the byte, \
      linked with the named toolchain, and instructions within 5 % of an emulator's count. If the \
      model exceeds a budget, size says so and ends with 1. `check` reads the budgets from a file.

      With --clock, size shows what listening to live audio takes of the core: on average, and in \
      the worst push of the time until the next one. It counts one cycle for an instruction. \
      Flash and buses add to that; measure it once on your board, and give it with --cycles.

      A push is 10 ms of audio. It is one row where the input has no rate, or where there are \
      several inputs. The worst push is the heaviest one of a stream of any length that is pushed \
      in such parts from its start. The end of the stream is a call of its own.
      """,
    positionals: [Positional("model", help: "A .stapes file.", use: .reads)],
    options: Gate.options,
    flags: [Flag("--json", help: "Print everything as JSON.")],
    examples: [
      Example("stapes size model.stapes --target cortex-m4", purpose: "Before you flash"),
      Example(
        "stapes size model.stapes --target cortex-m4 --clock 160MHz",
        purpose: "Whether the device keeps up with live audio"),
      Example(
        "stapes size model.stapes --max-file 128KiB --max-ram 48KiB",
        purpose: "Fail a build whose model has grown too large"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let gate = try Gate(arguments)
    let path = arguments.positional("model")
    let figures = try ModelFigures(
      try ModelFile(path), target: try arguments.target, clock: try arguments.clock)
    if arguments.flag("--json") {
      print(try jsonText(Figures(report: figures.report, device: figures.device)))
    } else {
      print(text(figures.report))
      if let device = figures.device {
        print(
          "\n"
            + device.text(
              model: figures.report.fileBytes, per: rowsText(figures.report),
              push: figures.report.cost.pushText))
      }
    }
    let breaches = try gate.breaches(figures.values, heaviest: figures.heaviest)
    guard breaches.isEmpty else {
      throw CommandError("\(path): " + breaches.map(\.description).joined(separator: "; "))
    }
    return .success
  }

  /// The report's own keys, and the device's beside them.
  private struct Figures: Encodable {
    var report: FileReport
    var device: DeviceReport?

    private enum CodingKeys: CodingKey { case device }

    func encode(to encoder: any Encoder) throws {
      try report.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodeIfPresent(device, forKey: .device)
    }
  }

  /// "1 s of audio", or how many rows the figures are for.
  private static func rowsText(_ report: FileReport) -> String {
    zip(report.inputs, report.cost.rows).map { input, rows in
      input.samplesPerSecond == rows ? "1 s of audio" : "\(rows.grouped) rows of \(input.name)"
    }.joined(separator: ", ")
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
    let rows = rowsText(report)
    let pace = report.pace.map {
      "\npace         work of \($0.creditPerRow.grouped) instructions of a Cortex-M4 for each row"
    }
    return """
      \(InspectCommand.sectionTable(report))

      \(arena.text)

      parameters   \(parameters.all.grouped) in all (DCASE since 2022), \
      \(parameters.nonZero.grouped) not zero (DCASE 2021)
                   \(parameters.weights.grouped) weights, \
      \(parameters.nonZeroWeights.grouped) not zero; \(parameters.biases.grouped) biases
      work         \(report.cost.macs.grouped) MACs for \(rows)
      worst push   \(report.cost.worstPushMACs.grouped) MACs for \(report.cost.pushText)
      """ + (pace ?? "")
  }
}
