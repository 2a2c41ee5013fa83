import Basics
import Foundation
import TestSupport
import Testing

@Suite struct FolderTests {
  @Test(arguments: [
    ("a/b", "a"), ("a/b/", "a"), ("/a/b", "/a"), ("/a", "/"), ("/", "/"), ("b", "."), ("./b", "."),
    ("", "."),
  ])
  func parents(path: String, parent: String) {
    #expect(Folder.parent(of: path) == parent)
  }

  @Test func madeWithThoseAround() throws {
    let folder = try TemporaryFolder()
    for _ in 0..<2 {
      try Folder.make(folder.file("a/b/c/"))
      #expect(try Folder.names(in: folder.file("a/b")) == ["c"])
    }
    try folder.write("file", "")
    #expect(throws: FileError.isInUse(folder.file("file"))) {
      try Folder.make(folder.file("file"))
    }
    #expect(throws: FileError.system(folder.file("file/a"), .written, errno: ENOTDIR)) {
      try Folder.make(folder.file("file/a"))
    }
    #expect(throws: FileError.missing(folder.file("none"))) {
      try Folder.names(in: folder.file("none"))
    }
  }
}
