import Basics
import Foundation
import TestSupport
import Testing

@Suite struct FileTests {
  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 1_000_000]) func everySize(count: Int) throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    try AtomicFile.write(bytes, to: folder.file("x"))
    #expect(try WholeFile.read(folder.file("x")) == bytes)
  }

  @Test func replacesAFileAndKeepsItsPermissions() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([1], to: folder.file("x"))
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: folder.file("x"))
    try AtomicFile.write([2, 3], to: folder.file("x"))
    #expect(try WholeFile.read(folder.file("x")) == [2, 3])
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("x"))
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func followsALink() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([1], to: folder.file("x"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link"), withDestinationPath: folder.file("x"))
    try AtomicFile.write([2], to: folder.file("link"))
    #expect(try WholeFile.read(folder.file("x")) == [2])
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link"))
        == folder.file("x"))
  }

  @Test func appends() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([1], to: folder.file("x"))
    try AtomicFile.append([2, 3], to: folder.file("x"))
    #expect(try WholeFile.read(folder.file("x")) == [1, 2, 3])
    #expect(throws: FileError.system(folder.file("y"), .written, errno: ENOENT)) {
      try AtomicFile.append([1], to: folder.file("y"))
    }
  }

  @Test func aReaderNeverSeesAPart() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("x")
    let contents = (0..<2).map { [UInt8](repeating: $0, count: 300_000) }
    try AtomicFile.write(contents[0], to: path)
    let writer = Task.detached {
      for round in 1..<100 { try AtomicFile.write(contents[round % 2], to: path) }
    }
    for _ in 0..<100 {
      let bytes = try WholeFile.read(path)
      #expect(contents.contains(bytes))
    }
    try await writer.value
    #expect(folder.names == ["x"])
  }

  @Test func aFailedRenameLeavesNothing() throws {
    let folder = try TemporaryFolder()
    let path = folder.file(String(repeating: "n", count: 300))
    let error = FileError.system(path, .written, errno: ENAMETOOLONG)
    #expect(throws: error) { try AtomicFile.write([1], to: path) }
    #expect(
      error.description == "\(path): cannot be written: File name too long; give a shorter name")
    #expect(folder.names == [])
  }

  @Test func refusedDestinations() throws {
    let folder = try TemporaryFolder()
    let refusals: [(String, FileError, String)] = [
      ("", .invalidPath(""), "\"\": not a path; give the name of a file"),
      ("a\0b", .invalidPath("a\0b"), "\"a\\u{0}b\": not a path; give the name of a file"),
      (folder.path, .isFolder(folder.path), "\(folder.path): is a folder; give the name of a file"),
      (
        "/dev/null", .notRegularFile("/dev/null"),
        "/dev/null: is a device, a pipe or a socket; give the name of a file"
      ),
      (
        folder.file("b/c"), .missingFolder(folder.file("b/c")),
        "\(folder.file("b/c")): the folder to write to does not exist; make it first"
      ),
    ]
    for (path, error, message) in refusals {
      #expect(throws: error) { try AtomicFile.write([1], to: path) }
      #expect(error.description == message)
    }
    #expect(folder.names == [])
  }

  @Test func refusedSources() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([], to: folder.file("file"))
    mkfifo(folder.file("fifo"), 0o600)
    try folder.write("hole", "")
    try #require(truncate(folder.file("hole"), 67_108_865) == 0)
    let refusals: [(String, FileError, String)] = [
      ("", .invalidPath(""), "\"\": not a path; give the name of a file"),
      (
        folder.file("a"), .missing(folder.file("a")),
        "\(folder.file("a")): no such file; check the name and the folder"
      ),
      (folder.path, .isFolder(folder.path), "\(folder.path): is a folder; give the name of a file"),
      (
        folder.file("file/x"), .system(folder.file("file/x"), .read, errno: ENOTDIR),
        "\(folder.file("file/x")): cannot be read: Not a directory"
      ),
      (
        "/dev/zero", .notRegularFile("/dev/zero"),
        "/dev/zero: is a device, a pipe or a socket; give the name of a file"
      ),
      (
        folder.file("fifo"), .notRegularFile(folder.file("fifo")),
        "\(folder.file("fifo")): is a device, a pipe or a socket; give the name of a file"
      ),
      (
        folder.file("hole"), .tooLarge(folder.file("hole"), bytes: 67_108_865, limit: 67_108_864),
        "\(folder.file("hole")): has 67,108,865 bytes, and 67,108,864 are the most that is read; "
          + "check that it is the right file"
      ),
    ]
    for (path, error, message) in refusals {
      #expect(throws: error) { try WholeFile.read(path) }
      #expect(error.description == message)
    }
    #expect(
      FileError.system("x", .read, errno: EACCES).description
        == "x: cannot be read: Permission denied; check the permissions of the file and its folder")
  }
}
