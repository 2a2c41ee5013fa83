import Basics
import TestSupport
import Testing

@Suite struct FileLockTests {
  @Test func oneAtATime() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("lock")
    var first = try FileLock(path)
    #expect(first != nil)
    #expect(try FileLock(path) == nil)
    // Trying has not taken it away.
    #expect(try FileLock(path) == nil)
    first = nil
    #expect(try FileLock(path) != nil)
    #expect(throws: FileError.self) { try FileLock(folder.file("none/lock")) }
  }
}
