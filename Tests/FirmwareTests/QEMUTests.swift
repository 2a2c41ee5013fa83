import Testing
import TestSupport

/// Models run on emulated boards and give the bytes that the host gives.
@Suite(
  .serialized,
  .enabled(if: Board.allCases.allSatisfy(\.isInstalled), "qemu-system-arm or -misc is missing"))
struct QEMUTests {
  @Test("a small network on every board", arguments: Board.allCases)
  func small(_ board: Board) throws {
    try check(Sample.small(), on: board)
  }

  @Test("a small network in the 16 KiB of RAM of a micro:bit") func smallAsSold() throws {
    try check(Sample.small(), on: .cortexM0, "--memory-as-sold")
  }

  @Test("a network that needs more than a micro:bit has is refused with a sentence")
  func largeAsSold() throws {
    let result = try Sample.flagship().run(on: .cortexM0, ["--memory-as-sold"])
    #expect(result.status != 0)
    #expect(result.output.contains("will not fit in region 'FLASH'"))
  }

  @Test("the flagship", arguments: [Board.cortexM4, .cortexM55]) func flagship(_ board: Board)
    throws
  {
    try check(Sample.flagship(), on: board)
  }

  /// With encoded weights, against the scores that the model is shipped with.
  @Test("the network for ESC-10", .golden("swift")) func shipped() throws {
    try check(Sample.shipped(), on: .cortexM4)
  }

  @Test("a model that does not load ends the image with a sentence") func damaged() throws {
    var sample = try Sample.small()
    sample.model[40] ^= 1
    let result = try sample.run(on: .cortexM4)
    #expect(result.status == 1)
    #expect(result.output.contains("arena: the model is damaged"))
  }

  private func check(_ sample: Sample, on board: Board, _ options: String...) throws {
    let result = try sample.run(on: board, options)
    try #require(result.status == 0, "\(result.output)")
    let scores = try #require(result.value("scores")).split(separator: " ").compactMap { Int8($0) }
    #expect(scores == sample.scores)
    let stackBytes = try #require(result.value("stack-bytes").flatMap { Int($0) })
    #expect(stackBytes > 400 && stackBytes <= 2_048)
  }
}

extension Sample {
  /// Runs the example firmware on an emulated board.
  func run(on board: Board, _ options: [String] = []) throws -> ToolRun {
    try inFiles { model, input in
      try ToolRun(
        "Tools/firmware", ["run", "--target", board.rawValue] + options + [model, input])
    }
  }
}
