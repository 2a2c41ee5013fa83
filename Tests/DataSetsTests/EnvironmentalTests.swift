import DataSets
import TestSupport
import Testing

/// ESC-50, ESC-10 and UrbanSound8K.
@Suite struct EnvironmentalTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private let header = "filename,fold,target,category,esc10,src_file,take\r\n"

  @Test func esc50() throws {
    try folder.record("audio/1-100032-A-0.wav", "audio/2-5-A-49.wav", "audio/4-5-B-41.wav")
    try folder.write(
      "meta/esc50.csv",
      header + "1-100032-A-0.wav,1,0,dog,True,100032,A\r\n2-5-A-49.wav,2,49,hand_saw,False,5,A\r\n"
        + "4-5-B-41.wav,4,41,chainsaw,True,5,B\r\n1-100032-A-0.wav,1,0,dog,True,100032,A\r\n")
    #expect(try Layout.detect(at: folder.path) == .esc50)
    let set = try folder.load(.esc50)
    #expect(set.labels.count == 50 && Set(set.labels).count == 50)
    #expect(
      set.labels[0] == "dog" && set.labels[20] == "crying_baby" && set.labels[49] == "hand_saw")
    #expect(
      set.clips == [
        Clip(
          path: "audio/1-100032-A-0.wav", label: 0, subject: "100032", fold: 1,
          attributes: ["take": "A"]),
        Clip(
          path: "audio/2-5-A-49.wav", label: 49, subject: "5", fold: 2, attributes: ["take": "A"]),
        Clip(
          path: "audio/4-5-B-41.wav", label: 41, subject: "5", fold: 4, attributes: ["take": "B"]),
      ])
    #expect(
      folder.remarks(of: set) == [
        "meta/esc50.csv:5: audio/1-100032-A-0.wav is listed again, first in line 2; left out",
        "3 clips are here, 2000 were published",
        "no clips are in the folds 3",
        "the published split does not keep apart subject 5",
      ])

    let ten = try folder.load(.esc10)
    #expect(ten.name == "ESC-10")
    #expect(
      ten.labels == [
        "dog", "rooster", "rain", "sea_waves", "crackling_fire", "crying_baby", "sneezing",
        "clock_tick", "helicopter", "chainsaw",
      ])
    #expect(ten.clips.map(\.label) == [0, 9])
  }

  @Test func esc10() throws {
    try folder.record("audio/a.flac")
    try folder.write("meta/esc10.csv", header + "a.flac,5,38,clock_tick,True,1,A\n")
    #expect(try Layout.detect(at: folder.path) == .esc10)
    #expect(try folder.load(.esc10).clips.map(\.label) == [7])
  }

  @Test(arguments: [
    (
      "a.wav,6,0,dog,True,1,A",
      "meta/esc50.csv:2: fold is \"6\"; it must be a whole number from 1 to 5"
    ),
    (
      "a.wav,1,1,dog,True,1,A",
      "meta/esc50.csv:2: target is \"1\"; it must be 0, the number of dog"
    ),
    ("a.wav,1,0,dog,False,1,A", "meta/esc50.csv:2: esc10 is \"False\"; it must be True"),
    ("a.wav,1,2,pig,True,1,A", "meta/esc50.csv:2: esc10 is \"True\"; it must be False"),
    ("a.wav,1,2,pig,no,1,A", "meta/esc50.csv:2: esc10 is \"no\"; it must be True or False"),
    (
      "a.wav,1,2,pig,False,1,A",
      "ROOT: 1 of 1 recordings are missing (audio/a.wav); unpack the audio again or take them off "
        + "the list"
    ),
  ])
  func escMistakes(row: String, complaint: String) throws {
    try folder.write("meta/esc50.csv", header + row + "\n")
    #expect(folder.complaint(.esc50) == complaint)
  }

  @Test func escUnknownLabel() throws {
    try folder.write("meta/esc50.csv", header + "a.wav,1,2,unicorn,False,1,A")
    let complaint = folder.complaint(.esc50)
    #expect(complaint.hasPrefix("meta/esc50.csv:2: \"unicorn\" is no label; choose one of dog, "))
  }

  @Test func escWithoutList() {
    #expect(
      folder.complaint(.esc10)
        == "meta/esc50.csv: no such file or folder; unpack the data set again "
        + "or check its root")
  }

  private let urbanHeader = "slice_file_name,fsID,start,end,salience,fold,classID,class\n"

  @Test func urbanSound() throws {
    try folder.record("audio/fold5/100032-3-0-0.wav", "audio/fold10/7-6-0-0.wav")
    try folder.write(
      "metadata/UrbanSound8K.csv",
      urbanHeader + "100032-3-0-0.wav,100032,0.0,0.317551,1,5,3,dog_bark\n"
        + "7-6-0-0.wav,7,58.5,62.5,2,10,6,gun_shot\n")
    #expect(try Layout.detect(at: folder.path) == .urbansound8k)
    let set = try folder.load(.urbansound8k)
    #expect(
      set.clips == [
        Clip(
          path: "audio/fold5/100032-3-0-0.wav", label: 3, subject: "100032", fold: 5,
          attributes: ["salience": "foreground"]),
        Clip(
          path: "audio/fold10/7-6-0-0.wav", label: 6, subject: "7", fold: 10,
          attributes: ["salience": "background"]),
      ])
    #expect(
      set.remarks == [
        "2 clips are here, 8732 were published",
        "no clips are in the folds 1 to 4, 6 to 9",
      ])
  }

  @Test(arguments: [
    (
      "a.wav,7,0,4,1,5,4,dog_bark",
      "metadata/UrbanSound8K.csv:2: classid is \"4\"; it must be 3, the number of dog_bark"
    ),
    (
      "a.wav,7,0,4,3,5,3,dog_bark",
      "metadata/UrbanSound8K.csv:2: salience is \"3\"; it must be 1 or 2"
    ),
    (
      "a.wav,7,0,4,1,11,3,dog_bark",
      "metadata/UrbanSound8K.csv:2: fold is \"11\"; it must be a whole number from 1 to 10"
    ),
  ])
  func urbanMistakes(row: String, complaint: String) throws {
    try folder.write("metadata/UrbanSound8K.csv", urbanHeader + row + "\n")
    #expect(folder.complaint(.urbansound8k) == complaint)
  }
}
