import Basics
import Arguments
import Builds
import DataSets
import Reports
import Recipes
import Runs

/// `stapes evaluate`: what a model says about labelled clips.
enum EvaluateCommand: Command {
  static let specification = CommandSpecification(
    name: "evaluate",
    abstract: "Score a checkpoint or a compiled model on a data set.",
    discussion: """
      Scores whole clips; the score of a clip by a continuous model is the last that it gives, over \
      the window at the clip's end. A recipe says how clips are fed (features, and the length of short \
      clips) and how they are divided. Without a recipe, clips are fed as they are and divided as \
      published. With --fold, only the test clips of that fold count; a checkpoint of that fold \
      has not seen them. Folds have the names of the data (0, 1, …), draws their number, and a \
      division into training and test is published-split. If the recipe's loss is binary, each \
      class is scored on its own, and a clip may have several labels.

      A clip that cannot be read, or is too short for the model, is dropped, counted and named. The \
      exit status is then 1, unless --allow-dropped allows it.

      All files have the clips in the order of dump. --predictions writes the probabilities of the \
      classes: a .csv file with names, truth and scores, or a .npy file of float32, clips by \
      classes. --truth writes a .npy file with the true classes: an int64 index for each clip or, \
      if clips may have several labels, int8 (1 or 0), clips by classes. --metrics writes the \
      figures: a .json file like the output of --json, or a .csv file with the columns class, \
      metric, value. Figures of all clips have an empty class.
      """,
    positionals: [
      Positional("model", help: "A .safetensors checkpoint or a .stapes file.", use: .reads)
    ],
    options: [
      Option(
        "--data", valueName: "folder", help: "The data set: a folder, or a list (.csv).",
        isRequired: true, use: .readsDataSet),
      ClipOptions.recipe, ClipOptions.fold, ClipOptions.holdOut,
      Option(
        "--against", valueName: "model", help: "Another model, to compare with on the same clips.",
        use: .reads),
      Option(
        "--report", valueName: "file", help: "Write a page with tables and plots.", use: .writes),
      Option(
        "--predictions", valueName: "file", help: "Write every clip's scores (.csv, .npy).",
        use: .writes),
      Option(
        "--truth", valueName: "file", help: "Write every clip's classes (.npy).", use: .writes),
      Option(
        "--metrics", valueName: "file", help: "Write the figures (.json, .csv).", use: .writes),
      .allowDropped, .threads,
    ],
    flags: [Flag("--json", help: "Print the result as JSON.")],
    examples: [
      Example(
        "stapes evaluate dw.stapes --against dw.safetensors --data ESC-10 --fold 1",
        purpose: "What quantisation costs on clips that training did not see"),
      Example(
        "stapes evaluate dw.stapes --data ESC-10 --fold 1 --predictions scores.npy --truth truth.npy",
        purpose: "Scores and classes for a notebook"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let threads = try arguments.threads
    let allowedDrops = try arguments.allowedDrops
    let predictions = try arguments.file("--predictions", of: PredictionForm.self)
    let truth = try arguments.file("--truth", of: TruthForm.self)
    let metrics = try arguments.file("--metrics", of: MetricForm.self)
    let model = try LabelledModel(arguments.positional("model"))
    let lines = WorkLines()
    let clips = try TestClips(for: model, arguments, watcher: lines.watcher)
    let assessment = try clips.assessment(of: model, threads: threads, watcher: lines.watcher)
    let comparison = try arguments.string("--against").map { path in
      let other = try LabelledModel(path)
      return try Comparison(
        of: (model.path, assessment),
        against: (path, try clips.assessment(of: other, threads: threads, watcher: lines.watcher)))
    }
    lines.finish()
    let summary = Summary(
      model: model.path, clips: clips.title, dropped: clips.dropped, evaluation: assessment,
      against: comparison)
    if let (path, form) = predictions {
      try AtomicFile.write(assessment.predictions(form), to: path)
    }
    if let (path, _) = truth { try AtomicFile.write(assessment.truth.file, to: path) }
    if let (path, form) = metrics {
      let text = form == .json ? try jsonText(summary) + "\n" : assessment.metricTable.csv
      try AtomicFile.write(Array(text.utf8), to: path)
    }
    if let path = arguments.string("--report") {
      let mistakes = try assessment.mistakes(sound: clips.sound)
      let page = HTMLReport(
        title: "Evaluation of \(model.path)", subtitle: clips.title,
        sections: [assessment.section()] + (comparison.map { [$0.section] } ?? []) + mistakes
          + [
            .origin(
              recipe: try arguments.string("--recipe").map { try RecipeFile.read($0).json() },
              command: arguments.commandLine(without: ["--threads"]))
          ])
      try AtomicFile.write(Array(page.html.utf8), to: path)
    }
    if arguments.flag("--json") {
      print(try jsonText(summary))
    } else {
      let texts = [
        printable("\(model.path) on \(clips.title)"), clips.dropped.sentence(of: clips.total),
        assessment.text, comparison?.text,
      ]
      print(texts.compactMap(\.self).joined(separator: "\n"))
    }
    try clips.checkDropped(allowed: allowedDrops)
    return .success
  }

  private enum MetricForm: String, CaseIterable { case json, csv }
  private enum TruthForm: String, CaseIterable { case npy }

  private struct Summary: Encodable {
    var model: String
    var clips: String
    var dropped: [DroppedClip]
    var evaluation: Assessment
    var against: Comparison?
  }
}
