import Arguments
import Foundation
import Interchange
import Reports
import Runs

/// `stapes evaluate`: what a model says about labelled clips.
enum EvaluateCommand: Command {
  static let specification = CommandSpecification(
    name: "evaluate",
    abstract: "Score a checkpoint or a compiled model on a data set.",
    discussion: """
      Whole clips are scored. A recipe says how clips are fed (features, the length that short \
      clips are brought to) and divided; without one, clips are fed as they are and divided as \
      published. With --fold only that fold's test clips count, which is what a checkpoint of that \
      fold has not seen. Where the recipe's loss is binary, each class is scored on its own, and \
      clips may have several labels.
      """,
    positionals: [Positional("model", help: "A .safetensors checkpoint or a .stapes file.")],
    options: [
      Option("--data", valueName: "folder", help: "The data set.", isRequired: true),
      Option("--recipe", valueName: "file", help: "The recipe that the model was trained with."),
      Option("--fold", valueName: "number", help: "Only the test clips of this fold."),
      Option(
        "--against", valueName: "model",
        help: "Another model, to compare with on the same clips."),
      Option("--report", valueName: "file", help: "Write a page with tables and plots."),
      Option("--predictions", valueName: "file", help: "Write every clip's scores as CSV."),
      Option("--threads", valueName: "count", help: "Threads to use; all cores by default."),
    ],
    flags: [Flag("--json", help: "Print the result as JSON.")],
    examples: [
      Example(
        "stapes evaluate dw.stapes --against dw.safetensors --data ESC-10 --fold 1",
        purpose: "What quantisation costs on clips that training did not see")
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let threads =
      try arguments.integer("--threads", in: 1...1_024)
      ?? ProcessInfo.processInfo.activeProcessorCount
    let model = try LabelledModel(arguments.positional("model"))
    let clips = try TestClips(model, arguments)
    let assessment = try clips.assessment(of: model, threads: threads)
    let comparison = try arguments.string("--against").map { path in
      let other = try LabelledModel(path)
      return try Comparison(
        of: (model.path, assessment),
        against: (path, try clips.assessment(of: other, threads: threads)))
    }
    if let path = arguments.string("--predictions") {
      try AtomicFile.write(Array(assessment.table.csv.utf8), to: path)
    }
    if let path = arguments.string("--report") {
      let page = HTMLReport(
        title: "Evaluation of \(model.path)", subtitle: clips.title,
        sections: [assessment.section()] + (comparison.map { [$0.section] } ?? [])
          + assessment.mistakes(sound: clips.sound))
      try AtomicFile.write(Array(page.html.utf8), to: path)
    }
    if arguments.flag("--json") {
      print(
        try jsonText(
          Summary(
            model: model.path, clips: clips.title, evaluation: assessment, against: comparison)))
    } else {
      let lines = ["\(model.path) on \(clips.title)", assessment.text, comparison?.text]
      print(lines.compactMap(\.self).joined(separator: "\n"))
    }
    return .success
  }

  private struct Summary: Encodable {
    var model: String
    var clips: String
    var evaluation: Assessment
    var against: Comparison?
  }
}
