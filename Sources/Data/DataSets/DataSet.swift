/// Labelled clips, with what their publishers say about subjects, folds and partitions.
public struct DataSet: Equatable, Sendable {
  public var name: String
  /// The folder that relative paths of clips start from.
  public var root: String
  /// The names of the classes, in the published order where there is one.
  public var labels: [String]
  public var clips: [Clip]
  /// What was odd: one line each.
  public var remarks: [String]
  /// What the lists and folders hold and `clips` does not.
  public var dropped: [DroppedClip]

  public init(
    name: String, root: String, labels: [String], clips: [Clip], remarks: [String] = [],
    dropped: [DroppedClip] = []
  ) {
    self.name = name
    self.root = root
    self.labels = labels
    self.clips = clips
    self.remarks = remarks
    self.dropped = dropped
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

  /// The same clips under other classes, in their order; nil where clips have a label that is none
  /// of them. Classes may have no clips.
  public func relabelled(as classes: [String]) -> DataSet? {
    let places = labels.map { classes.firstIndex(of: $0) }
    guard clips.allSatisfy({ $0.allLabels.allSatisfy { places[$0] != nil } }) else { return nil }
    var set = self
    set.labels = classes
    set.clips = clips.map { clip in
      var clip = clip
      clip.label = places[clip.label] ?? 0
      clip.furtherLabels = clip.furtherLabels.compactMap { places[$0] }
      return clip
    }
    return set
  }

  /// The labels that clips have and a list of classes lacks.
  public func labels(missingIn classes: [String]) -> [String] {
    let counts = labelCounts(clips.indices)
    return labels.indices.filter { counts[$0] > 0 && !classes.contains(labels[$0]) }
      .map { labels[$0] }
  }

  /// The same clips with the classes that a recipe names, in its order.
  public func withClasses(_ classes: [String]) throws(DataSetError) -> DataSet {
    for (place, label) in classes.enumerated() where classes[..<place].contains(label) {
      throw .repeatedClass(label: label)
    }
    guard let set = relabelled(as: classes) else {
      throw .missingClasses(dataSet: name, labels: labels(missingIn: classes))
    }
    return set
  }

  /// Where a clip's recording lies.
  public func path(of clip: Clip) -> String {
    clip.path.hasPrefix("/") ? clip.path : root + "/" + clip.path
  }
}
