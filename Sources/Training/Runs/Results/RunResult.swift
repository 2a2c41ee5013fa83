import Basics
import DataSets
import Graph
import Recipes
public import Reports

/// What came out of a run: every fold's test clips under the fold's network.
///
/// A run of several trainings is about its last but a control; the others stand beside it.
public struct RunResult: Sendable {
  /// What is counted of each fold.
  public let score: Score
  private let plan: RunPlan
  private let state: RunState
  private let stages: [StageResult]
  private let main: StageResult
  /// The command that trained it.
  private let command: String?

  init(_ plan: RunPlan, _ state: RunState, command: String?) throws {
    self.plan = plan
    self.state = state
    self.command = command
    score = plan.score
    stages = try plan.recipe.stages.map { try StageResult(plan, state, $0) }
    main = stages.first { $0.stage == plan.recipe.mainStage } ?? stages[0]
  }

  /// Over the clips of all folds.
  public var assessment: Assessment { main.assessment }
  /// What came out of each fold.
  public var scores: FoldStatistics { main.scores }

  /// What the best epoch of the first fold says of its validation clips; nil where there are none.
  package var validation: (score: Double, loss: Double)? {
    let epochs = main.folds.first.map(epochs) ?? []
    let scores = epochs.compactMap { epoch in
      epoch.validationScore.map { (score: $0, loss: epoch.validationLoss ?? .infinity) }
    }
    return scores.max { ($0.score, -$0.loss) < ($1.score, -$1.loss) }
  }

  /// A line a training: the mean over the folds, and how certain it is.
  public var summary: String {
    guard stages.count > 1 else { return main.sentence(score) }
    return stages.map { "\($0.stage.name): \($0.sentence(score))" }.joined(separator: "\n")
  }

  /// Names in a fold's summary: predictions.csv has all.
  private static let mostSubjects = 50

  private struct Summary: Encodable {
    var recipe: String
    var dataSet: String
    /// How many clips of the data set were not used, and the first of them.
    var droppedClips: Int
    var dropped: [DroppedClip]
    var folds: [FoldSummary]
    /// The score, under the name of what it is.
    var accuracy: FoldStatistics?
    var meanAveragePrecision: FoldStatistics?
    var evaluation: Assessment
    /// In a run of several trainings.
    var stages: [StageSummary]?
  }

  private struct StageSummary: Encodable {
    var stage: String
    var weightsNotZero: Double
    var accuracy: FoldStatistics?
    var meanAveragePrecision: FoldStatistics?
    var logLoss: Double?
    /// With the dense network as the first.
    var comparison: PairedComparison?
  }

  private struct FoldSummary: Encodable {
    var fold: String
    var trainingClips: Int
    var validationClips: Int
    /// Of the test.
    var clips: Int
    /// Subjects that are tested and not trained on: the first names, and how many they are.
    var heldOut: [String]
    var heldOutSubjects: Int
    var accuracy: Double?
    var meanAveragePrecision: Double?
    var epochs: Int
    var bestEpoch: Int?
  }

  func write(to folder: RunFolder) throws {
    let dropped = plan.store.dropped
    let summary = Summary(
      recipe: plan.recipe.name, dataSet: plan.store.set.name, droppedClips: dropped.count,
      dropped: Array(dropped.prefix(100)), folds: foldSummaries,
      accuracy: only(.accuracy, scores), meanAveragePrecision: only(.meanAveragePrecision, scores),
      evaluation: assessment, stages: stages.count > 1 ? try stages.map(summary) : nil)
    try RunFolder.write(try jsonText(summary) + "\n", to: folder.results)
    for result in stages {
      let stage = result.stage == main.stage ? nil : result.stage
      try RunFolder.write(result.assessment.table.csv, to: folder.table(.predictions, of: stage))
      try RunFolder.write(result.assessment.metricTable.csv, to: folder.table(.results, of: stage))
    }
    try RunFolder.write(try report().html, to: folder.report)
  }

  private func summary(of stage: StageResult) throws -> StageSummary {
    StageSummary(
      stage: stage.stage.name, weightsNotZero: stage.weightsNotZero,
      accuracy: only(.accuracy, stage.scores),
      meanAveragePrecision: only(.meanAveragePrecision, stage.scores), logLoss: stage.logLoss,
      comparison: try stage.comparison(with: stages[0]))
  }

  /// A value, where it is of the run's score.
  private func only<Value>(_ score: Score, _ value: Value) -> Value? {
    score == self.score ? value : nil
  }

  private var foldSummaries: [FoldSummary] {
    zip(main.folds, scores.values).map { result, value in
      let fold = plan.fold(named: result.fold)
      let heldOut = fold?.heldOutSubjects(in: plan.store.set) ?? []
      return FoldSummary(
        fold: result.fold, trainingClips: fold?.training.count ?? 0,
        validationClips: fold?.validation.count ?? 0, clips: result.clips.count,
        heldOut: Array(heldOut.prefix(Self.mostSubjects)), heldOutSubjects: heldOut.count,
        accuracy: only(.accuracy, value),
        meanAveragePrecision: only(.meanAveragePrecision, value),
        epochs: epochs(of: result).count, bestEpoch: result.bestEpoch)
    }
  }

  private func epochs(of result: RunState.FoldResult) -> [RunState.Epoch] {
    state.epochs.filter { $0.fold == result.fold && $0.stage == result.stage }
  }

  private func report() throws -> HTMLReport {
    let mistakes = try assessment.mistakes { place throws(DataSetError) in
      let clip = main.folds.flatMap(\.clips)[place]
      return (try plan.store.samples(clip), plan.store.rate)
    }
    return HTMLReport(
      title: plan.recipe.name,
      subtitle: "\(plan.network.name) on \(plan.store.set.name), seed \(plan.recipe.seed)",
      sections: (stages.count > 1 ? [try trainings()] : []) + [
        folds, assessment.section(heading: "All test clips"),
      ] + mistakes + [try origin()])
  }

  private func origin() throws -> HTMLReport.Section {
    let count = try plan.network.parameterShapes()
      .filter { !$0.name.hasSuffix(".running_mean") && !$0.name.hasSuffix(".running_var") }
      .reduce(0) { $0 + $1.shape.reduce(1, *) }
    return .origin(
      facts: [
        ("network", .text(plan.network.name)), ("parameters", .count(count)),
        ("data set", .text(plan.store.set.name)), ("clips", .count(plan.store.readable.count)),
        ("classes", .count(plan.network.labels.count)), ("seed", .text("\(plan.recipe.seed)")),
      ], recipe: plan.recipe.json(), command: command)
  }

  /// All trainings side by side.
  private func trainings() throws -> HTMLReport.Section {
    let sample =
      try stages.compactMap { try $0.comparison(with: stages[0])?.sample.description }
      .first ?? "clips"
    let rows = try stages.map { stage -> [Table.Cell] in
      let comparison = try stage.comparison(with: stages[0])
      func points(_ share: Double?) -> Table.Cell { .optional(share.map { $0 * 100 }, decimals: 1) }
      return [
        .text(stage.stage.name), .count(Int(stage.weightsNotZero.rounded())),
        score.cell(stage.scores.mean), score.cell(stage.scores.standardDeviation),
        .optional(stage.logLoss), points(comparison?.difference),
        points(comparison?.interval.lower), points(comparison?.interval.upper),
      ]
    }
    return HTMLReport.Section(
      "Trainings",
      [
        .table(
          Table(
            columns: [
              "training", "weights", score.name, "±", "log loss", "against dense", "from", "to",
            ], rows: rows),
          caption:
            "The same test clips by the dense network, by what is left of it when its largest "
            + "weights are set back and trained again, and, where asked for, without setting them "
            + "back. Weights are those that are not zero; differences are points with their 95 % "
            + "interval over the same \(sample).")
      ])
  }

  private var folds: HTMLReport.Section {
    let spread = "± \(score.text(scores.standardDeviation)) over the folds"
    let mean = HTMLReport.KeyFigure(
      score.title, score.text(scores.mean), note: scores.values.count > 1 ? spread : "")
    let loss = HTMLReport.Figure(
      curve("loss", unit: .number, \.loss, \.validationLoss),
      caption: "Loss by epoch." + chosenNote)
    return HTMLReport.Section(
      stages.count > 1 ? "Folds of the \(main.stage.name)" : "Folds",
      [
        .keyFigures([mean]),
        .table(
          foldTable,
          caption: "Clips of each fold. Held out are the subjects that are tested and neither "
            + "trained nor validated on."),
        .figures([loss] + scoreCurves),
      ])
  }

  private var isValidated: Bool { state.epochs.contains { $0.validationScore != nil } }

  private var chosenNote: String {
    isValidated ? " A dot marks the chosen epoch." : " The last epoch is taken."
  }

  private var scoreCurves: [HTMLReport.Figure] {
    let caption: String
    switch score {
    case .accuracy:
      caption =
        "Accuracy by epoch, on the training clips as they were mixed and changed"
        + (isValidated ? ", and on the validation clips." : ".") + chosenNote
    case .meanAveragePrecision:
      guard isValidated else { return [] }
      caption = "Mean average precision by epoch, on the validation clips." + chosenNote
    }
    return [
      HTMLReport.Figure(
        curve(score.name, unit: score.unit, \.accuracy, \.validationScore), caption: caption)
    ]
  }

  private var foldTable: Table {
    Table(
      columns: [
        "fold", "held out", "training", "validation", "test", score.name, "epochs", "taken",
      ],
      rows: zip(foldSummaries, scores.values).map { fold, value in
        [
          .text(fold.fold), .text(heldOutText(fold)), .count(fold.trainingClips),
          .count(fold.validationClips), .count(fold.clips), score.cell(value), .count(fold.epochs),
          .text(fold.bestEpoch.map { "epoch \($0)" } ?? "the last"),
        ]
      })
  }

  /// `anna, theo`, or how many they are.
  private func heldOutText(_ fold: FoldSummary) -> String {
    switch fold.heldOutSubjects {
    case 0: "no subject"
    case ...5: listed(fold.heldOut, upTo: 5)
    default: "\(fold.heldOutSubjects.grouped) subjects"
    }
  }

  /// The curves of all folds, over the epochs that have a value.
  private func curve(
    _ name: String, unit: Axis.Unit, _ training: (RunState.Epoch) -> Double?,
    _ validation: (RunState.Epoch) -> Double?
  ) -> LineChart {
    let series = main.folds.flatMap { result in
      let epochs = epochs(of: result)
      let prefix = main.folds.count > 1 ? "\(result.fold), " : ""
      let chosen = points(epochs, validation).first { $0.x == result.bestEpoch.map(Double.init) }
      return [
        LineChart.Series(prefix + "training", points(epochs, training)),
        LineChart.Series(
          prefix + "validation", points(epochs, validation),
          mark: chosen.map { .init($0, hint: "chosen: epoch \(Int($0.x))") }),
      ].filter { !$0.points.isEmpty }
    }
    return LineChart(x: Axis("epoch"), y: Axis(name, unit: unit), series: series)
  }

  private func points(
    _ epochs: [RunState.Epoch], _ value: (RunState.Epoch) -> Double?
  ) -> [LineChart.Point] {
    epochs.compactMap { epoch in
      value(epoch).map { LineChart.Point(x: Double(epoch.epoch), y: $0) }
    }
  }
}
