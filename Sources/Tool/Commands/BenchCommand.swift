import Arguments
import Basics
import Builds
import Compiler

/// `stapes bench`: how long a model takes on this machine.
enum BenchCommand: Command {
  static let specification = CommandSpecification(
    name: "bench",
    abstract: "Time a compiled model on this machine, op by op.",
    discussion: """
      Runs the model on noise, pushed as on a device: for one second of audio, or for the shortest \
      input of other kinds. scratch is the arena that only the op's firing needs. The time is that of the fastest run on one core. Other work on the \
      machine makes it longer. `Tools/firmware bench` counts instructions on emulated boards, which \
      repeat exactly; `size --target` estimates them.
      """,
    positionals: [Positional("model", help: "A .stapes file.", use: .reads)],
    options: [
      Option("--seconds", valueName: "s", help: "How long the model runs at least.", default: "1")
    ],
    flags: [Flag("--json", help: "Print the figures as JSON.")],
    examples: [
      Example("stapes bench model.stapes", purpose: "Where the time goes")
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let seconds = try arguments.number("--seconds", in: 0...3_600) ?? 1
    let (report, timing) = try ModelFile(arguments.positional("model")).withModel { model in
      let report = FileReport(model)
      return (report, try HostTiming(report, model, seconds: seconds))
    }
    print(arguments.flag("--json") ? try jsonText(timing) : text(timing, report))
    return .success
  }

  private static func text(_ timing: HostTiming, _ report: FileReport) -> String {
    var table = TextTable(["op", "kind", " MACs", " scratch", " µs", " % of the time", " ns a MAC"])
    func row(
      _ name: String, _ kind: String, _ macs: Int, _ scratch: Int, _ seconds: Double
    ) -> [String] {
      [
        name, kind, macs == 0 ? "" : macs.grouped, scratch == 0 ? "" : scratch.grouped,
        Numerals.fixed(seconds * 1e6, decimals: 1),
        Numerals.fixed(100 * seconds / timing.seconds, decimals: 1),
        macs == 0 ? "" : Numerals.fixed(seconds * 1e9 / Double(macs), decimals: 3),
      ]
    }
    for op in timing.ops {
      table.append(row(op.name, op.kind, op.macs, op.scratchBytes, op.seconds))
    }
    table.append(row("all", "", timing.macs, 0, timing.seconds))
    let rows = zip(report.inputs, timing.rows).map { "\($1.grouped) rows of \($0.name)" }
    let rate = report.inputs.count == 1 ? report.inputs[0].samplesPerSecond : nil
    let speed = rate.map {
      let factor = Double(timing.rows[0]) / Double($0) / timing.seconds
      return ", \(Numerals.fixed(factor, decimals: 0)) times as fast as the sound"
    }
    return """
      \(table.text)

      \(rows.joined(separator: ", ")) in \(Numerals.fixed(timing.seconds * 1e3, decimals: 3)) ms, \
      the fastest of \(timing.runs.grouped) runs\(speed ?? "")
      """
  }
}
