import Arguments
import Compiler
import Graph
import Interchange
import Reports
import Runs
import Synchronization
import Training

/// Finds what a network is worth and what it takes: as the floats that its run has tested, and as the
/// files that its checkpoints are compiled to here.
struct NetworkMeasurement {
  let network: ReportedRuns.Network
  /// The network from whose floats it was trained in integers.
  let origin: ReportedRuns.Network?
  /// The largest weight of each grid that floats are rounded to.
  let grids: [Int]
  let maxFileBytes: Int?
  /// Training clips of a fold that ranges are calibrated on, at most.
  let calibrationClips: Int
  let threads: Int

  private var run: FinishedRun { network.run }
  private var stage: TrainedStage { network.stage }

  func result() throws -> CompressionReport.Network {
    let checkpoints = try stage.folds.map { try run.checkpoint(stage, fold: $0) }
    let products = try compiled(checkpoints)
    return CompressionReport.Network(
      network.name, recipe: run.recipe.name, architecture: run.network.name,
      source: try source(checkpoints.map(\.checkpoint)),
      files: try products[0].indices.map { grid in try form(products.map { $0[grid] }) })
  }

  private func source(_ checkpoints: [Checkpoint]) throws -> CompressionReport.Source {
    let predictions = try run.predictions(of: stage)
    if let origin { return .integers(of: origin.name, predictions) }
    let counts = try checkpoints.map { try $0.parameters.count(for: $0.network).all }
    return .floats(
      NetworkForm(
        floats: predictions, parameters: .largest(counts.map { ($0.total, $0.nonZero) }),
        macs: try run.network.summary().macs))
  }

  /// The files of each fold, one a grid. Calibration takes all cores, fold after fold.
  private func compiled(
    _ checkpoints: [(path: String, checkpoint: Checkpoint)]
  ) throws -> [[CheckpointCompiler.Product]] {
    var line = ProgressLine("compiling \(network.name)")
    let products = try checkpoints.enumerated().map { fold, file in
      do {
        let compiler = try CheckpointCompiler(file.checkpoint) {
          try run.calibrationExamples(fold: stage.folds[fold], count: calibrationClips)
        } progress: { share in
          line.update((Double(fold) + share) / Double(checkpoints.count))
        }
        return try compiler.products(grids: grids, maxFileBytes: maxFileBytes)
      } catch let error as CompileError {
        throw CommandError("\(file.path): \(error)")
      }
    }
    line.finish()
    return products
  }

  /// What the files of all folds on a grid take, and what they say about the test clips.
  private func form(_ products: [CheckpointCompiler.Product]) throws -> NetworkForm {
    let files = zip(stage.folds, products).map { fold, product in
      ModelFile(path: "\(network.name), \(fold)", bytes: product.file)
    }
    let reports = try files.map { try $0.withModel { FileReport($0) } }
    let largest = reports.max { $0.fileBytes < $1.fileBytes }
    let figures = FileFigures(
      grids: products[0].grids, bytesByFold: reports.map(\.fileBytes),
      parts: largest?.sections.map { FileFigures.Part($0.name, bytes: $0.bytes) } ?? [],
      arenaBytes: reports.map(\.arenaBytes).max() ?? 0,
      lostSurvivors: products.reduce(0) { $0 + $1.lostSurvivors })
    return NetworkForm(
      figures,
      try run.predictions(
        of: stage, probabilities: try probabilities(files, grid: figures.grids.upperBound)),
      parameters: .largest(reports.map { ($0.parameters.all, $0.parameters.nonZero) }),
      macs: reports.map(\.cost.macs).max() ?? 0)
  }

  private func probabilities(_ files: [ModelFile], grid: Int) throws -> [[[Double]]] {
    let line = Mutex(ProgressLine("scoring \(network.name), ±\(grid)"))
    let run = run
    let probabilities = try zip(files, stage.outcomes).enumerated().map { place, fold in
      let (file, clips) = (fold.0, fold.1.clips)
      return try LabelledModel(file).probabilities(
        loss: run.loss, counts: clips.map(run.inputCount), threads: threads,
        sound: { try run.sound(clips[$0]) }, input: { try run.input(clips[$0]) },
        progress: { share in
          line.withLock { $0.update((Double(place) + share) / Double(files.count)) }
        })
    }
    line.withLock { $0.finish() }
    return probabilities
  }
}

extension ParameterTally {
  /// The largest of each figure.
  fileprivate static func largest(_ counts: [(total: Int, nonZero: Int)]) -> ParameterTally {
    ParameterTally(
      total: counts.map(\.total).max() ?? 0, nonZero: counts.map(\.nonZero).max() ?? 0)
  }
}
