import Audio
import Basics
import Foundation
import LungSounds
import TestSupport
import Testing

/// The folder.
@Suite struct WriteTests {
  private let parent: TemporaryFolder
  private let set: LungSoundSet

  init() throws {
    parent = try TemporaryFolder()
    var settings = LungSoundSettings()
    settings.subjects = 2
    settings.seconds = 6...6
    settings.rate = 4_000
    set = LungSoundSet(settings)
  }

  private func path(_ name: String) -> String { parent.file(name) }

  @Test func layoutIsThatOfICBHI() throws {
    var parts: [Double] = []
    try set.write(to: path("lungs")) { parts.append($0) }
    #expect(parts == [0.25, 0.5, 0.75, 1])
    #expect(parent.names == ["lungs"])
    #expect(
      try parent.names(in: "lungs")
        == ["ICBHI_challenge_train_test.txt", "audio_and_txt_files", "origin.txt"])
    let expected = set.recordings.flatMap { [$0.name + ".txt", $0.name + ".wav"] }
    #expect(try parent.names(in: "lungs/audio_and_txt_files") == expected.sorted())

    let split = try parent.text("lungs/ICBHI_challenge_train_test.txt")
    #expect(
      split == set.recordings.map { "\($0.name)\t\($0.isTraining ? "train" : "test")\n" }.joined())
    for recording in set.recordings {
      let base = path("lungs/audio_and_txt_files/\(recording.name)")
      let sound = try Recording.read(base + ".wav")
      #expect(sound == Recording(samples: recording.samples(), rate: 4_000))
      let lines = try String(contentsOfFile: base + ".txt", encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.last == "")
      let cycles = lines.dropLast().map { line in line.split(separator: "\t").map(String.init) }
      #expect(cycles.map { Double($0[0]) } == recording.cycles.map(\.start))
      #expect(cycles.map { Double($0[1]) } == recording.cycles.map(\.end))
      #expect(cycles.map { $0[2] == "1" } == recording.cycles.map(\.label.hasCrackles))
      #expect(cycles.map { $0[3] == "1" } == recording.cycles.map(\.label.hasWheezes))
    }
  }

  @Test func anAnnotationIsALineOfFour() throws {
    let line = try #require(set.recordings.first?.cycles.first?.annotation)
    #expect(line.wholeMatch(of: #/[0-9]+\.[0-9]{3}\t[0-9]+\.[0-9]{3}\t[01]\t[01]/#) != nil)
  }

  @Test func anEmptyFolderIsFilledAndAFullOneRefused() throws {
    try parent.makeFolder("lungs")
    try set.write(to: path("lungs/"))
    #expect(try parent.names(in: "lungs").count == 3)
    #expect(throws: FileError.isInUse(path("lungs"))) {
      try set.write(to: path("lungs"))
    }
    let file = path("lungs/ICBHI_challenge_train_test.txt")
    #expect(throws: FileError.isInUse(file)) { try set.write(to: file) }
    #expect(parent.names == ["lungs"])
    try set.write(to: path("new/lungs"))
    #expect(try parent.names(in: "new") == ["lungs"])
  }

  @Test func nothingIsLeftOfAWriteThatFails() throws {
    // The progress is the only place where a caller can get in the way: take the folder's name.
    #expect(throws: FileError.system(path("lungs"), .written, errno: ENOTEMPTY)) {
      try set.write(to: path("lungs")) { _ in
        try? parent.makeFolder("lungs/taken")
      }
    }
    #expect(parent.names == ["lungs"])
    #expect(try parent.names(in: "lungs") == ["taken"])
  }
}
