import DataSets

extension FoldPlan {
  /// The fold of a number, counted from 1.
  func fold(_ number: Int) throws(FoldError) -> Fold {
    guard folds.indices.contains(number - 1) else {
      throw .missing(number: number, folds: folds.count)
    }
    return folds[number - 1]
  }
}

/// A fold that a data set is not divided into.
public enum FoldError: Error, Equatable, Sendable, CustomStringConvertible {
  case missing(number: Int, folds: Int)

  public var description: String {
    switch self {
    case .missing(_, let folds): "--fold: there are folds 1 to \(folds)"
    }
  }
}
