import Basics

/// DCASE 2021 task 1A: the development part of TAU Urban Acoustic Scenes 2020 Mobile, clips of
/// 10 s in ten scenes from several cities and devices.
///
/// Clips of `meta.csv` that are in no other list are not part of the published split. The same moment
/// recorded by several devices has one subject, and stays on one side.
enum DCASE2021 {
  static let entry = LayoutEntry(
    summary: """
      DCASE 2021 task 1A: scenes of 10 s in ten classes from several cities and devices. All \
      lists are separated by tabs; `identifier`, the city and the location, is the subject.
      """,
    signs: [["meta.csv", "evaluation_setup"]],
    files: """
      audio/airport-barcelona-203-6129-s1.wav …    scene-city-location-segment-device
      meta.csv                             filename, scene_label, identifier, source_label
      evaluation_setup/fold1_train.csv     filename, scene_label
      evaluation_setup/fold1_test.csv      filename
      evaluation_setup/fold1_evaluate.csv  filename, scene_label: those of the test, with labels
      """, load: load)

  static func load(_ root: String) throws(DataSetError) -> DataSet {
    let table = try Table(
      root + "/meta.csv", separator: .tab,
      requiring: ["filename", "scene_label", "identifier", "source_label"])
    var collector = ClipCollector(name: "DCASE 2021 task 1A", root: root, labels: labels)
    for row in table.rows {
      let label = try row.label("scene_label", among: labels)
      let path = try row.text("filename")
      let parts = Files.stem(path).split(separator: "-").map(String.init)
      guard parts.count == 5, parts[0] == labels[label] else {
        throw row.badValue(
          "filename", expected: "\(labels[label])-city-location-segment-device.wav")
      }
      let clip = Clip(
        path: path, label: label, subject: try row.text("identifier"),
        attributes: ["city": parts[1], "location": parts[2], "device": parts[4]])
      try collector.add(clip, file: row.file, line: row.line)
    }
    try assignPartitions(root, &collector)
    return try collector.dataSet()
  }

  private static func assignPartitions(
    _ root: String, _ collector: inout ClipCollector
  ) throws(DataSetError) {
    let folder = root + "/evaluation_setup"
    try assign(.training, list: folder + "/fold1_train.csv", &collector)
    let lists = [folder + "/fold1_evaluate.csv", folder + "/fold1_test.csv"].filter(Paths.exists)
    guard !lists.isEmpty else {
      throw .missing(
        path: folder + "/fold1_evaluate.csv", remedy: "unpack the .meta archive of the data set")
    }
    for list in lists { try assign(.test, list: list, &collector) }
  }

  /// Puts the clips of a list into a part; their labels there are those of `meta.csv`.
  private static func assign(
    _ partition: Partition, list: String, _ collector: inout ClipCollector
  ) throws(DataSetError) {
    let table = try Table(list, separator: .tab, requiring: ["filename"])
    var assignments: [ClipCollector.Assignment] = []
    for row in table.rows {
      let path = try row.text("filename")
      if table.columns.contains("scene_label"), let known = collector.label(ofPath: path),
        try row.label("scene_label", among: labels) != known
      {
        throw .contradiction(
          file: list, line: row.line, clip: path, problem: "is \(labels[known]) in meta.csv")
      }
      assignments.append((path: path, partition: partition, line: row.line))
    }
    try collector.assign(assignments, file: list)
  }

  private static let labels = [
    "airport", "bus", "metro", "metro_station", "park", "public_square", "shopping_mall",
    "street_pedestrian", "street_traffic", "tram",
  ]
}
