import Foundation
import Testing

/// Models run on emulated boards and give the bytes that the host gives.
@Suite(.serialized) struct QEMUTests {
  @Test(
    "a small network on every board",
    arguments: [Board.cortexM0, .cortexM4, .rv32imac])
  func small(_ board: Board) throws {
    try check(Sample.small(), on: board)
  }

  @Test("the flagship on a Cortex-M4") func flagship() throws {
    try check(Sample.flagship(), on: .cortexM4)
  }

  private func check(_ sample: Sample, on board: Board) throws {
    guard board.isInstalled else {
      Issue.record("\(board.emulator) is not installed", severity: .warning)
      return
    }
    let folder = FileManager.default.temporaryDirectory
      .appending(component: "stapes-firmware-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let model = folder.appending(component: "model.stapes")
    let input = folder.appending(component: "input.raw")
    try Data(sample.model).write(to: model)
    try Data(
      sample.input.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    )
    .write(to: input)
    let result = try ToolRun(
      "Tools/firmware", "run", "--target", board.rawValue, model.path(), input.path())
    try #require(result.status == 0, "\(result.output)")
    print(result.output)
    #expect(result.value("scores")?.split(separator: " ").compactMap { Int8($0) } == sample.scores)
  }
}
