import Basics

/// Gathers the clips of a layout, and checks what all layouts have in common.
struct ClipCollector {
  private let name: String
  private let root: String
  private let labels: [String]
  private var clips: [Clip] = []
  private(set) var remarks: [String] = []
  private var known: [Key: (index: Int, line: Int)] = [:]

  private struct Key: Hashable {
    let path: String
    let segment: Segment?
  }

  init(name: String, root: String, labels: [String]) {
    self.name = name
    self.root = root
    self.labels = labels
  }

  var count: Int { clips.count }

  /// Notes something odd; the line is that of a list, where there is one.
  mutating func remark(_ text: String, file: String? = nil, line: Int? = nil) {
    let place = file.map { $0 + (line.map { ":\($0)" } ?? "") + ": " } ?? ""
    remarks.append(place + text)
  }

  /// Adds a clip from a line of a list. A clip that is listed again is left out, provided that
  /// both lines say the same of it.
  mutating func add(_ clip: Clip, file: String, line: Int) throws(DataSetError) {
    let key = Key(path: clip.path, segment: clip.segment)
    guard let first = known[key] else {
      known[key] = (clips.count, line)
      clips.append(clip)
      return
    }
    guard clips[first.index] == clip else {
      throw .contradiction(
        file: file, line: line, clip: clip.path,
        problem: "is described otherwise in line \(first.line)")
    }
    remark(
      "\(clip.path) is listed again, first in line \(first.line); left out", file: file, line: line)
  }

  /// A segment, or nil with a remark when it does not end after its start.
  mutating func segment(of row: Table.Row) throws(DataSetError) -> Segment? {
    let segment = Segment(start: try row.seconds("start"), end: try row.seconds("end"))
    guard segment.start < segment.end else {
      remark(
        "the segment from \(segment.start) to \(segment.end) s does not end after its start; "
          + "left out", file: row.file, line: row.line)
      return nil
    }
    return segment
  }

  /// A line of a published split.
  typealias Assignment = (path: String, partition: Partition, line: Int)

  /// Puts recordings, with all their clips, into the parts of the published split; none may be in
  /// two.
  mutating func assign(_ assignments: [Assignment], file: String) throws(DataSetError) {
    var indices: [String: [Int]] = [:]
    for (index, clip) in clips.enumerated() { indices[clip.path, default: []].append(index) }
    for (path, partition, line) in assignments {
      guard let found = indices[path] else {
        remark("\(path) is unknown; left out", file: file, line: line)
        continue
      }
      for index in found {
        if let other = clips[index].partition, other != partition {
          throw .contradiction(
            file: file, line: line, clip: path,
            problem: "is in \(partition.rawValue), but in \(other.rawValue) as well")
        }
        clips[index].partition = partition
      }
    }
  }

  /// The label of a collected recording.
  func label(ofPath path: String) -> Int? {
    known[Key(path: path, segment: nil)].map { clips[$0.index].label }
  }

  /// The data set, once its recordings are there. Remarks on what differs from the publication,
  /// gaps in the folds, clips without a part, and subjects on both sides of the published split.
  consuming func dataSet(publishedClips: Int? = nil) throws(DataSetError) -> DataSet {
    guard !clips.isEmpty else { throw .noClips(path: root) }
    var set = DataSet(name: name, root: root, labels: labels, clips: clips)
    try Self.checkAudio(of: set)
    if let publishedClips, clips.count != publishedClips {
      remark("\(clips.count) clips are here, \(publishedClips) were published")
    }
    remarkOnFolds()
    remarkOnPartitions()
    remarkOnSubjects()
    set.remarks = remarks
    return set
  }

  private static func checkAudio(of set: DataSet) throws(DataSetError) {
    var seen: Set<String> = []
    let paths = set.clips.filter { seen.insert($0.path).inserted }
    let missing = paths.filter { !Paths.exists(set.path(of: $0)) }.map(\.path)
    guard missing.isEmpty else {
      throw .missingAudio(
        root: set.root, count: missing.count, total: paths.count, first: Array(missing.prefix(3)))
    }
  }

  private mutating func remarkOnFolds() {
    let folds = Set(clips.compactMap(\.fold))
    guard let highest = folds.max(), let lowest = folds.min() else { return }
    let gaps = (min(lowest, 1)...highest).filter { !folds.contains($0) }
    if !gaps.isEmpty { remark("no clips are in \(listed(gaps.map(String.init), "fold"))") }
  }

  private mutating func remarkOnPartitions() {
    let count = clips.count { $0.partition == nil }
    if count > 0, count < clips.count {
      remark("\(count) of \(clips.count) clips are in no part of the published split")
    }
  }

  private mutating func remarkOnSubjects() {
    var sides: [String: Set<String>] = [:]
    for clip in clips {
      guard let subject = clip.subject else { continue }
      if let fold = clip.fold { sides[subject, default: []].insert("fold \(fold)") }
      if let partition = clip.partition {
        sides[subject, default: []].insert(partition.rawValue)
      }
    }
    let hasFolds = clips.contains { $0.fold != nil }
    let hasPartitions = clips.contains { $0.partition != nil }
    let allowed = (hasFolds ? 1 : 0) + (hasPartitions ? 1 : 0)
    let shared = sides.filter { $0.value.count > allowed }.keys.sorted()
    if !shared.isEmpty {
      remark("the published split does not keep apart \(listed(shared, "subject"))")
    }
  }
}

/// The first few of a list of names in words.
func listed(_ names: [String], _ noun: String) -> String {
  let first = names.prefix(5).joined(separator: ", ")
  return
    "\(noun)\(names.count == 1 ? "" : "s") \(first)\(names.count > 5 ? " and \(names.count - 5) more" : "")"
}
