import Basics

/// The respiratory sound database of ICBHI 2017: 920 recordings of 126 patients, in which 6,898
/// respiratory cycles are annotated; each cycle is a clip.
///
/// The folder may be called `ICBHI_final_database`, as in the published archive. The last three
/// lists are optional; none has a line of names. The published split names a recording with
/// another device than its file: lines are matched without the device where that is unambiguous.
/// It also has two patients on both sides.
///
/// A folder with an `origin.txt` holds other recordings in this layout, of any number.
enum ICBHI2017 {
  static let entry = LayoutEntry(
    summary: """
      The respiratory sounds of ICBHI 2017; each cycle is a clip. The last three lists are \
      optional, and no list has a line of names. With a file `origin.txt` beside them, the \
      recordings are others in the same layout.
      """,
    signs: folders.map { [$0] } + [[splitFile]],
    files: """
      audio_and_txt_files/101_1b1_Al_sc_Meditron.wav …   patient_recording_location_mode_device
      audio_and_txt_files/101_1b1_Al_sc_Meditron.txt …   start, end, crackle 0/1, wheeze 0/1
      ICBHI_challenge_train_test.txt                     recording, train or test
      ICBHI_Challenge_diagnosis.txt or patient_diagnosis.csv        patient, diagnosis
      ICBHI_Challenge_demographic_information.txt or demographic_info.txt
                                             patient, age, sex, body mass index, weight, height
      """, load: load)

  static let folders = ["audio_and_txt_files", "ICBHI_final_database"]
  static let splitFile = "ICBHI_challenge_train_test.txt"

  static func load(_ root: String) throws(DataSetError) -> DataSet {
    guard let folder = folders.first(where: { Paths.isFolder(root + "/" + $0) }) else {
      throw .missing(
        path: root + "/" + folders[0], remedy: "unpack the recordings and annotations there")
    }
    var collector = ClipCollector(name: "ICBHI 2017", root: root, labels: labels)
    let recordings = try recordings(root, folder, &collector)
    let patients = try patients(root)
    for recording in recordings {
      try addCycles(of: recording, root, patients[recording.patient] ?? [:], &collector)
    }
    try assignPartitions(root, recordings, &collector)
    let isPublished = !Paths.exists(root + "/origin.txt")
    return try collector.dataSet(publishedClips: isPublished ? 6_898 : nil)
  }

  private struct Recording {
    /// Relative to the root, without extension.
    let stem: String
    /// Patient, recording, location, mode, device.
    let parts: [String]

    var patient: String { parts[0] }
    var name: String { parts.joined(separator: "_") }
    var nameWithoutDevice: String { parts.dropLast().joined(separator: "_") }
  }

  /// The annotated recordings; an annotation without its recording counts, a recording without
  /// its annotation does not.
  private static func recordings(
    _ root: String, _ folder: String, _ collector: inout ClipCollector
  ) throws(DataSetError) -> [Recording] {
    let names = try Files.names(in: root + "/" + folder)
    try collector.dropMisnamed(in: root + "/" + folder)
    let annotated = Set(names.filter { $0.hasSuffix(".txt") })
    for name in names where name.hasSuffix(".wav") {
      if !annotated.contains(Files.stem(name) + ".txt") {
        let path = "\(folder)/\(name)"
        collector.drop(path, because: "\(path) has no annotation")
      }
    }
    var recordings: [Recording] = []
    for name in names where name.hasSuffix(".txt") {
      let stem = Files.stem(name)
      let parts = stem.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 5, Int(parts[0]) != nil else {
        let problem = "\(folder)/\(name) is not named patient_recording_location_mode_device"
        if names.contains(stem + ".wav") {
          collector.drop("\(folder)/\(stem).wav", because: problem)
        } else {
          collector.remark("\(problem); left out")
        }
        continue
      }
      recordings.append(Recording(stem: folder + "/" + stem, parts: parts))
    }
    return recordings
  }

  private static func addCycles(
    of recording: Recording, _ root: String, _ patient: [String: String],
    _ collector: inout ClipCollector
  ) throws(DataSetError) {
    let attributes = patient.merging(
      zip(["recording", "location", "mode", "device"], recording.parts.dropFirst())
    ) { _, part in part }
    let table = try Table(
      root + "/" + recording.stem + ".txt", separator: .blanks,
      columns: ["start", "end", "crackle", "wheeze"])
    if table.rows.isEmpty {
      collector.drop(recording.stem + ".wav", because: "\(recording.stem).txt has no cycles")
    }
    for row in table.rows {
      let crackle = try row.choice("crackle", yes: "1", no: "0")
      let wheeze = try row.choice("wheeze", yes: "1", no: "0")
      let path = recording.stem + ".wav"
      guard let segment = try collector.segment(of: row, in: path) else { continue }
      let clip = Clip(
        path: path, segment: segment,
        label: (crackle ? 1 : 0) + (wheeze ? 2 : 0), subject: recording.patient,
        attributes: attributes)
      try collector.add(clip, file: row.file, line: row.line)
    }
  }

  private static func assignPartitions(
    _ root: String, _ recordings: [Recording], _ collector: inout ClipCollector
  ) throws(DataSetError) {
    let list = root + "/" + splitFile
    guard Paths.exists(list) else {
      collector.remark("\(splitFile) is missing: there is no published split")
      return
    }
    let byName = Dictionary(grouping: recordings, by: \.name)
    let withoutDevice = Dictionary(grouping: recordings, by: \.nameWithoutDevice)
    let table = try Table(list, separator: .blanks, columns: ["recording", "part"])
    let listed = Set(table.rows.map { $0["recording"] })
    var assignments: [ClipCollector.Assignment] = []
    for row in table.rows {
      guard let partition = Partition(named: row["part"]) else {
        throw row.badValue("part", expected: "train or test")
      }
      let name = row["recording"]
      var found = byName[name]?.first
      if found == nil {
        let stem = name.split(separator: "_").dropLast().joined(separator: "_")
        let candidates = withoutDevice[stem, default: []].filter { !listed.contains($0.name) }
        if candidates.count == 1 {
          found = candidates.first
          collector.remark("\(name) is taken for \(candidates[0].name)", file: list, line: row.line)
        }
      }
      assignments.append(((found?.stem ?? name) + ".wav", partition, row.line))
    }
    try collector.assign(assignments, file: list)
  }

  /// What the optional lists know of each patient.
  private static func patients(_ root: String) throws(DataSetError) -> [String: [String: String]] {
    let diagnosis = ["patient", "diagnosis"]
    let demography = ["patient", "age", "sex", "bmi", "weight", "height"]
    let lists: [(name: String, separator: Separator, columns: [String])] = [
      ("ICBHI_Challenge_diagnosis.txt", .blanks, diagnosis),
      ("patient_diagnosis.csv", .comma, diagnosis),
      ("ICBHI_Challenge_demographic_information.txt", .blanks, demography),
      ("demographic_info.txt", .blanks, demography),
    ]
    var patients: [String: [String: String]] = [:]
    for list in lists where Paths.exists(root + "/" + list.name) {
      let table = try Table(
        root + "/" + list.name, separator: list.separator, columns: list.columns)
      for row in table.rows {
        for column in list.columns.dropFirst() where row[column] != "NA" {
          patients[row["patient"], default: [:]][column] = row[column]
        }
      }
    }
    return patients
  }

  /// Crackle counts 1, wheeze 2.
  private static let labels = ["normal", "crackle", "wheeze", "both"]
}
