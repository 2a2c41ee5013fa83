import Basics

/// Recordings or clips that are not there, and texts that do not fit a model: one line.
public enum InputError: Error, Equatable, Sendable, CustomStringConvertible {
  case noRecordings(folder: String)
  /// Names of scores that are not as many as the scores.
  case labels(path: String, count: Int, scores: Int)

  public var description: String {
    switch self {
    case .noRecordings(let folder): "\(folder): no recordings in this folder"
    case .labels(let path, let count, let scores):
      "\(printable(path)): \(count.grouped) labels for \(scores.grouped) scores"
    }
  }
}
