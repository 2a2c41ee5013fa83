import Compiler
import Interchange
import Program

/// Compiles a checkpoint as `stapes compile` does where it is asked for nothing else.
struct CheckpointCompiler {
  struct Product {
    var file: [UInt8]
    /// The largest weights of its layers, from the smallest to the largest grid.
    var grids: ClosedRange<Int>
    /// How many weights that pruning had left became 0.
    var lostSurvivors: Int
  }

  private enum Scales {
    case calibrated(Calibration, [[CalibrationInput]])
    /// Those that the checkpoint was trained for.
    case trained(QuantisationScheme)
  }

  private let graph: FloatGraph
  private let scales: Scales

  /// - Parameters:
  ///   - examples: to calibrate a checkpoint with that does not carry its scales.
  ///   - progress: is told the share of them that has been taken.
  init(
    _ checkpoint: Checkpoint, examples: () throws -> [[CalibrationInput]],
    progress: (Double) -> Void
  ) throws {
    graph = try FloatGraph(lowering: checkpoint.network, checkpoint.parameters)
    if let text = checkpoint.quantisation {
      scales = .trained(try QuantisationScheme(text: text))
    } else {
      let examples = try examples()
      scales = .calibrated(
        try Calibration(
          graph, examples: examples, standardisation: Self.standardisation,
          progress: { progress(Double($0) / Double(examples.count)) }), examples)
    }
  }

  private static let standardisation = StandardisationChoice.clip

  /// A file for each grid; of a checkpoint that was trained for its own, one file.
  func products(grids: [Int], maxFileBytes: Int?) throws -> [Product] {
    switch scales {
    case .calibrated(let calibration, let examples):
      return try grids.map { largest in
        let grid = WeightGrid(largest: largest)
        let calibration = try calibration.withRangesThatFollow(
          graph, examples, Self.standardisation, grid: grid)
        return try product(
          Quantiser(graph, calibration, Self.standardisation, grid: grid), maxFileBytes)
      }
    case .trained(let scheme):
      return [try product(try Quantiser(graph, by: scheme), maxFileBytes)]
    }
  }

  /// A file that cannot be as small as asked is as small as it gets.
  private func product(
    _ quantiser: Quantiser, _ maxFileBytes: Int?
  ) throws(CompileError) -> Product {
    let program = try quantiser.program()
    var goals = StorageGoals.all
    goals.maxFileBytes = maxFileBytes
    let model: CompiledModel
    do throws(CompileError) {
      model = try CompiledModel(program, simplified: true, goals: goals)
    } catch .fileTooLarge(let bytes, _) {
      goals.maxFileBytes = bytes
      model = try CompiledModel(program, simplified: true, goals: goals)
    }
    let grids = QuantisationScheme(program).grid.layers.values
    return Product(
      file: model.file, grids: (grids.min() ?? 0)...(grids.max() ?? 0),
      lostSurvivors: program.lostSurvivors(of: graph))
  }
}
