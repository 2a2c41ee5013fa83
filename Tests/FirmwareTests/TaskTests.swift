import Testing

/// A task behind a queue, and a model in continuous mode.
@Suite(
  .serialized,
  .enabled(
    if: Board.cortexM4.isInstalled && Board.rv32imac.isInstalled,
    "qemu-system-arm or -misc is missing"))
struct TaskTests {
  @Test("the task scores as the host", arguments: [Board.cortexM4, .rv32imac])
  func scores(_ board: Board) throws {
    let sample = try Sample.continuous()
    let result = try task(sample, on: board, clock: 200)
    try #require(result.status == 0, "\(result.output)")
    let expected = try sample.continuousScores(seconds: 4)
      .map { "score \($0.split(separator: " ")[2])" }
    #expect(result.lines("score") == expected)
    #expect(result.value("blocks-lost") == "0")
    #expect(result.value("hop") == "1600" && result.value("window") == "8000")
    #expect(result.value("warm-up") == "8000" && result.value("delay") == "0")
  }

  @Test("lost blocks are gaps, and fail", arguments: [Board.cortexM4, .rv32imac])
  func lost(_ board: Board) throws {
    let result = try task(.continuous(), on: board, clock: 1)
    #expect(result.status == 1)
    #expect(try #require(result.value("blocks-lost").flatMap { Int($0) }) > 0)
  }

  @Test func clipModel() throws {
    let result = try task(.small(), on: .cortexM4, clock: 200)
    #expect(result.status == 1)
    #expect(result.output.contains("task: the model does not listen"))
  }

  private func task(_ sample: Sample, on board: Board, clock: Int) throws -> ToolRun {
    try ToolRun.example("task", sample, on: board, options: ["--define", "CLOCK_MHZ=\(clock)"])
  }
}
