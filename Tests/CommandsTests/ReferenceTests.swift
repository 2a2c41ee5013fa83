import Foundation
import Testing
import TestSupport

/// Models/README.md, and the table of README.md, are what the tool prints.
@Suite struct ReferenceTests {
  @Test(.golden("swift")) func thePageIsTheCommittedOne() throws {
    let folder = try TemporaryFolder()
    let page = try ToolRun("reference", in: folder.url)
    #expect(page.status == 0, "\(page.error)")
    let golden = Self.repository.appending(path: "Models/README.md")
    if GoldenFiles.areRewritten {
      try Data(page.output.utf8).write(to: golden)
    }
    #expect(page.output == String(decoding: try Data(contentsOf: golden), as: UTF8.self))
  }

  @Test(.golden("swift")) func theTableOfTheDoorIsTheCommittedOne() throws {
    let folder = try TemporaryFolder()
    let table = try ToolRun("reference", "--ops", in: folder.url)
    #expect(table.status == 0, "\(table.error)")
    let door = Self.repository.appending(path: "README.md")
    var text = String(decoding: try Data(contentsOf: door), as: UTF8.self)
    let start = try #require(text.range(of: "<!-- support -->\n")).upperBound
    let end = try #require(text.range(of: "<!-- /support -->")).lowerBound
    if GoldenFiles.areRewritten {
      text.replaceSubrange(start..<end, with: table.output)
      try Data(text.utf8).write(to: door)
    } else {
      #expect(table.output == text[start..<end])
    }
  }

  private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Every key that the library reads is on the page, and every name of the zoo.
  @Test func thePageNamesWhatThereIs() throws {
    let folder = try TemporaryFolder()
    let page = try ToolRun("reference", in: folder.url).output
    for word in [
      "validation_share", "focal_gamma", "keep_subjects_apart", "quietest", "convolution1d",
      "leaky_relu", "aemnet-dw", "lung-dw", "urbansound8k", "validationLoss", "class", "metric",
    ] {
      #expect(page.contains("`\(word)`"), "\(word)")
    }
  }
}
