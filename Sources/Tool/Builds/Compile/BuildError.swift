import Basics
public import Program

/// Why a network cannot be built: one line that says what to do.
public enum BuildError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Work is to be spread over rows of an input that has no rate.
  case spreadWithoutRate
  /// A clock is given for a model whose pushes come at no rate that it tells.
  case clockWithoutRate
  /// Scores of a window are asked of a network that cannot give them.
  case continuous(ContinuousError)
  /// A window or hop that is too far from a whole number of feature rows, of `step` seconds each.
  case betweenFeatureRows(option: String, seconds: Double, step: Double)
  /// Not even the smallest candidate of a search is within the budget.
  case nothingFits(Budget, coarsestGrid: Int)
  /// What fits has scores that no longer follow the float network's.
  case destroyed(BuiltModel.Pruned, least: Double)
  /// Networks that were trained under a mask do not fit, however often more was pruned.
  case staysTooLarge(Budget)
  /// The search was stopped as the watcher asked.
  case stopped
  /// The working folder holds trainings of another recipe, fold or data set.
  case otherTrainings(folder: String)

  public var description: String {
    switch self {
    case .spreadWithoutRate: "--spread: the network does not say how many rows a second has"
    case .clockWithoutRate:
      "--clock: the model does not say how many rows a second has, or has several inputs"
    case .continuous(let error): "--continuous: \(error.sentence)"
    case .betweenFeatureRows(let option, let seconds, let step):
      "\(option): \(Numerals.short(seconds)) s is no multiple of a feature row, which takes "
        + "\(Numerals.short(step)) s; take \(Self.neighbours(of: seconds, step))"
    case .nothingFits(let budget, let grid):
      "nothing fits into \(budget), not even 1 % of the weights on ±\(grid); take a smaller network"
    case .destroyed(let pruned, let least):
      "what fits is no longer the network: with \(pruned), its scores correlate by "
        + "\(Numerals.fixed(pruned.correlation, decimals: 3)) with those of the float network, less "
        + "than \(Numerals.short(least)); allow more, compile a recipe, which trains what is left, "
        + "or lower --min-correlation"
    case .staysTooLarge(let budget):
      "trained networks stay larger than \(budget); allow more, or take a smaller one"
    case .stopped: "stopped; run the same command to continue"
    case .otherTrainings(let folder):
      "\(folder): holds trainings of another recipe, fold or data; delete the folder, or name "
        + "another --output"
    }
  }

  /// The multiples of a step around a length: `0.32 or 0.64`.
  private static func neighbours(of seconds: Double, _ step: Double) -> String {
    let below = (seconds / step).rounded(.down)
    let multiples = below < 1 ? [1] : [below, below + 1]
    return multiples.map { Numerals.short($0 * step) }.joined(separator: " or ")
  }
}

extension ContinuousError {
  /// What stands in the way, in words.
  var sentence: String {
    switch self {
    case .globalAverages(let count):
      "needs a network with one global average pooling; this one has \(count)"
    case .fixedLength(let input, let rows): "input \(input) takes clips of exactly \(rows) rows"
    case .clipStandardisation(let input):
      "input \(input) is standardised over a whole clip; use --standardise running or fixed"
    case .wholeClip(let layer): "layer \(layer) has to see the whole clip"
    case .windowTooLong(let rows, let limit):
      "a window or hop of \(rows.grouped) feature rows is more than \(limit.grouped)"
    }
  }
}
