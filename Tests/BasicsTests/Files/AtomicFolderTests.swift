import Basics
import Foundation
import TestSupport
import Testing

@Suite struct AtomicFolderTests {
  @Test func aFolderIsThereWholeOrNotAtAll() throws {
    struct Stop: Error {}
    let temporary = try TemporaryFolder()
    let folder = temporary.path
    let path = folder + "/new/one"
    #expect(throws: Stop.self) {
      try AtomicFolder.make(path) { folder in
        try AtomicFile.write([1], to: folder + "/a")
        throw Stop()
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/new") == [])
    try AtomicFolder.make(path) { folder in
      try AtomicFile.write([1], to: folder + "/a")
      #expect(!FileManager.default.fileExists(atPath: path))
    }
    #expect(try WholeFile.read(path + "/a") == [1])
    // An error has the name that the reader knows.
    #expect(throws: FileError.system(folder + "/two/a", .written, errno: ENOSPC)) {
      try AtomicFolder.make(folder + "/two") {
        throw FileError.system($0 + "/a", .written, errno: ENOSPC)
      }
    }
    // Nothing is mixed with what is there.
    #expect(throws: FileError.isInUse(path)) { try AtomicFolder.make(path) { _ in } }
    #expect(throws: FileError.isInUse(path + "/a")) { try AtomicFolder.check(path + "/a") }
    #expect(try WholeFile.read(path + "/a") == [1])
    try FileManager.default.createDirectory(
      atPath: folder + "/empty", withIntermediateDirectories: true)
    try AtomicFolder.make(folder + "/empty") { try AtomicFile.write([2], to: $0 + "/b") }
    #expect(try WholeFile.read(folder + "/empty/b") == [2])
    #expect(temporary.names == ["empty", "new"])
  }
}
