import Arguments
import DataSets
import Foundation
import Graph
import Interchange
import ModelFormat
import Recipes
import Reports
import Runs
import Runtime
import Synchronization
import Training

/// `stapes evaluate`: what a model says about labelled clips.
enum EvaluateCommand: Command {
  static let specification = CommandSpecification(
    name: "evaluate",
    abstract: "Score a checkpoint or a compiled model on a data set.",
    discussion: """
      Whole clips are scored. A recipe says how clips are fed (features, the length that short \
      clips are brought to) and divided; without one, clips are fed as they are and divided as \
      published. With --fold only that fold's test clips count, which is what a checkpoint of that \
      fold has not seen.
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
    let predictions = try clips.predictions(of: model, threads: threads)
    let evaluation = Evaluation(predictions, normal: clips.normalClass)
    let other = try arguments.string("--against").map { path in
      let other = try LabelledModel(path)
      return (path: path, predictions: try clips.predictions(of: other, threads: threads))
    }
    let comparison = try other.map { try PairedComparison($0.predictions, predictions) }
    if let path = arguments.string("--predictions") {
      try AtomicFile.write(Array(predictions.table.csv.utf8), to: path)
    }
    if let path = arguments.string("--report") {
      var sections = [HTMLReport.Section.evaluation(evaluation)]
      if let other, let comparison {
        sections.append(.comparison(comparison, first: other.path, second: model.path))
      }
      sections.append(clips.worstMistakes(predictions))
      let page = HTMLReport(
        title: "Evaluation of \(model.path)", subtitle: clips.title, sections: sections)
      try AtomicFile.write(Array(page.html.utf8), to: path)
    }
    if arguments.flag("--json") {
      print(
        try jsonText(
          Summary(model: model.path, clips: clips.title, evaluation, against: comparison)))
    } else {
      print(Self.text(model.path, clips, evaluation))
      if let other, let comparison { print(text(model.path, other.path, comparison)) }
    }
    return .success
  }

  private struct Summary: Encodable {
    var model: String
    var clips: String
    var evaluation: Evaluation
    var against: PairedComparison?

    init(model: String, clips: String, _ evaluation: Evaluation, against: PairedComparison?) {
      self.model = model
      self.clips = clips
      self.evaluation = evaluation
      self.against = against
    }
  }

  private static func text(
    _ path: String, _ clips: TestClips, _ evaluation: Evaluation
  ) -> String {
    let accuracy = evaluation.accuracy
    var table = TextTable(["class", " precision", " recall", " F1", " clips"])
    for result in evaluation.classes {
      table.append(
        [result.scores.label]
          + [result.scores.precision, result.scores.recall, result.scores.f1].map {
            Numerals.fixed($0, decimals: 3)
          } + ["\(result.scores.support)"])
    }
    var lines = [
      "\(path) on \(clips.title)", table.text,
      "accuracy \(Numerals.percent(accuracy.value)) (95 % interval "
        + "\(Numerals.percent(accuracy.interval.lower)) to "
        + "\(Numerals.percent(accuracy.interval.upper)))"
        + ", macro F1 \(Numerals.fixed(evaluation.macroAverage.f1, decimals: 3))"
        + ", MCC \(Numerals.fixed(evaluation.matthewsCorrelation, decimals: 3))"
        + (evaluation.logLoss.map { ", log loss \(Numerals.fixed($0, decimals: 3))" } ?? ""),
    ]
    if let scores = evaluation.respiratory {
      lines.append(
        "sensitivity \(Numerals.fixed(scores.sensitivity, decimals: 3))"
          + ", specificity \(Numerals.fixed(scores.specificity, decimals: 3))"
          + ", AS \(Numerals.fixed(scores.averageScore, decimals: 3))"
          + ", HS \(Numerals.fixed(scores.harmonicScore, decimals: 3))")
    }
    return lines.joined(separator: "\n")
  }

  private static func text(
    _ path: String, _ other: String, _ comparison: PairedComparison
  ) -> String {
    func points(_ share: Double) -> String { Numerals.fixed(share * 100, decimals: 1) }
    return "\(points(comparison.difference)) points against \(other) (95 % interval "
      + "\(points(comparison.interval.lower)) to \(points(comparison.interval.upper))): "
      + "\(comparison.onlySecondCorrect) clips right only here, "
      + "\(comparison.onlyFirstCorrect) only there"
  }
}
