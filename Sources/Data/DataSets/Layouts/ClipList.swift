import Basics
import Foundation

/// A list of clips of one's own: comma-, semicolon- or tab-separated, with a line of names.
///
/// Labels are sorted: as numbers where all of them are, else as text.
enum ClipList {
  static let entry = LayoutEntry(
    summary: """
      A list of clips of one's own, separated by commas, semicolons or tabs. Its first line names \
      the columns, in any order; every other column becomes an attribute. In a list separated by \
      semicolons, several labels stand in quotes.
      """,
    signs: [],
    files: """
      clips.csv                 for example:
        file,label,subject,start,end
        night/0412.wav,snore,anna,1.5,4
        night/0412.wav,quiet,anna,4,9.25
      """, load: load)

  static func isList(_ path: String) -> Bool {
    [".csv", ".tsv"].contains { path.lowercased().hasSuffix($0) }
  }

  /// The lists in a folder, apart from one of subjects.
  static func lists(in folder: String) throws(DataSetError) -> [String] {
    try Files.names(in: folder).filter { isList($0) && $0 != ClassFolders.subjectList }
  }

  static func load(_ path: String) throws(DataSetError) -> DataSet {
    guard Paths.isFolder(path) else {
      let slash = path.lastIndex(of: "/")
      return try load(list: path, root: slash.map { String(path[..<$0]) } ?? ".")
    }
    let lists = try lists(in: path)
    guard let list = lists.first else {
      throw .missing(path: path + "/*.csv", remedy: "write a list with the columns file and label")
    }
    guard lists.count == 1 else { throw .severalLists(root: path, names: lists) }
    return try load(list: path + "/" + list, root: path)
  }

  private static func load(list: String, root: String) throws(DataSetError) -> DataSet {
    let table = try Table(list, requiring: ["file", "label"])
    guard !table.rows.isEmpty else { throw .noClips(path: list) }
    for (one, other) in [("start", "end"), ("end", "start")]
    where table.columns.contains(one) && !table.columns.contains(other) {
      throw .missingColumn(file: list, line: 1, column: other, found: table.columns)
    }
    var names: Set<String> = []
    for row in table.rows { names.formUnion(try row.labels()) }
    let labels = sorted(names)
    let numbers = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices))
    let extra = table.columns.filter { name in !columns.contains { $0.name == name } }
    var collector = ClipCollector(name: Files.stem(list), root: root, labels: labels)
    for row in table.rows {
      let ownLabels = try row.labels().compactMap { numbers[$0] }
      var clip = Clip(
        path: try row.text("file"), label: ownLabels[0],
        furtherLabels: Array(ownLabels.dropFirst()),
        subject: row["subject"].isEmpty ? nil : row["subject"])
      if !row["fold"].isEmpty { clip.fold = try row.integer("fold", in: 0...Int.max) }
      if !row["partition"].isEmpty {
        clip.partition = Partition(named: row["partition"])
        if clip.partition == nil {
          throw row.badValue("partition", expected: "train, validation or test")
        }
      }
      if !row["start"].isEmpty || !row["end"].isEmpty {
        clip.segment = try collector.segment(of: row, in: clip.path)
        if clip.segment == nil { continue }
      }
      for column in extra where !row[column].isEmpty { clip.attributes[column] = row[column] }
      try collector.add(clip, file: list, line: row.line)
    }
    return try collector.dataSet()
  }

  /// The columns that are known by name.
  static let columns: [(name: String, meaning: String)] = [
    ("file", "Absolute, or relative to the folder of the list."),
    ("label", "Any text; several labels with `;` between them, as in `rain;thunder`."),
    ("subject", "Optional; who or what is heard. Folds that keep subjects apart need all of them."),
    ("fold", "Optional; a whole number from 0 on. All clips have one, or none has."),
    (
      "partition",
      "Optional; `train`, `validation` or `test`. Clips without one are left out of the split."
    ),
    ("start", "Optional, with `end`; seconds, or empty for the whole recording."),
    ("end", "Optional, with `start`; seconds, or empty for the whole recording."),
  ]

  private static func sorted(_ labels: Set<String>) -> [String] {
    let numbers = labels.compactMap { label in Int(label).map { (number: $0, label: label) } }
    guard numbers.count == labels.count else { return labels.sorted() }
    return numbers.sorted { ($0.number, $0.label) < ($1.number, $1.label) }.map(\.label)
  }
}

extension Table.Row {
  /// What stands in the label column: one label or more, none empty and none twice.
  fileprivate func labels() throws(DataSetError) -> [String] {
    let parts = try text("label").split(separator: ";", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    guard !parts.contains("") else {
      throw badValue("label", expected: "one label, or several with a ; between each two")
    }
    guard Set(parts).count == parts.count else {
      throw badValue("label", expected: "labels of which none stands twice")
    }
    return parts
  }
}
