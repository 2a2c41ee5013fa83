import Compiler
import Program

extension Calibration {
  /// Examples that say whether scores follow the float network's.
  private static let probes = 4
  /// The correlation of scores from which ranges are taken for good.
  private static let likeness = 0.9

  /// The calibration with other ranges where compiled scores do not follow the float network's; as
  /// it is where they do. Least error is right for most networks, and wrong by much for those that
  /// hear the most in what is quiet.
  func withRangesThatFollow(
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
