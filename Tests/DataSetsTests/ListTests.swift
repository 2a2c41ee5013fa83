import DataSets
import TestSupport
import Testing

/// Comma- and tab-separated text, seen through lists of clips.
@Suite struct ListTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.record("a.wav", "b.wav", "c, d.wav")
  }

  @Test func plain() throws {
    try folder.write("clips.csv", "file,label\na.wav,dog\nb.wav,cat\n")
    let set = try folder.load(.csv)
    #expect(set.name == "clips")
    #expect(set.root == folder.path)
    #expect(set.labels == ["cat", "dog"])
    #expect(set.clips == [Clip(path: "a.wav", label: 1), Clip(path: "b.wav", label: 0)])
    #expect(set.remarks.isEmpty)
    #expect(set.path(of: set.clips[0]) == folder.path + "/a.wav")
    #expect(try folder.load(.csv, "clips.csv") == set)
    #expect(try Layout.detect(at: folder.path + "/clips.csv") == .csv)
  }

  /// The same list, written by different hands.
  @Test(arguments: [
    "file,label\r\na.wav,dog\r\nb.wav,cat\r\n",
    "file,label\ra.wav,dog\rb.wav,cat",
    "\u{FEFF}file,label\na.wav,dog\nb.wav,cat",
    "\n\r\n  \t\n,\n\u{20}file , label \n\n a.wav\t,  dog  \n,,\nb.wav,cat\n\n\n",
    "\"file\",\"label\"\n\"a.wav\" , \"dog\"\t\n\"b.wav\",cat\n",
    "file;label\na.wav;dog\nb.wav;cat\n",
    "file\tlabel\na.wav\tdog\nb.wav\tcat\n",
    "FILE,Label,\na.wav,dog,\nb.wav,cat,,,\n",
  ])
  func spellings(text: String) throws {
    try folder.write("clips.csv", text)
    let set = try folder.load(.csv)
    #expect(set.labels == ["cat", "dog"])
    #expect(set.clips == [Clip(path: "a.wav", label: 1), Clip(path: "b.wav", label: 0)])
  }

  @Test func quotedFields() throws {
    try folder.write(
      "clips.csv",
      "label,note,file\r\n\"a \"\"b\"\", c\",\"two\r\nlines, \"\"quoted\"\"\",\"c, d.wav\"\r\n"
        + "5\" disk,\"\",a.wav\r\n")
    let set = try folder.load(.csv)
    #expect(set.labels == ["5\" disk", "a \"b\", c"])
    #expect(
      set.clips == [
        Clip(path: "c, d.wav", label: 1, attributes: ["note": "two\r\nlines, \"quoted\""]),
        Clip(path: "a.wav", label: 0),
      ])
  }

  @Test(arguments: [
    (
      "file,label\n\n\"a\nb\",x\na.wav\n",
      "clips.csv:5: has 1 fields instead of 2; correct the line, or quote "
        + "fields that contain the separator"
    ),
    (
      "file,label\na.wav,dog,brown\n",
      "clips.csv:2: has 3 fields instead of 2; correct the line, or quote "
        + "fields that contain the separator"
    ),
    (
      "file,label\na.wav,\"dog\nb.wav,cat\n",
      "clips.csv:2: a quoted field has no proper end; double the quotes inside it"
    ),
    (
      "file,label\n\n\"a\"b.wav,dog\n",
      "clips.csv:3: a quoted field has no proper end; double the quotes inside it"
    ),
    ("\nfile,class\na.wav,dog\n", "clips.csv:2: the column label is missing; found file, class"),
    ("file,label,file\n", "clips.csv:1: the column file stands twice; rename one"),
    ("file,label\na.wav,\n", "clips.csv:2: label is \"\"; it must be given"),
    (
      "file,label\na.wav,dog\nb.wav,dog;;cat\n",
      "clips.csv:3: label is \"dog;;cat\"; it must be one label, or several with a ; between each two"
    ),
    (
      "file,label\na.wav,;dog\n",
      "clips.csv:2: label is \";dog\"; it must be one label, or several with a ; between each two"
    ),
    (
      "file,label\na.wav,dog; cat ;dog\n",
      "clips.csv:2: label is \"dog; cat ;dog\"; it must be labels of which none stands twice"
    ),
    (
      "file,label\na.wav,dog;cat\na.wav,dog\n",
      "clips.csv:3: a.wav is described otherwise in line 2; correct one of the two"
    ),
    ("", "clips.csv: holds no clips; check that it is the right place"),
    ("file,label\n", "clips.csv: holds no clips; check that it is the right place"),
    (
      "file,label,fold\na.wav,dog,one\n",
      "clips.csv:2: fold is \"one\"; it must be a whole number of at least 0"
    ),
    (
      "file,label,partition\na.wav,dog,some\n",
      "clips.csv:2: partition is \"some\"; it must be train, validation or test"
    ),
    (
      "file,label,start\na.wav,dog,1\n",
      "clips.csv:1: the column end is missing; found file, label, start"
    ),
    (
      "file,label,start,end\na.wav,dog,0,nan\n",
      "clips.csv:2: end is \"nan\"; it must be a time in seconds from 0 on, with a decimal point"
    ),
    (
      "file,label,start,end\na.wav,dog,-1,1\n",
      "clips.csv:2: start is \"-1\"; it must be a time in seconds from 0 on, with a decimal point"
    ),
    (
      "file,label\na.wav,dog\na.wav,cat\n",
      "clips.csv:3: a.wav is described otherwise in line 2; correct one of the two"
    ),
    (
      "file,label\na.wav,dog\n1.wav,x\n2.wav,x\n3.wav,x\n4.wav,x\n4.wav,x\n",
      "ROOT: 4 of 5 recordings are missing (1.wav, 2.wav, 3.wav, …); unpack the audio again or take "
        + "them off the list"
    ),
  ])
  func mistakes(text: String, complaint: String) throws {
    try folder.write("clips.csv", text)
    #expect(folder.complaint(.csv) == complaint)
  }

  @Test(arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80]] as [[UInt8]])
  func notUTF8(bytes: [UInt8]) throws {
    try folder.write("clips.csv", bytes: Array("file,label\r\na.wav,".utf8) + bytes + [0x0A])
    #expect(folder.complaint(.csv) == "clips.csv:2: is not UTF-8; save the list as UTF-8")
  }

  @Test func everyColumn() throws {
    try folder.write(
      "clips.csv",
      """
      Device,end,start,partition,fold,subject,label,file
      phone,0.05,0,train,0,anna,10,a.wav
      ,0.09,0.05,VAL,1,anna,9,a.wav
      ,,,Evaluation,3,bert,9,b.wav
      phone,0.02,0.02,test,3,bert,9,b.wav
      ,,,Evaluation,3,bert,9,b.wav
      ,,,,,,9,"\(folder.path)/c, d.wav"
      """)
    let set = try folder.load(.csv)
    #expect(set.labels == ["9", "10"])
    #expect(
      set.clips == [
        Clip(
          path: "a.wav", segment: Segment(start: 0, end: 0.05), label: 1, subject: "anna", fold: 0,
          partition: .training, attributes: ["device": "phone"]),
        Clip(
          path: "a.wav", segment: Segment(start: 0.05, end: 0.09), label: 0, subject: "anna",
          fold: 1, partition: .validation),
        Clip(path: "b.wav", label: 0, subject: "bert", fold: 3, partition: .test),
        Clip(path: folder.path + "/c, d.wav", label: 0),
      ])
    #expect(set.path(of: set.clips[3]) == folder.path + "/c, d.wav")
    #expect(
      set.dropped == [
        DroppedClip(
          clip: "b.wav 0.02–0.02 s",
          problem:
            "\(folder.path)/clips.csv:5: the segment from 0.02 to 0.02 s does not end after its "
            + "start")
      ])
    #expect(
      folder.remarks(of: set) == [
        "clips.csv:6: b.wav is listed again, first in line 4; left out",
        "no clips are in the folds 2",
        "1 of 4 clips are in no part of the published split",
        "the published split does not keep apart subject anna",
      ])
  }

  /// The same clips, with commas and with semicolons between the fields.
  @Test(arguments: [
    "file,label\na.wav,rain;9; dog\nb.wav,dog\n",
    "file;label\na.wav;\"rain;9; dog\"\nb.wav;dog\n",
  ])
  func severalLabels(text: String) throws {
    try folder.write("clips.csv", text)
    let set = try folder.load(.csv)
    #expect(set.labels == ["9", "dog", "rain"])
    #expect(
      set.clips == [
        Clip(path: "a.wav", label: 2, furtherLabels: [0, 1]), Clip(path: "b.wav", label: 1),
      ])
    #expect(set.clips[0].allLabels == [2, 0, 1])
    #expect(set.clipWithSeveralLabels == set.clips[0])
    #expect(set.labelCounts([0, 1]) == [1, 2, 1] && set.labelCounts([1]) == [0, 1, 0])
  }

  @Test func severalLists() throws {
    try folder.write("one.csv", "file,label\na.wav,dog\n")
    try folder.write("two.tsv", "file\tlabel\nb.wav\tcat\n")
    #expect(
      folder.complaint(.csv) == "ROOT: holds several lists (one.csv, two.tsv); name one of them")
    #expect(try folder.load(.csv, "two.tsv").labels == ["cat"])
    #expect(folder.complaint(.csv, "three.csv").hasPrefix("three.csv: no such file or folder;"))
  }
}
