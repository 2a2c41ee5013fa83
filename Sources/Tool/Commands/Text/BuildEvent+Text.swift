import Basics
import Builds
import Compiler

extension BuildEvent {
  /// What the tool prints of it; a trial is a line of a table whose width is known before its rows
  /// are.
  var text: String {
    switch self {
    case .tooLarge(let excess): "\(excess)\npruning and coarser grids, without training:"
    case .searching(let reserve):
      (reserve.map { "\($0)\n" } ?? "")
        + "   levels  weights kept         file        arena     MACs, M  same class  correlation"
    case .tried(let trial, let share): Self.line(trial, weights: share)
    case .denseTrained(let summary): "dense: \(summary)"
    case .choosing(let count):
      "training the best \(count) shortly, to choose by their scores of validation clips:"
    case .trainedShortly(let pruned, let score): "\(pruned): \(score)"
    case .training(let found): "training \(found)"
    case .tooLargeOnceTrained(let excess): "after training \(excess); pruning more"
    }
  }

  private static func line(_ trial: BudgetSearch.Trial, weights: Double) -> String {
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    func percent(_ share: Double) -> String { Numerals.fixed(share * 100, decimals: 1) + " %" }
    let size = trial.size
    return [
      right("±\(trial.candidate.grid)", 9), right(percent(weights), 14),
      right(size.fileBytes?.grouped ?? "", 13),
      right(size.arenaBytes?.grouped ?? "", 13),
      right(size.macs.map { Numerals.fixed(Double($0) / 1e6, decimals: 1) } ?? "", 12),
      right(
        trial.likeness.map { percent($0.agreement) }
          ?? (size.isWithinBudget ? "" : size.isInReserve ? "in reserve" : "too large"), 12
      ),
      right(trial.likeness.map { Numerals.fixed($0.correlation, decimals: 4) } ?? "", 13),
    ].joined()
  }
}
