import Foundation
import Interchange
import Testing

/// A folder that lives as long as the test.
private final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/interchange-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func callAsFunction(_ name: String) -> String { path + "/" + name }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}

@Test func writesAndReadsAFile() throws {
  let folder = try TemporaryFolder()
  try sample.write(to: folder("a.safetensors"))
  #expect(try SafetensorsFile.read(contentsOf: folder("a.safetensors")) == sample)
  #expect(try WholeFile.read(folder("a.safetensors")) == sampleBytes)
  #expect(try folder.names == ["a.safetensors"])
}

@Test func errorsNameTheFile() throws {
  let folder = try TemporaryFolder()
  let path = folder("a.safetensors")
  try AtomicFile.write([1, 2, 3], to: path)
  let malformed = SafetensorsFileError.contents(.truncatedLength(fileBytes: 3), path: path)
  #expect(throws: malformed) { try SafetensorsFile.read(contentsOf: path) }
  #expect(malformed.description.hasPrefix("\(path): 3 bytes are too few"))
  #expect(throws: SafetensorsFileError.file(.missing(folder("b")))) {
    try SafetensorsFile.read(contentsOf: folder("b"))
  }

  let reserved = SafetensorsFile(
    tensors: [NamedTensor(name: "__metadata__", dtype: .uint8, shape: [0], bytes: [])])
  #expect(throws: SafetensorsFileError.contents(.reservedName("__metadata__"), path: path)) {
    try reserved.write(to: path)
  }
  #expect(throws: SafetensorsFileError.file(.isFolder(folder.path))) {
    try sample.write(to: folder.path)
  }
  #expect(try WholeFile.read(path) == [1, 2, 3])
}

@Test(arguments: [0, 1, 65_535, 65_536, 65_537, 1_000_000]) func everySize(count: Int) throws {
  let folder = try TemporaryFolder()
  let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
  try AtomicFile.write(bytes, to: folder("x"))
  #expect(try WholeFile.read(folder("x")) == bytes)
}

@Test func replacesAFileAndKeepsItsPermissions() throws {
  let folder = try TemporaryFolder()
  try AtomicFile.write([1], to: folder("x"))
  try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder("x"))
  try AtomicFile.write([2, 3], to: folder("x"))
  #expect(try WholeFile.read(folder("x")) == [2, 3])
  let attributes = try FileManager.default.attributesOfItem(atPath: folder("x"))
  #expect(attributes[.posixPermissions] as? Int == 0o600)
}

@Test func followsALink() throws {
  let folder = try TemporaryFolder()
  try AtomicFile.write([1], to: folder("x"))
  try FileManager.default.createSymbolicLink(
    atPath: folder("link"), withDestinationPath: folder("x"))
  try AtomicFile.write([2], to: folder("link"))
  #expect(try WholeFile.read(folder("x")) == [2])
  #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder("link")) == folder("x"))
}

@Test func aReaderNeverSeesAPart() async throws {
  let folder = try TemporaryFolder()
  let path = folder("x")
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
  #expect(try folder.names == ["x"])
}

@Test func aFailedRenameLeavesNothing() throws {
  let folder = try TemporaryFolder()
  let path = folder(String(repeating: "n", count: 300))
  let error = FileError.system(path, .written, errno: ENAMETOOLONG)
  #expect(throws: error) { try AtomicFile.write([1], to: path) }
  #expect(
    error.description == "\(path): cannot be written: File name too long; give a shorter name")
  #expect(try folder.names == [])
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
      folder("b/c"), .missingFolder(folder("b/c")),
      "\(folder("b/c")): the folder to write to does not exist; make it first"
    ),
  ]
  for (path, error, message) in refusals {
    #expect(throws: error) { try AtomicFile.write([1], to: path) }
    #expect(error.description == message)
  }
  #expect(try folder.names == [])
}

@Test func refusedSources() throws {
  let folder = try TemporaryFolder()
  try AtomicFile.write([], to: folder("file"))
  let refusals: [(String, FileError, String)] = [
    ("", .invalidPath(""), "\"\": not a path; give the name of a file"),
    (
      folder("a"), .missing(folder("a")),
      "\(folder("a")): no such file; check the name and the folder"
    ),
    (folder.path, .isFolder(folder.path), "\(folder.path): is a folder; give the name of a file"),
    (
      folder("file/x"), .system(folder("file/x"), .read, errno: ENOTDIR),
      "\(folder("file/x")): cannot be read: Not a directory"
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
