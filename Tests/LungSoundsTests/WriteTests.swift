import Audio
import Foundation
import LungSounds
import Testing

/// The folder.
@Suite struct WriteTests {
  private let parent: URL
  private let set: LungSoundSet

  init() throws {
    parent = FileManager.default.temporaryDirectory
      .appending(component: "stapes-lungs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    var settings = LungSoundSettings()
    settings.subjects = 2
    settings.seconds = 6...6
    settings.rate = 4_000
    set = LungSoundSet(settings)
  }

  private func path(_ name: String) -> String {
    parent.appending(path: name).path(percentEncoded: false)
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(folder)).sorted()
  }

  private func remove() { try? FileManager.default.removeItem(at: parent) }

  @Test func layoutIsThatOfICBHI() throws {
    defer { remove() }
    var parts: [Double] = []
    try set.write(to: path("lungs")) { parts.append($0) }
    #expect(parts == [0.25, 0.5, 0.75, 1])
    #expect(try names("") == ["lungs"])
    #expect(
      try names("lungs")
        == ["ICBHI_challenge_train_test.txt", "audio_and_txt_files", "origin.txt"])
    let expected = set.recordings.flatMap { [$0.name + ".txt", $0.name + ".wav"] }
    #expect(try names("lungs/audio_and_txt_files") == expected.sorted())

    let split = try String(
      contentsOfFile: path("lungs/ICBHI_challenge_train_test.txt"), encoding: .utf8)
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
    defer { remove() }
    let line = try #require(set.recordings.first?.cycles.first?.annotation)
    #expect(line.wholeMatch(of: #/[0-9]+\.[0-9]{3}\t[0-9]+\.[0-9]{3}\t[01]\t[01]/#) != nil)
  }

  @Test func anEmptyFolderIsFilledAndAFullOneRefused() throws {
    defer { remove() }
    try FileManager.default.createDirectory(
      atPath: path("lungs"), withIntermediateDirectories: false)
    try set.write(to: path("lungs/"))
    #expect(try names("lungs").count == 3)
    #expect(throws: LungSoundError.notEmpty(path: path("lungs"))) {
      try set.write(to: path("lungs"))
    }
    let file = path("lungs/ICBHI_challenge_train_test.txt")
    #expect(throws: LungSoundError.notAFolder(path: file)) { try set.write(to: file) }
    #expect(throws: LungSoundError.self) { try set.write(to: path("no/such/lungs")) }
    #expect(try names("") == ["lungs"])
  }

  @Test func nothingIsLeftOfAWriteThatFails() throws {
    defer { remove() }
    // The progress is the only place where a caller can get in the way: take the folder's name.
    #expect(throws: LungSoundError.self) {
      try set.write(to: path("lungs")) { _ in
        try? FileManager.default.createDirectory(
          atPath: path("lungs/taken"), withIntermediateDirectories: true)
      }
    }
    #expect(try names("") == ["lungs"])
    #expect(try names("lungs") == ["taken"])
  }
}
