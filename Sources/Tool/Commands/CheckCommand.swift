import Basics
import Arguments
import Builds
import Runs

/// `stapes check`: whether a model keeps its budget, for continuous integration.
enum CheckCommand: Command {
  static let specification = CommandSpecification(
    name: "check",
    abstract: "Fail where a model leaves its budget: the gate for continuous integration.",
    discussion: """
      A budget is a JSON file with the most that a model may take: file, arena, flash, ram, stack, \
      macs, instructions, worst_push (bytes, or texts as "64KiB"), and load (per cent of the \
      core). It may also have the least accuracy and the most "dropped" clips; --data then names \
      the data set. "target" names the device for flash, ram, stack, instructions, load and \
      worst_push. "clock" and "cycles" are for load, as "160MHz" and 1.4. "baseline" names a file \
      that --write-baseline wrote. No figure \
      may exceed its baseline by more per cent than "growth" says, as in {"baseline": \
      "baseline.json", "growth": {"file": 2}}; without an entry a figure may not grow. A baseline \
      for another device or of other clips is an error.

      A clip that cannot be read, or is too short for the model, is dropped. The check fails if a \
      clip is dropped, unless the budget or --allow-dropped allows it.

      Prints a line for each breach and ends with 1. Without a breach it ends with 0.
      """,
    positionals: [Positional("model", help: "A .stapes file.", use: .reads)],
    options: [
      Option("--against", valueName: "budget.json", help: "The budget.", use: .reads),
      Option(
        "--write-baseline", valueName: "file",
        help: "Write the model's figures as a baseline; with --target, the device's too.",
        use: .writes),
    ] + Gate.options + [
      Option(
        "--data", valueName: "folder", help: "The data set whose test clips give accuracy.",
        use: .readsDataSet),
      ClipOptions.recipe, ClipOptions.fold, ClipOptions.holdOut, .allowDropped,
    ],
    flags: [
      Flag("--json", help: "Print figures, limits and breaches as JSON."),
      Flag(
        "--annotations",
        help:
          "Print breaches as workflow commands (::error …), which code hosts show as annotations."),
    ],
    examples: [
      Example("stapes check model.stapes --against budget.json", purpose: "Gate a pull request"),
      Example(
        "stapes check model.stapes --target cortex-m4 --write-baseline baseline.json",
        purpose: "Take today's figures as the baseline"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let path = arguments.positional("model")
    var gate = try Gate(arguments)
    var target = try arguments.target
    var clock = try arguments.clock
    if let budget = try arguments.string("--against").map(BudgetFile.init) {
      guard target == nil || budget.target == nil || target == budget.target else {
        throw UsageError("--target: the budget is for \(budget.target?.rawValue ?? "")")
      }
      target = budget.target ?? target
      clock = clock ?? budget.clock
      gate.limits.merge(budget.gate.limits) { given, _ in given }
    }
    if arguments.isGiven("--allow-dropped") {
      gate.limits[.dropped] = Gate.Limit(value: Double(try arguments.allowedDrops))
    }
    let baseline = arguments.string("--write-baseline")
    guard !gate.limits.isEmpty || baseline != nil else {
      throw UsageError("name a budget with --against, or a limit as --max-file")
    }
    let file = try ModelFile(path)
    let figures = try ModelFigures(file, target: target, clock: clock)
    let scored = try scored(file, arguments)
    for quantity in Quantity.allCases
    where quantity.needsData && gate.limits[quantity] != nil && scored == nil {
      throw UsageError("the budget limits \(quantity.rawValue); name the data set with --data")
    }
    let verdict = try Verdict(gate, on: path, figures, scored: scored)
    let tooManyDropped = verdict.breaches.contains { $0.quantity == .dropped }
    if let baseline, !tooManyDropped {
      try Baseline(figures: verdict.figures, target: target, clips: scored?.clips.fingerprint)
        .write(to: baseline)
    }
    if arguments.flag("--json") {
      print(try jsonText(verdict))
      return verdict.passed ? .success : .failure
    }
    let shown = printable(path)
    if !tooManyDropped, let clips = scored?.clips,
      let sentence = clips.dropped.sentence(of: clips.total)
    {
      print("\(shown): \(sentence)")
    }
    for breach in verdict.breaches {
      print(
        arguments.flag("--annotations")
          ? "::error file=\(shown),title=stapes \(breach.quantity.rawValue)::\(breach)"
          : "\(shown): \(breach)")
    }
    if verdict.passed, !gate.limits.isEmpty {
      print("\(shown): within budget: " + kept(verdict))
    }
    return verdict.passed ? .success : .failure
  }

  /// The accuracy on the clips of `--data`; nil where it is not given.
  private static func scored(
    _ file: ModelFile, _ arguments: ParsedArguments
  ) throws -> (accuracy: Double, clips: TestClips)? {
    guard arguments.isGiven("--data") else { return nil }
    let (model, lines) = (try LabelledModel(file), WorkLines())
    let clips = try TestClips(for: model, arguments, watcher: lines.watcher)
    try clips.checkClasses(of: model)
    let assessment = try clips.assessment(
      of: model, threads: Workers.everyCore.threads, watcher: lines.watcher)
    lines.finish()
    return (assessment.value, clips)
  }

  /// "file 75 %, arena 98 %": how much of each limit is used.
  private static func kept(_ verdict: Verdict) -> String {
    Quantity.allCases.compactMap { quantity in
      guard let limit = verdict.limits[quantity], let value = verdict.figures[quantity] else {
        return nil
      }
      if quantity == .accuracy { return "accuracy \(Numerals.percent(value))" }
      if quantity == .dropped { return value > 0 ? "\(Int(value)) dropped" : nil }
      return "\(quantity.rawValue) \(Numerals.percent(value / max(limit, 1)))"
    }.joined(separator: ", ")
  }
}
