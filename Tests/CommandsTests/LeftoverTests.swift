import Foundation
import TestSupport
import Testing

/// What a process leaves that ends in the middle of its work.
@Suite struct LeftoverTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Starts to write a large data set, and returns when it is on the way.
  private func started() throws -> RunningProgram {
    // Whoever runs these tests may ignore a hang-up, and a child would inherit that.
    let process = try RunningProgram(
      URL(filePath: "/usr/bin/env"),
      [
        "--default-signal=HUP", ToolRun.tool.path(), "synthesize", "lungs", "-o", "lungs",
        "--subjects", "200",
      ], in: folder.url)
    while process.isRunning, !folder.names.contains(where: { $0.hasSuffix(".partial") }) {
      Thread.sleep(forTimeInterval: 0.002)
    }
    return process
  }

  @Test func theNextRunRemovesWhatAKillHasLeft() throws {
    let killed = try started()
    killed.signal(SIGKILL)
    #expect(try killed.end().wasKilled)
    #expect(folder.names.count == 1)

    // What another process still writes is left alone.
    let alive = try started()
    let next = try ToolRun("synthesize", "sound", "-o", "sound.wav", in: folder.url)
    #expect(next.status == 0)
    #expect(folder.names.count == 2 && folder.names.last == "sound.wav")
    #expect(alive.isRunning)
    alive.signal(SIGTERM)
    #expect(try alive.end().status == 1)
    #expect(folder.names == ["sound.wav"])
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func anInterruptLeavesNothing(number: Int32) throws {
    let process = try started()
    process.signal(number)
    let end = try process.end()
    #expect(!end.wasKilled && end.status == 1)
    #expect(end.error.hasSuffix("stapes: stopped; nothing is written\n"))
    #expect(folder.names == [])
  }

  /// The second one does not wait for the end of anything.
  @Test func twoInterruptsLeaveNothing() throws {
    let process = try started()
    process.signal(SIGINT)
    process.signal(SIGTERM)
    let end = try process.end()
    #expect(end.wasKilled || end.status == 1)
    #expect(folder.names == [])
  }
}
