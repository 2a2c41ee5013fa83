import Basics

enum ClassFolders {
  static let entry = LayoutEntry(
    summary: """
      A folder of recordings for each class, at any depth. Where the folders are called after \
      the parts of a split (`train`, `validation`, `test`), the classes are the folders in them. \
      Subjects stand in `subjects.csv`, with a line for every recording, or the recipe's \
      `data.subjects` finds them in the paths: `^([^/]+)/` takes anna of `breath/anna/02.wav`, and \
      `([^/_]+)_[^/]*$` takes anna of `cough/anna_01.wav`. Without both, subjects are not known.
      """,
    signs: [],
    files: """
      cough/anna_01.wav …
      breath/anna/02.wav …
      subjects.csv              optional; columns file and subject, as in cough/anna_01.wav,anna
      """, load: { root throws(DataSetError) in try load(root, subjectPattern: nil) })

  static let subjectList = "subjects.csv"

  /// The folders with recordings in them, with the part of the split that they belong to.
  static func classes(
    in root: String
  ) throws(DataSetError) -> [(name: String, path: String, partition: Partition?)] {
    let folders = try foldersWithRecordings(in: root)
    guard folders.contains(where: { Partition(named: $0) != nil }) else {
      return folders.map { (name: $0, path: root + "/" + $0, partition: nil) }
    }
    var classes: [(name: String, path: String, partition: Partition?)] = []
    for folder in folders {
      guard let partition = Partition(named: folder) else {
        throw .mixedFolders(root: root, folder: folder)
      }
      for name in try foldersWithRecordings(in: root + "/" + folder) {
        classes.append((name: name, path: root + "/" + folder + "/" + name, partition: partition))
      }
    }
    return classes
  }

  private static func foldersWithRecordings(in root: String) throws(DataSetError) -> [String] {
    var folders: [String] = []
    for name in try Files.names(in: root) where Paths.isFolder(root + "/" + name) {
      if try !Files.recordings(in: root + "/" + name, relativeTo: root).isEmpty {
        folders.append(name)
      }
    }
    return folders
  }

  static func load(_ root: String, subjectPattern: String?) throws(DataSetError) -> DataSet {
    let classes = try classes(in: root)
    let labels = Set(classes.map(\.name)).sorted()
    var collector = ClipCollector(
      name: String(root.split(separator: "/").last ?? ""), root: root, labels: labels)
    var subjects = try Subjects(root: root, pattern: subjectPattern)
    for folder in classes {
      guard let label = labels.firstIndex(of: folder.name) else { continue }
      for path in try Files.recordings(in: folder.path, relativeTo: root) {
        let below = String(path.dropFirst(folder.path.count - root.count))
        let clip = Clip(
          path: path, label: label, subject: try subjects.subject(of: path, below: below),
          partition: folder.partition)
        try collector.add(clip, file: folder.path, line: collector.count + 1)
      }
    }
    try collector.dropMisnamed(in: root)
    try dropStrays(in: root, outside: classes.map(\.path), &collector)
    for path in subjects.unused {
      collector.remark("\(path) is not in a folder of a class", file: root + "/" + subjectList)
    }
    return try collector.dataSet()
  }

  /// Drops the recordings that belong to no class, and remarks on folders without any.
  private static func dropStrays(
    in root: String, outside classes: [String], _ collector: inout ClipCollector
  ) throws(DataSetError) {
    let folders = classes.map { $0 + "/" }
    for path in try Files.recordings(in: root, relativeTo: root) {
      guard !folders.contains(where: "\(root)/\(path)".hasPrefix) else { continue }
      collector.drop(path, because: "\(path) is not in a folder of a class")
    }
    for name in try Files.names(in: root) where Paths.isFolder("\(root)/\(name)") {
      guard !folders.contains(where: { $0.hasPrefix("\(root)/\(name)/") }) else { continue }
      collector.remark("the folder \(name) holds no recordings")
    }
  }

  /// Who is heard in a recording: by a pattern, or by a list.
  private struct Subjects {
    private var pattern: Regex<AnyRegexOutput>?
    private var list: [String: String]?
    private var used: Set<String> = []

    init(root: String, pattern: String?) throws(DataSetError) {
      if let pattern {
        do {
          self.pattern = try Regex(pattern)
        } catch {
          throw .badPattern(pattern: pattern, reason: "\(error)")
        }
        return
      }
      let path = root + "/" + subjectList
      guard Paths.exists(path) else { return }
      var list: [String: String] = [:]
      for row in try Table(path, requiring: ["file", "subject"]).rows {
        let subject = try row.text("subject")
        let file = try row.text("file")
        if let other = list.updateValue(subject, forKey: file), other != subject {
          throw .contradiction(
            file: path, line: row.line, clip: file, problem: "was subject \(other) above")
        }
      }
      self.list = list
    }

    mutating func subject(of path: String, below: String) throws(DataSetError) -> String? {
      if let list {
        guard let subject = list[path] else { throw .noSubject(clip: path) }
        used.insert(path)
        return subject
      }
      guard let pattern else { return nil }
      guard let match = try? pattern.firstMatch(in: below) else { throw .noSubject(clip: path) }
      let captured = match.output.count > 1 ? match.output[1].substring : match.output[0].substring
      guard let captured, !captured.isEmpty else { throw .noSubject(clip: path) }
      return String(captured)
    }

    var unused: [String] { (list ?? [:]).keys.filter { !used.contains($0) }.sorted() }
  }
}
