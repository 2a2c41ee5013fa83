import DataSets

extension FoldPlan {
  /// The fold of a number, counted from 1.
  func fold(_ number: Int) throws(InputError) -> Fold {
    guard folds.indices.contains(number - 1) else {
      throw .noFold(number: number, folds: folds.count)
    }
    return folds[number - 1]
  }
}
