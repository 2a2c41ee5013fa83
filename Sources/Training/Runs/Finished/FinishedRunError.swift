/// Why a folder's run cannot be looked at: one line.
public enum FinishedRunError: Error, Equatable, Sendable, CustomStringConvertible {
  case noRun(path: String)
  /// How many trainings are done.
  case unfinished(path: String, trainings: Int)
  /// The run's data set had other classes, clips or folds.
  case otherData(path: String, dataSet: String)
  case severalLabels(path: String)

  public var description: String {
    switch self {
    case .noRun(let path):
      "\(path): holds no run; name a folder that `stapes train` has written"
    case .unfinished(let path, let trainings):
      "\(path): the run is not finished, \(trainings) of its trainings are; go on with "
        + "`stapes train` and --resume first"
    case .otherData(let path, let dataSet):
      "\(path): the run was trained on other data than \(dataSet) as it is here; name its data "
        + "set with --data"
    case .severalLabels(let path):
      "\(path): the run's clips may have several labels; only runs with loss.kind cross_entropy "
        + "can be reported on"
    }
  }
}
