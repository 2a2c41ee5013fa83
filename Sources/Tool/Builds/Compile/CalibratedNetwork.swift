public import Compiler
public import Interchange
public import Program

/// A float network with the ranges that calibration has found on examples.
///
/// Calibrating takes long and quantising does not: one calibrated network can be put on many grids.
public struct CalibratedNetwork: Sendable {
  public let checkpoint: Checkpoint
  public let graph: FloatGraph
  public let examples: [[CalibrationInput]]
  public let standardisation: StandardisationChoice
  public private(set) var grid = WeightGrid()
  public private(set) var calibration: Calibration
  /// nil for those that make scores follow the float network's.
  private let ranges: RangeChoice?

  /// Runs the float network on the examples.
  ///
  /// - Parameters:
  ///   - ranges: what of an activation's range the levels of int8 cover; nil for least error, or
  ///     another choice on grids where scores do not follow the float network's.
  ///   - progress: is told the share of the examples that is done.
  public init(
    _ checkpoint: Checkpoint, examples: [[CalibrationInput]],
    standardisation: StandardisationChoice = .clip, ranges: RangeChoice? = nil,
    progress: (Double) -> Void = { _ in }
  ) throws {
    self.checkpoint = checkpoint
    self.examples = examples
    self.standardisation = standardisation
    self.ranges = ranges
    graph = try checkpoint.graph
    calibration = try Calibration(
      graph, examples: examples, standardisation: standardisation, ranges: ranges ?? .leastError,
      progress: { progress(Double($0) / Double(examples.count)) })
  }

  /// The network with its weights on a grid, and the ranges for this grid.
  public func on(_ grid: WeightGrid) throws -> CalibratedNetwork {
    var network = self
    network.grid = grid
    if ranges == nil {
      network.calibration = try calibration.withRangesThatFollow(
        graph, examples, standardisation, grid: grid)
    }
    return network
  }

  public func program() throws(CompileError) -> IntegerProgram {
    try Quantiser(graph, calibration, standardisation, grid: grid).program()
  }

  /// The checkpoint with biases that make up for rounded weights, and the scales that they are for.
  public func correctingBiases() throws -> Checkpoint {
    let program = try program()
    let corrections = program.biasCorrections(of: graph, means: calibration.means)
    let network = checkpoint.network
    let parameters = try checkpoint.parameters.addingToBiases(corrections, of: network)
    let graph = try FloatGraph(lowering: network, parameters)
    let corrected = try Quantiser(graph, by: QuantisationScheme(program)).program()
    return Checkpoint(
      network: network, parameters: parameters,
      quantisation: try QuantisationScheme(corrected, of: graph).text)
  }
}

extension Calibration {
  /// Examples that say whether scores follow the float network's.
  private static let probes = 4
  /// The correlation of scores from which ranges are taken for good.
  private static let likeness = 0.9

  /// The calibration with other ranges where compiled scores do not follow the float network's; as
  /// it is where they do. Least error is right for most networks, and wrong by much for those that
  /// hear the most in what is quiet.
  fileprivate func withRangesThatFollow(
    _ graph: FloatGraph, _ examples: [[CalibrationInput]],
    _ standardisation: StandardisationChoice, grid: WeightGrid
  ) throws -> Calibration {
    let likeness = ScoreLikeness(graph, examples, self, over: Self.probes)
    var best: (calibration: Calibration, correlation: Double)?
    for choice in [self.choice] + RangeChoice.allCases.filter({ $0 != self.choice }) {
      let calibration = choosing(choice)
      let program = try Quantiser(graph, calibration, standardisation, grid: grid).program()
      let correlation = try likeness(CompiledModel(program)).correlation
      if correlation > best?.correlation ?? -.infinity { best = (calibration, correlation) }
      if correlation >= Self.likeness { break }
    }
    return best?.calibration ?? self
  }
}
