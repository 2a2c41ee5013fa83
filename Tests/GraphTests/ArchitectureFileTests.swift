import Foundation
import Graph
import Testing
import TestSupport

/// The files in Models/architectures are what the zoo writes.
@Suite(.golden("swift")) struct ArchitectureFileTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Models/architectures")

  private static let architectures: [(String, Network)] = [
    ("aemnet.json", Zoo.aemNet()),
    ("aemnet-dw.json", Zoo.aemNetDW(width: 0.5, classes: 10, llf: .configuration2)),
    ("aemresnet.json", Zoo.aemResNet()),
    ("cough-cnn.json", Zoo.coughCNN()),
    ("chest-xray.json", Zoo.chestXRay()),
    ("crackle.json", Zoo.crackle()),
    ("lung-dw.json", Zoo.lungDW()),
    (
      "crackle-multi-input.json",
      Zoo.crackle(
        classes: 2, branches: [.cycle, .inspiration(1, of: 3), .expiration(1, of: 3)])
    ),
  ]

  @Test(arguments: architectures)
  func theFileIsWhatTheZooWrites(file: String, network: Network) throws {
    let url = Self.folder.appending(path: file)
    if GoldenFiles.areRewritten {
      try network.json().write(to: url)
    }
    let data = try Data(contentsOf: url)
    #expect(data == network.json())
    #expect(try Network(json: data) == network)
  }

  @Test func noOtherFilesLieThere() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(files.sorted() == Self.architectures.map(\.0).sorted())
  }
}
