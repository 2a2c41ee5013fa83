import Arguments
import Compiler
import Program

/// A float network with the ranges and grids that the options of a command ask for.
struct CalibratedNetwork {
  let graph: FloatGraph
  let examples: CalibrationExamples
  let calibration: Calibration
  let standardisation: StandardisationChoice
  private let grid: WeightGrid

  static let options =
    CalibrationExamples.options + [
      Option(
        "--ranges", valueName: "best|least-error|percentile|min-max",
        help: "What of an activation's range the levels of int8 cover; best is least-error, or "
          + "another where scores do not follow the float network's.", default: "best"),
      Option(
        "--standardise", valueName: "clip|running|fixed",
        help: "Form of amplitude standardisation; running for --continuous.", default: "clip"),
      Option(
        "--grid", valueName: "n",
        help: "Round weights to -n … n: 127 for 8 bits, 31 for 6, 7 for 4.", default: "127"),
    ]

  /// - Parameters:
  ///   - standardisation: where none is asked for.
  ///   - layers: grids of layers that have another one.
  init(
    _ graph: FloatGraph, _ arguments: ParsedArguments,
    standardisation standard: StandardisationChoice = .clip, layers: [String: Int] = [:]
  ) throws {
    self.graph = graph
    standardisation =
      arguments.isGiven("--standardise")
      ? try arguments.choice("--standardise", of: StandardisationChoice.self) ?? standard
      : standard
    grid = WeightGrid(
      largest: try arguments.integer("--grid", in: 1...127) ?? 127, layers: layers)
    let ranges =
      arguments.string("--ranges") == "best"
      ? nil : try arguments.choice("--ranges", of: RangeChoice.self)
    examples = try CalibrationExamples(graph, arguments)
    let count = Double(examples.inputs.count)
    var progress = ProgressLine("calibrating")
    let calibration = try Calibration(
      graph, examples: examples.inputs, standardisation: standardisation,
      ranges: ranges ?? .leastError, progress: { progress.update(Double($0) / count) })
    progress.finish()
    self.calibration =
      ranges == nil
      ? try calibration.withRangesThatFollow(graph, examples.inputs, standardisation, grid: grid)
      : calibration
  }

  func program() throws -> IntegerProgram {
    try Quantiser(graph, calibration, standardisation, grid: grid).program()
  }
}
