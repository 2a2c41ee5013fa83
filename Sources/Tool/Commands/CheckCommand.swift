import Basics
import Arguments
import Compiler
import Foundation
import Runs

/// `stapes check`: whether a model keeps its budget, for continuous integration.
enum CheckCommand: Command {
  static let specification = CommandSpecification(
    name: "check",
    abstract: "Fail where a model leaves its budget: the gate for continuous integration.",
    discussion: """
      A budget is a JSON file with the most that a model may take: file, arena, flash, ram, stack, \
      macs, instructions, worst_push (bytes, or texts as "64KiB"), and the least accuracy, for \
      which the data set is named with --data. "target" names the device for flash, ram, stack, \
      instructions and worst_push. "baseline" names a file that --write-baseline wrote; \
      nothing may grow beyond it but by the per cent that "growth" allows, as in \
      {"baseline": "baseline.json", "growth": {"file": 2}}.

      Prints a line for each breach and ends with 1; ends with 0 where there is none.
      """,
    positionals: [Positional("model", help: "A .stapes file.")],
    options: [
      Option("--against", valueName: "budget.json", help: "The budget."),
      Option(
        "--write-baseline", valueName: "file",
        help:
          "Write the model's figures, to be named as a baseline; with --target, the device's too."),
    ] + Gate.options + [
      Option("--data", valueName: "folder", help: "The data set whose test clips give accuracy."),
      Option("--recipe", valueName: "file", help: "The recipe that the model was trained with."),
      Option("--fold", valueName: "number", help: "Only the test clips of this fold."),
    ],
    flags: [
      Flag("--json", help: "Print figures, limits and breaches as JSON."),
      Flag(
        "--annotations",
        help:
          "Print breaches as workflow commands (::error …), which code hosts show as annotations."),
    ],
    examples: [
      Example(
        "stapes check model.stapes --against budget.json", purpose: "Gate a pull request"),
      Example(
        "stapes check model.stapes --target cortex-m4 --write-baseline baseline.json",
        purpose: "Take today's figures as the baseline"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let path = arguments.positional("model")
    var gate = try Gate(arguments)
    var target = try arguments.target
    if let budget = try arguments.string("--against").map(BudgetFile.init) {
      guard target == nil || budget.target == nil || target == budget.target else {
        throw UsageError("--target: the budget is for \(budget.target?.rawValue ?? "")")
      }
      target = budget.target ?? target
      gate.limits.merge(budget.gate.limits) { given, _ in given }
    }
    let baseline = arguments.string("--write-baseline")
    guard !gate.limits.isEmpty || baseline != nil else {
      throw UsageError("name a budget with --against, or a limit as --max-file")
    }
    let file = try ModelFile(path)
    let figures = try ModelFigures(file, target: target)
    var values = figures.values
    if arguments.isGiven("--data") {
      let model = try LabelledModel(file)
      values[.accuracy] = try TestClips(model, arguments)
        .assessment(of: model, threads: Workers.everyCore.threads).value
    } else if gate.limits[.accuracy] != nil {
      throw UsageError("the budget asks for accuracy; name the data set with --data")
    }
    if let baseline { try write(values, to: baseline) }
    let breaches = gate.breaches(values, heaviest: figures.heaviest)
    if arguments.flag("--json") {
      print(
        try jsonText(
          Verdict(
            model: path, passed: breaches.isEmpty, target: target, figures: values,
            limits: gate.limits.mapValues(\.value), breaches: breaches)))
    } else {
      for breach in breaches {
        print(
          arguments.flag("--annotations")
            ? "::error file=\(path),title=stapes \(breach.quantity.rawValue)::\(breach)"
            : "\(path): \(breach)")
      }
      if breaches.isEmpty, !gate.limits.isEmpty {
        print("\(path): within budget: " + kept(gate, values))
      }
    }
    return breaches.isEmpty ? .success : .failure
  }

  private static func write(_ values: [Quantity: Double], to path: String) throws {
    try AtomicFile.write(Array((try jsonText(values) + "\n").utf8), to: path)
  }

  /// "file 75 %, arena 98 %": how much of each limit is used.
  private static func kept(_ gate: Gate, _ values: [Quantity: Double]) -> String {
    Quantity.allCases.compactMap { quantity in
      guard let limit = gate.limits[quantity]?.value, let value = values[quantity] else {
        return nil
      }
      if quantity == .accuracy { return "accuracy \(Numerals.percent(value))" }
      return "\(quantity.rawValue) \(Numerals.percent(value / max(limit, 1)))"
    }.joined(separator: ", ")
  }

  private struct Verdict: Encodable {
    var model: String
    var passed: Bool
    var target: DeviceTarget?
    var figures: [Quantity: Double]
    var limits: [Quantity: Double]
    var breaches: [Gate.Breach]
  }
}
