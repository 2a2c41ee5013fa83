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
      ".cache/y.wav", "sub.wav/inside.aiff", "a b.opus",
    ] {
      let url = URL(filePath: folder.file(name))
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: url)
    }
  }

  @Test func sortedAndRecursive() throws {
    let expected = [
      "a b.opus", "a.FLAC", "b.wav", "sub.wav/inside.aiff", "sub/deep/x.ogg", "sub/z.mp3",
    ].map(folder.file)
    #expect(try audioFiles(in: folder.path) == expected)
    #expect(try audioFiles(in: folder.path + "/") == expected)
  }

  @Test func throughALink() throws {
    let other = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: other.file("link"), withDestinationPath: folder.path)
    #expect(try audioFiles(in: other.file("link")).count == 6)
  }

  @Test func noFolder() {
    let missing = folder.file("none")
    #expect(throws: AudioError.missing(path: missing)) { try audioFiles(in: missing) }
    let file = folder.file("b.wav")
    #expect(throws: AudioError.notAFolder(path: file)) { try audioFiles(in: file) }
  }
}
