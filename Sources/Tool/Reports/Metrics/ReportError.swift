/// Why predictions cannot be evaluated.
public enum ReportError: Error, Equatable, CustomStringConvertible {
  case noLabels
  case unequalCounts(field: String, count: Int, clips: Int)
  case unknownClass(clip: String, index: Int, classes: Int)
  case scoreCount(clip: String, count: Int, classes: Int)
  case notFinite(clip: String, label: String)
  case differentLabels
  case differentClipCounts(first: Int, second: Int)
  case differentClips(position: Int, first: String, second: String)

  public var description: String {
    switch self {
    case .noLabels:
      "there are no classes; give at least one label"
    case .unequalCounts(let field, let count, let clips):
      "\(field) has \(count) entries for \(clips) clips; give one for each clip"
    case .unknownClass(let clip, let index, let classes):
      "\(clip): the true class \(index) is not in 0..<\(classes); check the labels"
    case .scoreCount(let clip, let count, let classes):
      "\(clip): has \(count) scores for \(classes) classes; give one for each class"
    case .notFinite(let clip, let label):
      "\(clip): the score of \(label) is infinite or not a number; check the model"
    case .differentLabels:
      "the classifiers have different classes; compare classifiers of the same task"
    case .differentClipCounts(let first, let second):
      "the classifiers saw \(first) and \(second) clips; compare them on the same clips"
    case .differentClips(let position, let first, let second):
      "clip \(position) is \(first) for one classifier and \(second) for the other, in name or in "
        + "truth; compare them on the same clips in the same order"
    }
  }
}
