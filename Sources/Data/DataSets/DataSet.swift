/// Labelled clips, with what their publishers say about subjects, folds and partitions.
public struct DataSet: Equatable, Sendable {
  public var name: String
  /// The folder that relative paths of clips start from.
  public var root: String
  /// The names of the classes, in the published order where there is one.
  public var labels: [String]
  public var clips: [Clip]
  /// What was odd, and what was left out because of it: one line each.
  public var remarks: [String]

  public init(name: String, root: String, labels: [String], clips: [Clip], remarks: [String] = []) {
    self.name = name
    self.root = root
    self.labels = labels
    self.clips = clips
    self.remarks = remarks
  }

  /// A clip with several labels, where there is one.
  public var clipWithSeveralLabels: Clip? { clips.first { !$0.furtherLabels.isEmpty } }

  /// How many of some clips have each label; a clip with several counts for all of them.
  public func labelCounts(_ indices: some Sequence<Int>) -> [Int] {
    var counts = [Int](repeating: 0, count: labels.count)
    for index in indices {
      for label in clips[index].allLabels { counts[label] += 1 }
    }
    return counts
  }

  /// Where a clip's recording lies.
  public func path(of clip: Clip) -> String {
    clip.path.hasPrefix("/") ? clip.path : root + "/" + clip.path
  }
}
