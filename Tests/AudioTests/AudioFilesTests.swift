import Audio
import Foundation
import TestSupport
import Testing

@Suite struct AudioFilesTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in [
      "b.wav", "a.FLAC", "notes.txt", "wav", ".hidden.wav", "sub/z.mp3", "sub/deep/x.ogg",
      ".cache/y.wav", "sub.wav/inside.aiff", "a b.opus", "phone.M4A",
    ] {
      let url = URL(filePath: folder.file(name))
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: url)
    }
  }

  @Test func sortedAndRecursive() throws {
    let expected = [
      "a b.opus", "a.FLAC", "b.wav", "phone.M4A", "sub.wav/inside.aiff", "sub/deep/x.ogg",
      "sub/z.mp3",
    ].map(folder.file)
    #expect(try AudioFiles(in: folder.path).paths == expected)
    #expect(try AudioFiles(in: folder.path + "/").paths == expected)
    #expect(try AudioFiles(in: folder.path).misnamed == [])
  }

  @Test func throughALink() throws {
    let other = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: other.file("link"), withDestinationPath: folder.path)
    #expect(try AudioFiles(in: other.file("link")).paths.count == 7)
  }

  /// A link that leads nowhere is a recording that is missing; one to a folder is none.
  @Test func links() throws {
    for (link, target) in [("gone.wav", "nowhere.wav"), ("folder.wav", "sub")] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.file(link), withDestinationPath: folder.file(target))
    }
    let paths = try AudioFiles(in: folder.path).paths
    #expect(paths.contains(folder.file("gone.wav")) && !paths.contains(folder.file("folder.wav")))
    #expect(throws: AudioError.missing(path: folder.file("gone.wav"))) {
      try Recording.read(folder.file("gone.wav"))
    }
  }

  @Test func namesThatAreNotUTF8() throws {
    try folder.write(bytesNamed: [0x61, 0xE9, 0x0A] + Array(".WAV".utf8))
    try folder.write(bytesNamed: [0xFF] + Array(".txt".utf8))
    #expect(try AudioFiles(in: folder.path).misnamed == [#"a\xe9\u{a}.WAV"#])
  }

  @Test func noFolder() {
    let missing = folder.file("none")
    #expect(throws: AudioError.missing(path: missing)) { try AudioFiles(in: missing) }
    let file = folder.file("b.wav")
    #expect(throws: AudioError.notAFolder(path: file)) { try AudioFiles(in: file) }
  }
}
