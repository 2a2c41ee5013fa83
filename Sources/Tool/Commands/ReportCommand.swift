import Basics
import Arguments
import Builds
import Reports
import Runs

/// `stapes report`: what each step of compressing costs.
enum ReportCommand: Command {
  static let specification = CommandSpecification(
    name: "report",
    abstract: "Compare the networks of runs, as floats and compiled.",
    discussion: """
      Each stage of each run is a network. It counts as floats, as the run has tested it, and as \
      the files of its best checkpoints, on the clips that the fold did not train on. report.html \
      and report.json hold accuracy, bytes, parameters and work of each network, the differences \
      on the same clips, and the cost of rounding each layer.

      A network has the name of its run's folder, and of its stage if the run has several: the \
      ticket of runs/esc10 is esc10/ticket. With one run, the stage is enough. A network that \
      another run repeats is left out. A network that was trained in integers is compiled to the \
      same integers.
      """,
    positionals: [
      Positional(
        "run", help: "Folders that `stapes train` has written.", isRepeated: true, use: .reads)
    ],
    options: [
      Option(
        "--data", valueName: "folder", help: "The data set of the runs.", isRequired: true,
        use: .readsDataSet),
      .output("folder", "Where the report is written."),
      Option(
        "--grid", valueName: "n,…",
        help: "Compile with weights rounded to -n … n, for each n.", default: "127"),
      Option(
        "--max-file", valueName: "bytes",
        help: "The largest file, as in 128KiB. A network that does not fit is made as "
          + "small as possible."),
      Option(
        "--clips", valueName: "count",
        help: "The most training clips of a fold to calibrate with.", default: "32"),
      Option(
        "--sensitivity", valueName: "network|none",
        help: "The network whose layers are rounded one by one; by default the last run's "
          + "ticket or dense network."),
      Option(
        "--sensitivity-folds", valueName: "count",
        help: "Number of folds whose test clips are scored for that.", default: "1"),
      .threads,
    ],
    examples: [
      Example(
        "stapes report runs/esc10 runs/ticket runs/small --grid 127,31 --data ESC-10 -o report",
        purpose: "A dense network, its ticket, and a small dense network, in 8 and 6 bits")
    ])

  /// Grids of 8 to 4 bits.
  private static let sensitivityGrids = [127, 63, 31, 15, 7]

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let threads = try arguments.threads
    let grids = try arguments.list("--grid", "is not a whole number between 1 and 127") { text in
      Int(text).flatMap { 1...127 ~= $0 ? $0 : nil }
    }
    let maxFileBytes = try arguments.byteSize("--max-file")
    let clips = try arguments.integer("--clips", in: 1...100_000) ?? 32
    let folds = try arguments.integer("--sensitivity-folds", in: 1...100_000) ?? 1
    let folder = arguments.output
    guard !RunFolder(folder).holdsRun else {
      throw UsageError("--output: \(folder) holds a run with its own report; name another folder")
    }
    let paths = arguments.repeatedPositional("run")
    for (place, path) in paths.enumerated() where paths[..<place].contains(path) {
      throw UsageError("\(path) is named twice")
    }
    let lines = WorkLines()
    let runs = try ReportedRuns(
      paths, data: arguments.string("--data") ?? "", threads: threads, watcher: lines.watcher)
    let examined = try runs.examined(arguments.string("--sensitivity"))
    let report = CompressionReport(
      dataSet: runs.dataSet,
      networks: try runs.networks.map { network in
        try runs.measurement(
          of: network, grids: grids ?? [], maxFileBytes: maxFileBytes, calibrationClips: clips,
          threads: threads, watcher: lines.watcher)
      }, repetitions: runs.repetitions, maxFileBytes: maxFileBytes, calibrationClips: clips,
      sensitivity: try examined.map { network in
        try network.run.sensitivity(
          of: network.stage, named: network.name, folds: folds, grids: sensitivityGrids,
          threads: threads
        ) { lines.watcher.progress("rounding layers of \(network.name)", $0) }
      }, tool: "stapes \(Tool.version)")
    lines.finish()
    let page = try write(report, to: folder)
    print(table(report))
    print("report: \(printable(page))")
    return .success
  }

  /// Writes both files; the path of the page.
  private static func write(_ report: CompressionReport, to folder: String) throws -> String {
    try Folder.make(folder)
    let page = folder + "/report.html"
    try AtomicFile.write(Array((try jsonText(report) + "\n").utf8), to: folder + "/report.json")
    try AtomicFile.write(Array(report.page.html.utf8), to: page)
    return page
  }

  private static func table(_ report: CompressionReport) -> String {
    var table = TextTable([
      "network", "stored as", " accuracy", "95 % interval", "of", " log loss", " bytes", " arena",
    ])
    for entry in report.entries {
      let (form, accuracy) = (entry.form, entry.form.predictions.accuracy)
      table.append([
        entry.network.name, form.name, Numerals.percent(accuracy.value),
        "\(Numerals.percent(accuracy.interval.lower)) to "
          + Numerals.percent(accuracy.interval.upper),
        accuracy.sample.description,
        Numerals.fixed(form.predictions.logLoss, decimals: 3), form.bytes.grouped,
        form.file?.arenaBytes.grouped ?? "",
      ])
    }
    return table.text
  }
}
