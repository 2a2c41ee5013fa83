import Testing

/// Swift firmware gives what C firmware gives.
@Suite(.serialized) struct SwiftExampleTests {
  @Test(
    "scores and checksums of layers",
    arguments: [Board.cortexM4, .rv32imac].filter(\.isInstalled))
  func agreement(_ board: Board) throws {
    let sample = try Sample.small()
    let inC = try ToolRun.example("scores", sample, on: board)
    let inSwift = try ToolRun.example("swift", sample, on: board)
    try #require(inC.status == 0, "\(inC.output)")
    try #require(inSwift.status == 0, "\(inSwift.output)")
    #expect(!inC.lines("layer").isEmpty)
    for name in ["model-bytes", "arena-bytes", "scores", "scores-fnv1a", "top-label", "layer"] {
      #expect(inSwift.lines(name) == inC.lines(name))
    }
  }

  @Test(
    "a damaged model ends it with a sentence", .enabled(if: Board.cortexM4.isInstalled))
  func damaged() throws {
    var sample = try Sample.small()
    sample.model[40] ^= 1
    let result = try ToolRun.example("swift", sample, on: .cortexM4)
    #expect(result.status == 1)
    #expect(result.output.contains("open: the model is damaged"))
  }

  @Test func unknownExample() throws {
    let result = try ToolRun(
      "Tools/firmware", "run", "--target", "cortex-m4", "--example", "blink", "a", "b")
    #expect(result.status == 64)
    #expect(
      result.output
        == "firmware: there is no example 'blink'; examples are scores swift listen task\n")
  }
}
