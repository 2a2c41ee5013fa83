import DataSets
import TestSupport
import Testing

@Suite struct ClassFolderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func classes() throws {
    try folder.record("cough/anna_1.wav", "cough/deep/bert_1.wav", "breath/anna_2.wav")
    try folder.write("notes/readme.txt", "nothing to hear")
    try folder.write("cough/.hidden.wav", "")
    #expect(try Layout.detect(at: folder.path) == .folders)
    let set = try folder.load(.folders)
    #expect(set.labels == ["breath", "cough"])
    #expect(
      set.clips == [
        Clip(path: "breath/anna_2.wav", label: 0), Clip(path: "cough/anna_1.wav", label: 1),
        Clip(path: "cough/deep/bert_1.wav", label: 1),
      ])
  }

  /// Nothing that lies in the folder and can be heard is passed over.
  @Test func strays() throws {
    try folder.record("cough/1.wav", "breath/2.wav", "stray.wav")
    try folder.write("notes/readme.txt", "nothing to hear")
    let misnamed: [[UInt8]] = [
      Array("cough/caf".utf8) + [0xE9] + Array(".wav".utf8),
      Array("h".utf8) + [0xFC] + Array("steln".utf8),
    ]
    try folder.write(bytesNamed: misnamed[0])
    try folder.makeFolder(bytesNamed: misnamed[1])
    try folder.write(bytesNamed: misnamed[1] + Array("/1.wav".utf8))
    let set = try folder.load(.folders)
    #expect(set.labels == ["breath", "cough"] && set.clips.count == 2)
    #expect(set.remarks == ["the folder notes holds no recordings"])
    #expect(
      set.dropped == [
        DroppedClip(
          clip: #"cough/caf\xe9.wav"#,
          problem: #"cough/caf\xe9.wav: the name is not UTF-8; rename it"#),
        DroppedClip(
          clip: #"h\xfcsteln/1.wav"#,
          problem: #"h\xfcsteln/1.wav: the name is not UTF-8; rename it"#),
        DroppedClip(clip: "stray.wav", problem: "stray.wav is not in a folder of a class"),
      ])
    #expect(
      set.dropped.sentence(of: 5)
        == #"3 of 5 clips are dropped: cough/caf\xe9.wav, h\xfcsteln/1.wav, stray.wav"#)
    #expect([DroppedClip]().sentence(of: 5) == nil)
    #expect(
      Array(set.dropped.prefix(1)).sentence(of: 2)?.hasPrefix("1 of 2 clips is dropped") == true)
  }

  @Test func subjectsByPattern() throws {
    try folder.record("cough/anna_1.wav", "cough/deep/bert_1.wav", "breath/anna_2.wav")
    func subjects(_ pattern: String) throws -> [String?] {
      try DataSet.load(layout: .folders, at: folder.path + "//", subjectPattern: pattern).clips
        .map(\.subject)
    }
    #expect(try subjects("([a-z]+)_") == ["anna", "anna", "bert"])
    #expect(try subjects("[a-z]+_[0-9]") == ["anna_2", "anna_1", "bert_1"])
    // As the page of layouts says.
    #expect(try subjects("([^/_]+)_[^/]*$") == ["anna", "anna", "bert"])
    #expect(throws: DataSetError.noSubject(clip: "breath/anna_2.wav")) { try subjects("^([^/]+)/") }
    #expect(throws: DataSetError.noSubject(clip: "cough/deep/bert_1.wav")) {
      try subjects("anna")
    }
    do {
      _ = try subjects("(")
      Issue.record("no error")
    } catch DataSetError.badPattern(let pattern, _) {
      #expect(pattern == "(")
    }
    #expect(
      throws: DataSetError.patternUnused(root: folder.path, layout: "esc10")
    ) { try DataSet.load(layout: .esc10, at: folder.path, subjectPattern: "a") }
  }

  @Test func subjectsByFolder() throws {
    try folder.record("cough/anna/1.wav", "cough/bert/1.wav", "breath/anna/2.wav")
    let set = try DataSet.load(
      layout: .folders, at: folder.path, subjectPattern: "^([^/]+)/")
    #expect(set.clips.map(\.subject) == ["anna", "anna", "bert"])
  }

  @Test func classesInAGivenOrder() throws {
    try folder.record("cough/1.wav", "breath/2.wav")
    let set = try folder.load(.folders)
    let given = try set.withClasses(["sneeze", "cough", "breath"])
    #expect(given.labels == ["sneeze", "cough", "breath"])
    #expect(given.clips.map { given.labels[$0.label] } == ["breath", "cough"])
    #expect(throws: DataSetError.repeatedClass(label: "a")) { try set.withClasses(["a", "a"]) }
    #expect(throws: DataSetError.missingClasses(dataSet: set.name, labels: ["breath"])) {
      try set.withClasses(["cough"])
    }
  }

  @Test func subjectsByList() throws {
    try folder.record("cough/1.wav", "breath/2.wav")
    try folder.write(
      "subjects.csv", "subject,file\nanna,cough/1.wav\nbert,breath/2.wav\ncarl,3.wav\n")
    let set = try folder.load(.folders)
    #expect(try Layout.detect(at: folder.path) == .folders)
    #expect(set.clips.map(\.subject) == ["bert", "anna"])
    #expect(
      folder.remarks(of: set) == ["subjects.csv: 3.wav is not in a folder of a class"])

    try folder.write("subjects.csv", "subject,file\nanna,cough/1.wav\n")
    #expect(
      folder.complaint(.folders) == "breath/2.wav: has no subject; name it in the list's column "
        + "subject, in subjects.csv or by data.subjects, or use folds that ignore subjects")
    try folder.write("subjects.csv", "subject,file\nanna,cough/1.wav\nbert,cough/1.wav\n")
    #expect(
      folder.complaint(.folders)
        == "subjects.csv:3: cough/1.wav was subject anna above; correct one of the two")
  }

  @Test func partitions() throws {
    try folder.record("train/cough/1.wav", "train/breath/2.wav", "test/cough/3.wav")
    let set = try folder.load(.folders)
    #expect(set.labels == ["breath", "cough"])
    #expect(
      set.clips.map(\.path) == ["test/cough/3.wav", "train/breath/2.wav", "train/cough/1.wav"])
    #expect(set.clips.map(\.label) == [1, 0, 1])
    #expect(set.clips.map(\.partition) == [.test, .training, .training])

    try folder.record("wheeze/4.wav")
    #expect(
      folder.complaint(.folders) == "ROOT: wheeze stands beside folders of a split such as train; "
        + "move it out or into one")
  }

  @Test func nothing() throws {
    #expect(folder.complaint(.folders) == "ROOT: holds no clips; check that it is the right place")
    #expect(throws: DataSetError.unknownLayout(root: folder.path)) {
      try Layout.detect(at: folder.path)
    }
    #expect(
      DataSetError.unknownLayout(root: "x").description
        == "x: no known layout; name one of dcase2021, "
        + "icbhi2017, esc50, esc10, urbansound8k, dcase2013, csv, folders")
    #expect(
      folder.complaint(.folders, "nowhere")
        == "nowhere: no such file or folder; name the folder of the data set")
    #expect(throws: DataSetError.self) { try Layout.detect(at: folder.path + "/nowhere") }
  }
}
