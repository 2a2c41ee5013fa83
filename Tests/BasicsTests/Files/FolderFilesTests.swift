import Basics
import Foundation
import TestSupport
import Testing

@Suite struct FolderFilesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func everyFileThatIsWanted() throws {
    for name in ["b", "a/z", "a/b/c", ".hidden", ".git/x", "a/.x", "no"] {
      try folder.write(name, "")
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link"), withDestinationPath: folder.file("a"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("gone"), withDestinationPath: folder.file("nothing"))
    let files = try FolderFiles(in: folder.path) { $0 != "no" }
    #expect(files.paths == ["a/b/c", "a/z", "b", "gone"] && files.misnamed.isEmpty)
  }

  @Test func namesOfAnyBytes() throws {
    try folder.makeFolder(bytesNamed: [0xC3])
    try folder.write(bytesNamed: [0xC3, 0x2F, 0x61])
    try folder.write(bytesNamed: [0xC3, 0xA4])
    let files = try FolderFiles(in: folder.path) { _ in true }
    #expect(files.paths == ["ä"] && files.misnamed == [#"\xc3/a"#])
  }

  @Test func whatCannotBeRead() {
    let path = folder.file("none")
    #expect(throws: FileError.system(path, .read, errno: ENOENT)) {
      try FolderFiles(in: path) { _ in true }
    }
  }
}
