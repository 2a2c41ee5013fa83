import DataSets
import TestSupport
import Testing

/// ICBHI 2017.
@Suite struct LungSoundTests {
  let folder: TemporaryFolder

  private let first = "101_1b1_Al_sc_Meditron"
  private let second = "156_2b2_Tc_mc_LittC2SE"
  private let third = "156_8b3_Ar_mc_AKGC417L"

  init() throws {
    folder = try TemporaryFolder()
    for (name, text) in [
      (first, "0.036\t0.579\t0\t0\r\n0.579\t2.45\t1\t0\r\n2.45\t3.893\t0\t1\r\n"),
      (second, "0\t1.5\t1\t1\n3.0\t2.0\t0\t0\n1.5\t1.5\t0\t0\n0\t1.5\t1\t1\n"),
      (third, "\n0.1\t0.2\t0\t0\t\n"),
    ] {
      try folder.record("audio_and_txt_files/\(name).wav")
      try folder.write("audio_and_txt_files/\(name).txt", text)
    }
  }

  @Test func cycles() throws {
    try folder.write(
      "ICBHI_challenge_train_test.txt", "\(first)\ttest\r\n\(second)\ttrain\r\n\(third)\ttest\r\n")
    try folder.write("patient_diagnosis.csv", "101,URTI\n156,COPD\n")
    try folder.write("demographic_info.txt", "101 3 F NA 19 99\n156 80 M 24.5 NA NA\n")
    #expect(try Layout.detect(at: folder.path) == .icbhi2017)
    let set = try folder.load(.icbhi2017)
    #expect(set.labels == ["normal", "crackle", "wheeze", "both"])
    #expect(set.clips.map(\.label) == [0, 1, 2, 3, 0])
    #expect(set.clips.map(\.subject) == ["101", "101", "101", "156", "156"])
    #expect(set.clips.map(\.partition) == [.test, .test, .test, .training, .test])
    #expect(
      set.clips[1]
        == Clip(
          path: "audio_and_txt_files/\(first).wav", segment: Segment(start: 0.579, end: 2.45),
          label: 1, subject: "101", partition: .test,
          attributes: [
            "recording": "1b1", "location": "Al", "mode": "sc", "device": "Meditron",
            "diagnosis": "URTI", "age": "3", "sex": "F", "weight": "19", "height": "99",
          ]))
    let annotation = "audio_and_txt_files/\(second).txt"
    #expect(
      folder.problems(of: set) == [
        "\(annotation):2: the segment from 3.0 to 2.0 s does not end after its start",
        "\(annotation):3: the segment from 1.5 to 1.5 s does not end after its start",
      ])
    #expect(
      folder.remarks(of: set) == [
        "\(annotation):4: audio_and_txt_files/\(second).wav is listed again, first in line 1; left "
          + "out",
        "5 clips are here, 6898 were published",
        "the published split does not keep apart subject 156",
      ])
    #expect(try FoldPlan.published(set).folds[0].sharedSubjects(in: set) == ["156"])
  }

  @Test func otherRecordingsAreOfAnyNumber() throws {
    try folder.write("origin.txt", "Synthetic lung sounds, seed 1.\n")
    let remarks = folder.remarks(of: try folder.load(.icbhi2017))
    #expect(!remarks.contains { $0.contains("were published") })
    #expect(!remarks.isEmpty)
  }

  @Test func splitWithAnotherDevice() throws {
    try folder.write(
      "ICBHI_challenge_train_test.txt",
      "101_1b1_Al_sc_Litt3200\ttrain\n\(second)\ttrain\n999_1b1_Al_sc_Meditron\ttest\n")
    let set = try folder.load(.icbhi2017)
    #expect(set.clips.map(\.partition) == [.training, .training, .training, .training, nil])
    let remarks = folder.remarks(of: set)
    #expect(
      remarks.contains(
        "ICBHI_challenge_train_test.txt:1: 101_1b1_Al_sc_Litt3200 is taken for \(first)"))
    #expect(
      folder.problems(of: set).contains(
        "ICBHI_challenge_train_test.txt:3: 999_1b1_Al_sc_Meditron.wav is unknown"))
    #expect(remarks.contains("1 of 5 clips are in no part of the published split"))
  }

  @Test func withoutSplit() throws {
    let set = try folder.load(.icbhi2017)
    #expect(
      set.remarks.contains("ICBHI_challenge_train_test.txt is missing: there is no published split")
    )
    #expect(throws: DataSetError.noPublishedSplit(dataSet: "ICBHI 2017")) {
      try FoldPlan.published(set)
    }
  }

  @Test func oddFiles() throws {
    try folder.record("audio_and_txt_files/200_1b1_Al_sc_Meditron.wav")
    try folder.write("audio_and_txt_files/filename_format.txt", "hello")
    try folder.record("audio_and_txt_files/201_1b1_Al_sc_Meditron.wav")
    try folder.write("audio_and_txt_files/201_1b1_Al_sc_Meditron.txt", "\r\n")
    try folder.record("audio_and_txt_files/203.wav")
    try folder.write("audio_and_txt_files/203.txt", "0 1 0 0")
    let set = try folder.load(.icbhi2017)
    for problem in [
      "audio_and_txt_files/200_1b1_Al_sc_Meditron.wav has no annotation",
      "audio_and_txt_files/203.txt is not named patient_recording_location_mode_device",
      "audio_and_txt_files/201_1b1_Al_sc_Meditron.txt has no cycles",
    ] {
      #expect(folder.problems(of: set).contains(problem))
    }
    #expect(
      set.remarks.contains(
        "audio_and_txt_files/filename_format.txt is not named patient_recording_location_mode_device; "
          + "left out"))
    try folder.write("audio_and_txt_files/202_1b1_Al_sc_Meditron.txt", "0 1 0 0")
    #expect(
      folder.complaint(.icbhi2017) == "ROOT: 1 of 4 recordings are missing "
        + "(audio_and_txt_files/202_1b1_Al_sc_Meditron.wav); unpack the audio again or take them off "
        + "the list")
  }

  @Test(arguments: [
    (
      "0.1\t0.2\t0\n",
      ":1: has 3 fields instead of 4; correct the line, or quote "
        + "fields that contain the separator"
    ),
    ("0.1\t0.2\t0\t2\n", ":1: wheeze is \"2\"; it must be 1 or 0"),
    (
      "0.1\t0.2\t0\t1\n0,1\t0.2\t0\t1\n",
      ":2: start is \"0,1\"; it must be a time in seconds from 0 on, with a decimal point"
    ),
    (
      "0.1\t0.2\t0\t1\n0.1\t0.2\t1\t1\n",
      ":2: audio_and_txt_files/156_8b3_Ar_mc_AKGC417L.wav is described otherwise in line 1; correct "
        + "one of the two"
    ),
  ])
  func mistakes(text: String, complaint: String) throws {
    let name = "audio_and_txt_files/\(third).txt"
    try folder.write(name, text)
    #expect(folder.complaint(.icbhi2017) == name + complaint)
  }

  @Test func unknownPart() throws {
    try folder.write("ICBHI_challenge_train_test.txt", "\(first)\ttrainn\n")
    #expect(
      folder.complaint(.icbhi2017)
        == "ICBHI_challenge_train_test.txt:1: part is \"trainn\"; it must "
        + "be train or test")
  }

  @Test func withoutRecordings() throws {
    let empty = try TemporaryFolder()
    #expect(
      empty.complaint(.icbhi2017) == "audio_and_txt_files: no such file or folder; unpack the "
        + "recordings and annotations there")
  }
}
