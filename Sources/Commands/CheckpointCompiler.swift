import Compiler
import Interchange
import Lowering

/// Compiles a checkpoint as `stapes compile` does where it is asked for nothing else.
struct CheckpointCompiler {
  /// A file, and how many weights that pruning had left became 0 in it.
  struct Product {
    var file: [UInt8]
    var lostSurvivors: Int
  }

  private let graph: StreamGraph
  private let calibration: Calibration

  /// - Parameter examples: what the ranges of the graph's activations are calibrated on.
  init(
    _ checkpoint: Checkpoint, examples: (StreamGraph) throws -> [[CalibrationInput]]
  ) throws {
    graph = try StreamGraph(lowering: checkpoint.network, checkpoint.parameters)
    calibration = try Calibration(
      graph, examples: try examples(graph), standardisation: Self.standardisation)
  }

  private static let standardisation = StandardisationChoice.clip

  /// Rounds weights to a grid; a file that cannot be as small as asked is as small as it gets.
  func product(grid: Int, maxFileBytes: Int?) throws(CompileError) -> Product {
    let program = try Quantiser(
      graph, calibration, Self.standardisation, grid: WeightGrid(largest: grid)
    ).program()
    let simplified = program.simplified().program
    var goals = StorageGoals.all
    goals.maxFileBytes = maxFileBytes
    let model: CompiledModel
    do throws(CompileError) {
      model = try CompiledModel(simplified, goals: goals)
    } catch .fileTooLarge(let bytes, _) {
      goals.maxFileBytes = bytes
      model = try CompiledModel(simplified, goals: goals)
    }
    return Product(file: model.file, lostSurvivors: program.lostSurvivors(of: graph))
  }
}
