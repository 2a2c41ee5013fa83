import Foundation
import TestSupport
import Testing

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

  @Test("tool, C header and Python package have one version") func version() throws {
    let folder = try TemporaryFolder()
    let output = try ToolRun("--version", in: folder.url).output
    let version = try #require(output.wholeMatch(of: /stapes (\d+)\.(\d+)\.(\d+)\n/)?.output)
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    func text(_ path: String) throws -> String {
      String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)
    }
    let digits = try [version.1, version.2, version.3].map { part in
      let number = String(try #require(UInt8(part)), radix: 16)
      return String(repeating: "0", count: 2 - number.count) + number
    }
    #expect(
      try text("Sources/Device/CStapes/include/stapes.h")
        .contains("#define STAPES_VERSION 0x\(digits.joined())\n"))
    #expect(
      try text("Tools/pytorch/pyproject.toml")
        .contains("\nversion = \"\(version.1).\(version.2).\(version.3)\"\n"))
  }
}
