import Foundation
import Testing
import TestSupport

/// Models/README.md is what the tool prints.
@Suite struct ReferenceTests {
  @Test(.golden("swift")) func thePageIsTheCommittedOne() throws {
    let folder = try TemporaryFolder()
    let page = try ToolRun("reference", in: folder.url)
    #expect(page.status == 0, "\(page.error)")
    let golden = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Models/README.md")
    if GoldenFiles.areRewritten {
      try Data(page.output.utf8).write(to: golden)
    }
    #expect(page.output == String(decoding: try Data(contentsOf: golden), as: UTF8.self))
  }

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
