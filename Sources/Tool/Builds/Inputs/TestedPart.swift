public import DataSets
public import Recipes

/// Which clips of a data set are tested: those of a fold, or those of some subjects.
public enum TestedPart: Equatable, Sendable {
  /// By its key or its name.
  case fold(String)
  case subjects([String])

  /// The fold that tests them.
  public func fold(_ choice: Recipe.FoldChoice, of set: DataSet) throws(DataSetError) -> Fold {
    switch self {
    case .fold(let name): try FoldPlan(choice, of: set).fold(name, of: set)
    case .subjects(let subjects): try FoldPlan.holdingOut(subjects, of: set).folds[0]
    }
  }
}
