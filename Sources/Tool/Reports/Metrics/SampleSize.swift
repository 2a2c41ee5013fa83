import Basics

/// How many clips a figure is of, and of how many subjects; what stands beside an interval.
public struct SampleSize: Equatable, Sendable, CustomStringConvertible {
  public let clips: Int
  /// nil where the subject of a clip is not known.
  public let subjects: Int?

  /// `80 clips of 12 subjects`; or what the interval takes for granted: `80 clips, taken as
  /// independent`, `80 clips of one subject, taken as independent`.
  public var description: String {
    let clips = self.clips == 1 ? "1 clip" : "\(self.clips.grouped) clips"
    return switch subjects {
    case nil: "\(clips), taken as independent"
    case 1: "\(clips) of one subject, taken as independent"
    case let subjects?: "\(clips) of \(subjects.grouped) subjects"
    }
  }
}
