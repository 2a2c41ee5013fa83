import Foundation
import TestSupport
import Testing

/// Streams that are closed, full or cut off: an error and a status, and no trap.
@Suite struct OutputTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.writeSmallModel()
    let sound = ["synthesize", "sound", "--rate", "8000", "--seconds", "0.2", "-o", "sound.wav"]
    try #require(try ToolRun(sound, in: folder.url).status == 0)
  }

  /// Runs a command line of a shell, in which `stapes` is the tool.
  private func shell(_ line: String) throws -> ProgramRun {
    try ProgramRun(
      URL(filePath: "/bin/bash"),
      ["-c", "stapes() { \"\(ToolRun.tool.path())\" \"$@\"; }; \(line)"], in: folder.url)
  }

  @Test(arguments: [
    "--help", "--version", "help compile", "describe small.json", "describe small.json --json",
    "inspect small.stapes", "inspect small.stapes --library", "size small.stapes",
    "run small.stapes sound.wav", "run small.stapes sound.wav --json", "reference",
    "verify small.stapes --inputs 1 --seconds 0.1", "check small.stapes --max-file 1MiB",
    "init small.json -o again.safetensors",
  ])
  func resultsThatAreLost(_ command: String) throws {
    for (stream, reason) in [
      (">/dev/full", "No space left on device; make room or write elsewhere"),
      (">&-", "Bad file descriptor"),
    ] {
      let run = try shell("stapes \(command) \(stream)")
      #expect(run.status == 1)
      #expect(run.error == "stapes: standard output: cannot be written: \(reason)\n")
    }
  }

  @Test(arguments: ["2>/dev/full", "2>&-"]) func errorsThatAreLost(_ stream: String) throws {
    #expect(try shell("stapes inspect none \(stream)").status == 1)
    #expect(try shell("stapes inspekt none \(stream)").status == 64)
    #expect(try shell("stapes inspect none >&- <&- \(stream)").status == 1)
    let made = try shell("stapes compile small.safetensors -o new.stapes >&- <&- \(stream)")
    #expect(made.status == 1)
    // Nothing that is printed landed in the file.
    #expect(try folder.bytes("new.stapes") == folder.bytes("small.stapes"))
  }

  @Test func aReaderThatHasSeenEnough() throws {
    let run = try shell("stapes describe aemnet-dw | true; echo ${PIPESTATUS[0]}")
    #expect(run.output == "\(128 + SIGPIPE)\n" || run.output == "0\n")
    #expect(run.error == "")
  }

  @Test func anErrorIsOneLine() throws {
    let run = try ToolRun("inspect", "a\nb\u{1B}[31m", in: folder.url)
    #expect(run.error.hasPrefix(#"stapes: a\u{a}b\u{1b}[31m: no such file"#))
    #expect(run.error.split(separator: "\n").count == 1)
  }
}
