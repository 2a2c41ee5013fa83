import Basics
public import DataSets

/// Recordings or clips that are not there, and texts that do not fit a model: one line.
public enum InputError: Error, Equatable, Sendable, CustomStringConvertible {
  case noRecordings(folder: String)
  /// Recordings that nothing can open, because their names are not UTF-8.
  case misnamed(folder: String, names: [String])
  /// More clips cannot be used than is allowed.
  case dropped([DroppedClip], total: Int, allowed: Int)
  /// Names of scores that are not as many as the scores.
  case labels(path: String, count: Int, scores: Int)

  public var description: String {
    switch self {
    case .noRecordings(let folder): "\(folder): no recordings in this folder"
    case .misnamed(let folder, let names):
      "\(folder): names of \(names.count) recordings are not UTF-8 "
        + "(\(listed(names, upTo: 3))); rename them"
    case .dropped(let clips, let total, let allowed):
      "\(clips.sentence(of: total) ?? ""); \(allowed) are allowed: mend them, or give "
        + "--allow-dropped \(clips.count)"
    case .labels(let path, let count, let scores):
      "\(printable(path)): \(count.grouped) labels for \(scores.grouped) scores"
    }
  }
}
