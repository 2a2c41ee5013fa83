/// A labelled piece of sound: a recording, or a segment of one.
public struct Clip: Equatable, Sendable {
  /// Absolute, or relative to the root of the data set.
  public var path: String
  /// What to cut out of the recording; nil for all of it.
  public var segment: Segment?
  /// An index into the labels of the data set: the only one, or the first of several.
  public var label: Int
  /// What else is heard, in the list's order: none of them the first, and none twice.
  public var furtherLabels: [Int]
  /// What must not be on both sides of a split: a patient, a place, a source recording.
  public var subject: String?
  /// The number of the published fold, as published.
  public var fold: Int?
  /// The part of the published split.
  public var partition: Partition?
  /// What else is known, such as `device` and `city`.
  public var attributes: [String: String]

  public init(
    path: String, segment: Segment? = nil, label: Int, furtherLabels: [Int] = [],
    subject: String? = nil, fold: Int? = nil, partition: Partition? = nil,
    attributes: [String: String] = [:]
  ) {
    self.path = path
    self.segment = segment
    self.label = label
    self.furtherLabels = furtherLabels
    self.subject = subject
    self.fold = fold
    self.partition = partition
    self.attributes = attributes
  }
}

extension Clip {
  /// All labels, the first one first.
  public var allLabels: [Int] { [label] + furtherLabels }

  /// The path, and where in the recording, as in `a.wav 1.5–3.25 s`.
  public var name: String { path + (segment.map { " \($0.start)–\($0.end) s" } ?? "") }
}

/// A time range of a recording in seconds. Segments that come from a loader are finite, begin at
/// 0 or later and end after their start; they may end after their recording does.
public struct Segment: Hashable, Sendable {
  public var start: Double
  public var end: Double

  public init(start: Double, end: Double) {
    self.start = start
    self.end = end
  }
}

/// A part of a published split.
public enum Partition: String, CaseIterable, Sendable {
  case training, validation, test

  /// The partition that a list or a folder means by a name: `train`, `val`, `evaluate` and so on,
  /// whatever the case of the letters.
  public init?(named name: String) {
    switch name.lowercased() {
    case "train", "training": self = .training
    case "val", "valid", "validate", "validation", "dev": self = .validation
    case "test", "testing", "eval", "evaluate", "evaluation": self = .test
    default: return nil
    }
  }
}
