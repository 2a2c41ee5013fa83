import Basics

/// DCASE 2013, task 1: scenes of 30 s, ten of each class in either part.
enum DCASE2013 {
  static let entry = LayoutEntry(
    summary: """
      DCASE 2013 task 1: scenes of 30 s in ten classes. Without lists the two folders are \
      training and test; with one folder there is no split.
      """,
    signs: folders.map { [$0.name] },
    files: """
      scenes_stereo/busystreet01.wav …          the public part; numbers have gaps
      scenes_stereo_testset/busystreet03.wav …  the part that was kept for the test, if at hand
      train.txt, test.txt                       both or neither: a file a line, its label behind it
                                                where the name does not say it
      """, load: load)

  static let folders: [(name: String, partition: Partition)] = [
    ("scenes_stereo", .training), ("scenes_stereo_testset", .test),
  ]

  static func load(_ root: String) throws(DataSetError) -> DataSet {
    var collector = ClipCollector(name: "DCASE 2013", root: root, labels: labels)
    let lists = [(name: "train.txt", partition: Partition.training), ("test.txt", .test)]
    if lists.contains(where: { Paths.exists(root + "/" + $0.name) }) {
      for list in lists {
        try add(list: root + "/" + list.name, as: list.partition, to: &collector)
      }
      return try collector.dataSet()
    }
    let present = folders.filter { Paths.isFolder(root + "/" + $0.name) }
    guard !present.isEmpty else {
      throw .missing(path: root + "/scenes_stereo", remedy: "unpack scenes_stereo.zip")
    }
    for folder in present {
      try collector.dropMisnamed(in: root + "/" + folder.name)
      let paths = try Files.recordings(in: root + "/" + folder.name, relativeTo: root)
      for (index, path) in paths.enumerated() {
        guard let label = labels.firstIndex(of: className(of: path)) else {
          collector.drop(path, because: "\(path) is not named after a scene")
          continue
        }
        let partition = present.count > 1 ? folder.partition : nil
        try collector.add(
          Clip(path: path, label: label, partition: partition), file: folder.name, line: index + 1)
      }
    }
    return try collector.dataSet(publishedClips: 100 * present.count)
  }

  private static func add(
    list: String, as partition: Partition, to collector: inout ClipCollector
  ) throws(DataSetError) {
    let rows = try DelimitedText.rows(Files.bytes(of: list), separator: .blanks, file: list)
    for row in rows {
      guard row.fields.count <= 2 else {
        throw .fieldCount(file: list, line: row.line, expected: 2, actual: row.fields.count)
      }
      let path = row.fields[0]
      let name = row.fields.count == 2 ? row.fields[1] : className(of: path)
      guard let label = labels.firstIndex(of: name) else {
        throw .unknownLabel(file: list, line: row.line, label: name, known: labels)
      }
      try collector.add(
        Clip(path: path, label: label, partition: partition), file: list, line: row.line)
    }
  }

  /// The name of a recording without its number.
  private static func className(of path: String) -> String {
    let stem = Files.stem(path)
    let end = stem.lastIndex { !("0"..."9").contains($0) }
    return end.map { String(stem[...$0]) } ?? ""
  }

  private static let labels = [
    "bus", "busystreet", "office", "openairmarket", "park", "quietstreet", "restaurant",
    "supermarket", "tube", "tubestation",
  ]
}
