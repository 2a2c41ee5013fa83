import Audio
import Basics

/// Gathers the clips of a layout, and checks what all layouts have in common.
struct ClipCollector {
  private var data: DataSet
  /// The clips of each recording.
  private var known: [String: [Segment?: (index: Int, line: Int)]] = [:]

  init(name: String, root: String, labels: [String]) {
    data = DataSet(name: name, root: root, labels: labels, clips: [])
  }

  var count: Int { data.clips.count }

  /// Notes something odd; the line is that of a list, where there is one.
  mutating func remark(_ text: String, file: String? = nil, line: Int? = nil) {
    let place = file.map { $0 + (line.map { ":\($0)" } ?? "") + ": " } ?? ""
    data.remarks.append(place + text)
  }

  /// Notes that something is listed or lies in a folder, and is no clip.
  mutating func drop(_ clip: String, because problem: String) {
    data.dropped.append(DroppedClip(clip: clip, problem: problem))
  }

  /// Drops the recordings of a folder whose names are not UTF-8, which nothing can open.
  mutating func dropMisnamed(in folder: String) throws(DataSetError) {
    do throws(AudioError) {
      for name in try AudioFiles(in: folder).misnamed {
        drop(name, because: "\(name): the name is not UTF-8; rename it")
      }
    } catch {
      throw .audio(error)
    }
  }

  /// Adds a clip from a line of a list. A clip that is listed again is left out, provided that
  /// both lines say the same of it.
  mutating func add(_ clip: Clip, file: String, line: Int) throws(DataSetError) {
    guard let first = known[clip.path]?[clip.segment] else {
      known[clip.path, default: [:]][clip.segment] = (count, line)
      data.clips.append(clip)
      return
    }
    guard data.clips[first.index] == clip else {
      throw .contradiction(
        file: file, line: line, clip: clip.path,
        problem: "is described otherwise in line \(first.line)")
    }
    remark(
      "\(clip.path) is listed again, first in line \(first.line); left out", file: file, line: line)
  }

  /// A segment of a recording, or nil when it does not end after its start: the clip is dropped.
  mutating func segment(of row: Table.Row, in path: String) throws(DataSetError) -> Segment? {
    let segment = Segment(start: try row.seconds("start"), end: try row.seconds("end"))
    guard segment.start < segment.end else {
      drop(
        Clip(path: path, segment: segment, label: 0).name,
        because: "\(row.file):\(row.line): the segment from \(segment.start) to \(segment.end) s "
          + "does not end after its start")
      return nil
    }
    return segment
  }

  /// A line of a published split.
  typealias Assignment = (path: String, partition: Partition, line: Int)

  /// Puts recordings, with all their clips, into the parts of the published split; none may be in
  /// two.
  mutating func assign(_ assignments: [Assignment], file: String) throws(DataSetError) {
    for (path, partition, line) in assignments {
      guard let found = known[path]?.values else {
        drop(path, because: "\(file):\(line): \(path) is unknown")
        continue
      }
      for (index, _) in found {
        if let other = data.clips[index].partition, other != partition {
          throw .contradiction(
            file: file, line: line, clip: path,
            problem: "is in \(partition.rawValue), but in \(other.rawValue) as well")
        }
        data.clips[index].partition = partition
      }
    }
  }

  /// The label of a collected recording.
  func label(ofPath path: String) -> Int? { known[path]?[nil].map { data.clips[$0.index].label } }

  /// The data set, once its recordings are there. Remarks on what differs from the publication,
  /// gaps in the folds, clips without a part, and subjects on both sides of the published split.
  consuming func dataSet(publishedClips: Int? = nil) throws(DataSetError) -> DataSet {
    guard count > 0 else { throw .noClips(path: data.root) }
    try checkAudio()
    if let publishedClips, count != publishedClips {
      remark("\(count) clips are here, \(publishedClips) were published")
    }
    remarkOnFolds()
    remarkOnPartitions()
    remarkOnSubjects()
    return data
  }

  private func checkAudio() throws(DataSetError) {
    var seen: Set<String> = []
    let paths = data.clips.filter { seen.insert($0.path).inserted }
    let missing = paths.filter { !Paths.exists(data.path(of: $0)) }.map(\.path)
    guard missing.isEmpty else {
      throw .missingAudio(
        root: data.root, count: missing.count, total: paths.count, first: Array(missing.prefix(3)))
    }
  }

  private mutating func remarkOnFolds() {
    let folds = Set(data.clips.compactMap(\.fold)).sorted()
    let gaps = zip([min(folds.first ?? 1, 1) - 1] + folds, folds).compactMap {
      (before, fold) -> String? in
      switch fold - before {
      case 1: nil
      case 2: "\(before + 1)"
      default: "\(before + 1) to \(fold - 1)"
      }
    }
    if !gaps.isEmpty { remark("no clips are in the folds \(listed(gaps, upTo: 5))") }
  }

  private mutating func remarkOnPartitions() {
    let others = data.clips.count { $0.partition == nil }
    if others > 0, others < count {
      remark("\(others) of \(count) clips are in no part of the published split")
    }
  }

  private mutating func remarkOnSubjects() {
    var sides: [String: Set<String>] = [:]
    for clip in data.clips {
      guard let subject = clip.subject else { continue }
      let parts = [clip.fold.map { "fold \($0)" }, clip.partition?.rawValue].compactMap { $0 }
      sides[subject, default: []].formUnion(parts)
    }
    let hasFolds = data.clips.contains { $0.fold != nil }
    let hasPartitions = data.clips.contains { $0.partition != nil }
    let allowed = (hasFolds ? 1 : 0) + (hasPartitions ? 1 : 0)
    let shared = sides.filter { $0.value.count > allowed }.keys.sorted()
    if !shared.isEmpty {
      remark("the published split does not keep apart \(listed(shared, "subject"))")
    }
  }
}

/// The first few of a list of names in words.
private func listed(_ names: [String], _ noun: String) -> String {
  "\(noun)\(names.count == 1 ? "" : "s") \(listed(names, upTo: 5))"
}
