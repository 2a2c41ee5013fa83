import Compiler
import Interchange
import Reports
import Runs
import Training

/// Finds what a network is worth and what it takes: as the floats that its run has tested, and as the
/// files that its checkpoints are compiled to here.
struct NetworkMeasurement {
  let network: ReportedRuns.Network
  let origin: ReportedRuns.Network?
  let grids: [Int]
  let maxFileBytes: Int?
  let calibrationClips: Int
  let threads: Int
  let watcher: WorkWatcher

  private var run: FinishedRun { network.run }
  private var stage: TrainedStage { network.stage }

  func result() throws -> CompressionReport.Network {
    let checkpoints = try stage.folds.map { try run.checkpoint(stage, fold: $0) }
    let built = try checkpoints.enumerated().map { fold, file in
      try naming(file.path, in: CompileError.self) { try build(file.checkpoint, fold: fold) }
    }
    return CompressionReport.Network(
      network.name, recipe: run.recipe.name, architecture: run.network.name,
      source: try source(checkpoints.map(\.checkpoint)),
      files: try built[0].indices.map { grid in try form(built.map { $0[grid] }) })
  }

  private func source(_ checkpoints: [Checkpoint]) throws -> CompressionReport.Source {
    let predictions = try run.predictions(of: stage)
    if let origin { return .integers(of: origin.name, predictions) }
    let counts = try checkpoints.map { try $0.parameters.count(for: $0.network).all }
    return .floats(
      NetworkForm(
        predictions, parameters: .largest(counts.map { ($0.total, $0.nonZero) }),
        macs: try run.network.summary().macs))
  }

  /// The files of a fold, one a grid; of one that was trained for its own, one file. Calibration takes
  /// all cores, fold after fold.
  private func build(_ checkpoint: Checkpoint, fold: Int) throws -> [BuiltModel] {
    var goals = StorageGoals.all
    goals.maxFileBytes = maxFileBytes
    let builder = ModelBuilder(Budget(goals: goals))
    if let network = try ScaledNetwork(trained: checkpoint) {
      return [try builder.build(network, ifTooLarge: .smallest)]
    }
    let calibrated = try CalibratedNetwork(
      checkpoint,
      examples: run.calibrationExamples(fold: stage.folds[fold], count: calibrationClips)
    ) { share in
      watcher.progress(
        "compiling \(network.name)", (Double(fold) + share) / Double(stage.folds.count))
    }
    return try grids.map { largest in
      let network = try calibrated.on(WeightGrid(largest: largest))
      return try builder.build(.calibrated(network), ifTooLarge: .smallest)
    }
  }

  /// What the files of all folds on a grid take, and what they say about the test clips.
  private func form(_ built: [BuiltModel]) throws -> NetworkForm {
    let files = zip(stage.folds, built).map { fold, built in
      ModelFile(path: "\(network.name), \(fold)", bytes: built.model.file)
    }
    let reports = try files.map { try $0.withModel { FileReport($0) } }
    let largest = reports.max { $0.fileBytes < $1.fileBytes }
    let figures = FileFigures(
      grids: built[0].grids, bytesByFold: reports.map(\.fileBytes),
      parts: largest?.sections.map { FileFigures.Part($0.name, bytes: $0.bytes) } ?? [],
      arenaBytes: reports.map(\.arenaBytes).max() ?? 0,
      lostSurvivors: built.reduce(0) { $0 + $1.lostSurvivors })
    return NetworkForm(
      try run.predictions(
        of: stage, probabilities: try probabilities(files, grid: figures.largestGrid)),
      parameters: .largest(reports.map { ($0.parameters.all, $0.parameters.nonZero) }),
      macs: reports.map(\.cost.macs).max() ?? 0, file: figures)
  }

  private func probabilities(_ files: [ModelFile], grid: Int) throws -> [[[Double]]] {
    let (run, watcher, work) = (run, watcher, "scoring \(network.name), ±\(grid)")
    return try zip(files, stage.outcomes).enumerated().map { place, fold in
      let (file, clips) = (fold.0, fold.1.clips)
      return try LabelledModel(file).probabilities(
        loss: run.loss, counts: clips.map(run.inputCount), threads: threads,
        sound: { try run.sound(clips[$0]) }, input: { try run.input(clips[$0]) },
        progress: { watcher.progress(work, (Double(place) + $0) / Double(files.count)) })
    }
  }
}

extension ParameterTally {
  /// The largest of each figure.
  fileprivate static func largest(_ counts: [(total: Int, nonZero: Int)]) -> ParameterTally {
    ParameterTally(total: counts.map(\.total).max() ?? 0, nonZero: counts.map(\.nonZero).max() ?? 0)
  }
}
