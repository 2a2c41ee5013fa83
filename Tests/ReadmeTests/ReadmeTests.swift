import Foundation
import Testing

/// What the pages of the repository promise.
@Suite(.serialized) struct ReadmeTests {
  @Test("every command of a README works", arguments: Repository.readmes)
  func commands(_ page: Page) throws {
    let workplace = try Workplace()
    for command in page.commands where CommandLists.isRun(command) {
      let shell = try workplace.run(CommandLists.quick(command))
      try #require(shell.status == 0, "\(page.path): \(command)\n\(shell.output.suffix(2_000))")
    }
  }

  /// The list that the page shows, and the folders that it shows with their patterns: theo is held
  /// out, and nobody else.
  @Test("lists and folders of one's own are read as written") func ownData() throws {
    let page = try #require(Repository.page("Models/recipes/README.md"))
    let list = try #require(page.blocks.first { $0.lines[0].hasPrefix("file,label,") })
    let patterns = page.text.matches(of: /\| `([^`]*anna[^`]*)` \| `({"subjects": [^`]*)` \|/)
    #expect(patterns.count == 2)
    let workplace = try Workplace()
    for name in ["0412", "0413"] { try workplace.record("list/night/\(name).wav") }
    try workplace.write(list.lines.joined(separator: "\n"), to: "list/own.csv")
    try workplace.writeRecipe("{}", to: "list.json")
    #expect(try workplace.heldOut(data: "list", recipe: "list.json") == ["night/0413.wav"])
    for (number, pattern) in patterns.enumerated() {
      let paths = ["snore", "quiet"].flatMap { label in
        ["anna", "theo"].map {
          String(pattern.1).replacing("anna", with: $0).replacing("snore", with: label)
        }
      }
      for path in paths { try workplace.record("own\(number)/\(path)") }
      try workplace.writeRecipe(String(pattern.2), to: "own\(number).json")
      #expect(
        try workplace.heldOut(data: "own\(number)", recipe: "own\(number).json")
          == paths.filter { $0.contains("theo") }.sorted())
    }
  }

  @Test("every option on a page exists") func options() throws {
    let help = ToolHelp(try Workplace())
    for page in Repository.pages {
      for command in page.blocks.flatMap(\.commands) {
        let mistakes = try help.mistakes(command)
        #expect(mistakes.isEmpty, "\(page.path): \(command)")
      }
    }
    #expect(try help.mistakes("stapes size a.stapes --max-rum 3") != [])
    #expect(try help.mistakes("Tools/demo --slow") != [])
    #expect(try help.mistakes("a/stapes silence --json") != [])
  }

  @Test("commands stand in blocks of the language sh", arguments: Repository.readmes)
  func languages(_ page: Page) {
    for block in page.blocks where block.language.isEmpty {
      let commands = block.lines.filter { $0.hasPrefix("stapes ") || $0.hasPrefix("Tools/") }
      #expect(commands.isEmpty, "\(page.path)")
    }
  }

  @Test("no list has an entry that matches nothing") func lists() {
    let commands = Repository.readmes.flatMap(\.commands)
    for entry in CommandLists.unrun + CommandLists.quickened {
      #expect(commands.contains { $0.hasPrefix(entry.start) }, "\(entry.start)")
    }
  }

  @Test("links lead to files") func links() {
    #expect(Repository.pages.count > 5)
    for page in Repository.pages {
      for link in page.links {
        let file = page.folder.appending(path: link).standardizedFileURL
        #expect(Self.exists(file), "\(page.path): \(link)")
      }
    }
  }

  @Test("the door is short, and its figures are measured") func door() throws {
    let door = try #require(Repository.page("README.md"))
    #expect(door.text.split(separator: "\n", omittingEmptySubsequences: false).count <= 151)
    let benchmarks = try #require(Repository.page("Tests/Benchmarks.md"))
    let measured = benchmarks.text.replacing(",", with: "")
    let figures = door.text.matches(of: /[0-9]{1,3}(,[0-9]{3})+/)
    #expect(figures.count == 6)
    for figure in figures {
      let digits = figure.0.replacing(",", with: "")
      #expect(measured.contains(" \(digits) "), "\(figure.0)")
    }
  }

  @Test("the page of the house names every folder of Sources") func house() throws {
    let house = try #require(Repository.page("Sources/README.md"))
    for folder in try Repository.sourceFolders() {
      #expect(house.text.contains("`\(folder)`"), "\(folder)")
    }
  }

  private static func exists(_ url: URL) -> Bool {
    FileManager.default.fileExists(atPath: url.path())
  }
}
