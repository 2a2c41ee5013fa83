import DataSets
import TestSupport
import Testing

/// DCASE 2021 and 2013.
@Suite struct SceneTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private let names = [
    "audio/airport-barcelona-203-6129-s1.wav", "audio/metro_station-paris-1-2-a.wav",
    "audio/tram-lyon-9-9-b.wav", "audio/tram-lyon-9-10-b.wav",
  ]

  private func writeDCASE2021(
    train: String = "filename\tscene_label\r\naudio/airport-barcelona-203-6129-s1.wav\tairport\r\n",
    evaluate: String? = "filename\tscene_label\naudio/tram-lyon-9-9-b.wav\ttram\n",
    test: String? = "filename\naudio/tram-lyon-9-9-b.wav\n"
  ) throws {
    for name in names { try folder.record(name) }
    try folder.write(
      "meta.csv",
      "filename\tscene_label\tidentifier\tsource_label\r\n\(names[0])\tairport\tbarcelona-203\ts1\r\n"
        + "\(names[1])\tmetro_station\tparis-1\ta\r\n\(names[2])\ttram\tlyon-9\tb\r\n"
        + "\(names[3])\ttram\tlyon-9\tb\r\n")
    try folder.write("evaluation_setup/fold1_train.csv", train)
    if let evaluate { try folder.write("evaluation_setup/fold1_evaluate.csv", evaluate) }
    if let test { try folder.write("evaluation_setup/fold1_test.csv", test) }
  }

  @Test func dcase2021() throws {
    try writeDCASE2021()
    #expect(try Layout.detect(at: folder.path) == .dcase2021)
    let set = try folder.load(.dcase2021)
    #expect(set.labels.count == 10)
    #expect(
      set.clips[0]
        == Clip(
          path: names[0], label: 0, subject: "barcelona-203", partition: .training,
          attributes: ["city": "barcelona", "location": "203", "device": "s1"]))
    #expect(set.clips.map { set.labels[$0.label] } == ["airport", "metro_station", "tram", "tram"])
    #expect(set.clips.map(\.partition) == [.training, nil, .test, nil])
    #expect(set.remarks == ["2 of 4 clips are in no part of the published split"])

    let plan = try FoldPlan.published(set)
    #expect(plan.folds.map(\.training) == [[0]] && plan.folds.map(\.test) == [[2]])
  }

  @Test func dcase2021WithOneTestList() throws {
    try writeDCASE2021(evaluate: nil)
    #expect(try folder.load(.dcase2021).clips.map(\.partition) == [.training, nil, .test, nil])
  }

  @Test func dcase2021WithoutTest() throws {
    try writeDCASE2021(evaluate: nil, test: nil)
    #expect(
      folder.complaint(.dcase2021)
        == "evaluation_setup/fold1_evaluate.csv: no such file or folder; "
        + "unpack the .meta archive of the data set")
  }

  @Test func dcase2021Contradictions() throws {
    try writeDCASE2021(evaluate: "filename\tscene_label\n\(names[2])\tbus\n")
    #expect(
      folder.complaint(.dcase2021)
        == "evaluation_setup/fold1_evaluate.csv:2: \(names[2]) is tram in "
        + "meta.csv; correct one of the two")
    try writeDCASE2021(test: "filename\n\(names[0])\n")
    #expect(
      folder.complaint(.dcase2021)
        == "evaluation_setup/fold1_test.csv:2: \(names[0]) is in test, but "
        + "in training as well; correct one of the two")
    try writeDCASE2021(test: "filename\naudio/bus-x-1-1-a.wav\n")
    #expect(
      folder.problems(of: try folder.load(.dcase2021)) == [
        "evaluation_setup/fold1_test.csv:2: audio/bus-x-1-1-a.wav is unknown"
      ])
  }

  @Test func dcase2021SharedPlace() throws {
    try writeDCASE2021(train: "filename\tscene_label\n\(names[3])\ttram\n")
    let set = try folder.load(.dcase2021)
    #expect(set.remarks.last == "the published split does not keep apart subject lyon-9")
  }

  @Test func dcase2021Names() throws {
    try writeDCASE2021()
    try folder.write(
      "meta.csv", "filename\tscene_label\tidentifier\tsource_label\naudio/0.wav\ttram\tx\ta\n")
    #expect(
      folder.complaint(.dcase2021) == "meta.csv:2: filename is \"audio/0.wav\"; it must be "
        + "tram-city-location-segment-device.wav")
    try folder.write(
      "meta.csv", "filename\tscene_label\tidentifier\tsource_label\naudio/0.wav\tbeach\tx\ta\n")
    #expect(
      folder.complaint(.dcase2021).hasPrefix(
        "meta.csv:2: \"beach\" is no label; choose one of airport"))
  }

  @Test func dcase2013() throws {
    try folder.record(
      "scenes_stereo/bus01.wav", "scenes_stereo/busystreet01.wav",
      "scenes_stereo/tubestation19.wav",
      "scenes_stereo/forest01.wav")
    #expect(try Layout.detect(at: folder.path) == .dcase2013)
    let set = try folder.load(.dcase2013)
    #expect(set.clips.map { set.labels[$0.label] } == ["bus", "busystreet", "tubestation"])
    #expect(set.clips.allSatisfy { $0.partition == nil })
    #expect(set.remarks == ["3 clips are here, 100 were published"])
    #expect(
      set.dropped == [
        DroppedClip(
          clip: "scenes_stereo/forest01.wav",
          problem: "scenes_stereo/forest01.wav is not named after a scene")
      ])

    try folder.record("scenes_stereo_testset/tube03.wav")
    #expect(
      try folder.load(.dcase2013).clips.map(\.partition) == [
        .training, .training, .training, .test,
      ])
  }

  @Test func dcase2013Lists() throws {
    try folder.record("scenes_stereo/bus01.wav", "other/001.wav")
    try folder.write("train.txt", "\r\nscenes_stereo/bus01.wav\r\n\r\n")
    #expect(folder.complaint(.dcase2013).hasPrefix("test.txt: no such file or folder"))
    try folder.write("test.txt", "other/001.wav   park  \n")
    let set = try folder.load(.dcase2013)
    #expect(
      set.clips == [
        Clip(path: "scenes_stereo/bus01.wav", label: 0, partition: .training),
        Clip(path: "other/001.wav", label: 4, partition: .test),
      ])
    try folder.write("test.txt", "other/001.wav\n")
    #expect(
      folder.complaint(.dcase2013).hasPrefix("test.txt:1: \"\" is no label; choose one of bus"))
    try folder.write("test.txt", "scenes_stereo/bus01.wav\n")
    #expect(
      folder.complaint(.dcase2013)
        == "test.txt:1: scenes_stereo/bus01.wav is described otherwise in "
        + "line 2; correct one of the two")
  }
}
