public import Interchange
import Reports
public import Runs

/// How the scores of clips are written.
public enum PredictionForm: String, CaseIterable, Sendable {
  /// A line a clip: name, truth, scores.
  case csv
  /// Float32, clips by classes.
  case npy
}

extension Assessment {
  /// The scores of every clip as a file.
  public func predictions(_ form: PredictionForm) -> [UInt8] {
    switch form {
    case .csv: Array(table.csv.utf8)
    case .npy:
      NumPyArray(
        scores.flatMap { $0.map(Float.init) }, shape: [scores.count, scores.first?.count ?? 0]
      ).file
    }
  }

  /// What is true of every clip: a class of int64 each, or clips by classes of int8.
  public var truth: NumPyArray {
    switch self {
    case .exclusive(let predictions, _): NumPyArray(classes: predictions.truth)
    case .multiLabel(let predictions, _):
      NumPyArray(labels: predictions.truth, of: predictions.labels.count)
    }
  }
}

extension NumPyArray {
  /// Class indices of clips as int64, which PyTorch's losses take.
  init(classes: [Int]) {
    self.init(classes.map(Int64.init), shape: [classes.count])
  }

  /// The labels of clips as int8: clips by classes, 1 where a clip has the label, else 0.
  init(labels: [[Int]], of classes: Int) {
    var values = [Int8](repeating: 0, count: labels.count * classes)
    for (clip, labels) in labels.enumerated() {
      for label in labels { values[clip * classes + label] = 1 }
    }
    self.init(values, shape: [labels.count, classes])
  }
}
