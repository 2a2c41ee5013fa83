import Basics
import Foundation
import TestSupport
import Testing

@Suite struct UnfinishedTests {
  @Test func theFirstWriteRemovesWhatNobodyHolds() throws {
    let folder = try TemporaryFolder()
    try folder.write(".stapes-1.partial", "of a process that was killed")
    try folder.write(".stapes-2.partial/folder/file", "and this one too")
    let held = open(try folder.write(".stapes-3.partial", "of one that lives"), O_RDONLY)
    defer { close(held) }
    flock(held, LOCK_EX)
    try folder.write(".stapes-4.whole", "another file")
    try AtomicFile.write([1], to: folder.file("x"))
    #expect(folder.names == [".stapes-3.partial", ".stapes-4.whole", "x"])
  }

  @Test func aFolderRemovesThemToo() throws {
    let folder = try TemporaryFolder()
    try folder.write(".stapes-1.partial/file", "")
    try AtomicFolder.make(folder.file("new")) { inside in
      #expect(folder.names == [String(inside.split(separator: "/").last ?? "")])
    }
    #expect(folder.names == ["new"])
  }
}
