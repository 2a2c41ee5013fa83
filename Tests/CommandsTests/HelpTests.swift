import Foundation
import Testing
import TestSupport

/// The help texts, whole, as the built tool shows them.
@Suite struct HelpTests {
  private static let commands = [
    "describe", "init", "train", "evaluate", "dump", "report", "calibrate", "compile", "import",
    "export", "inspect", "verify", "run", "size", "check", "synthesize", "reference",
  ]

  @Test(.golden("swift")) func helpTextsAreTheCommittedOnes() throws {
    let folder = try TemporaryFolder()
    var text = try ToolRun("--help", in: folder.url).output
    for command in Self.commands {
      let help = try ToolRun(command, "--help", in: folder.url)
      #expect(help.status == 0)
      text += "\n--- stapes \(command) --help\n" + help.output
    }
    let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Golden/help.txt")
    if GoldenFiles.areRewritten {
      try Data(text.utf8).write(to: golden)
    }
    #expect(text == String(decoding: try Data(contentsOf: golden), as: UTF8.self))
  }

  @Test func overviewNamesEveryCommand() throws {
    let folder = try TemporaryFolder()
    let help = try ToolRun(in: folder.url)
    #expect(help.status == 0)
    for command in Self.commands { #expect(help.output.contains("\n  \(command) ")) }
  }

  @Test func version() throws {
    let folder = try TemporaryFolder()
    #expect(try ToolRun("--version", in: folder.url).output == "stapes 0.1.0\n")
  }
}
