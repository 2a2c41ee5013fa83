import Testing

/// A simulated microphone into a model in continuous mode.
@Suite(
  .serialized,
  .enabled(
    if: Board.cortexM4.isInstalled && Board.rv32imac.isInstalled,
    "qemu-system-arm or -misc is missing"))
struct ListenTests {
  @Test("a fast core drops nothing and scores as the host", arguments: [Board.cortexM4, .rv32imac])
  func fast(_ board: Board) throws {
    let sample = try Sample.continuous()
    let expected = try sample.continuousScores(seconds: 4)
    #expect(expected.count == 36)
    for clock in [200, 1_000] {
      let result = try listen(sample, on: board, clock: clock)
      try #require(result.status == 0, "\(result.output)")
      #expect(result.value("blocks-delivered") == "400")
      #expect(result.value("blocks-dropped") == "0")
      #expect(result.lines("score") == expected)
    }
  }

  @Test("work that is spread", arguments: [Board.cortexM4, .rv32imac])
  func spread(_ board: Board) throws {
    let sample = try Sample.continuous(waitingRows: 160)
    let expected = try sample.continuousScores(seconds: 4)
    // The last score may wait for blocks that do not come.
    let atOnce = try Sample.continuous().continuousScores(seconds: 4)
    #expect(atOnce.starts(with: expected) && expected.count + 1 >= atOnce.count)
    let result = try listen(sample, on: board, clock: 200)
    #expect(result.lines("score") == expected)
  }

  @Test(
    "a slow core says how many blocks it drops, and fails", arguments: [Board.cortexM4, .rv32imac])
  func slow(_ board: Board) throws {
    let result = try listen(.continuous(), on: board, clock: 1)
    #expect(result.status == 1)
    #expect(result.output.contains("listen: blocks were dropped; RING_BLOCKS must hold"))
    let delivered = try #require(result.value("blocks-delivered").flatMap { Int($0) })
    let dropped = try #require(result.value("blocks-dropped").flatMap { Int($0) })
    #expect(dropped > 0)
    #expect(delivered + dropped == 400)
  }

  @Test func detection() throws {
    let result = try listen(
      .continuous(), on: .cortexM4, clock: 200, "--define", "SCORE_THRESHOLD=-128")
    #expect(result.lines("detected").count >= 1)
    #expect(
      Set(result.lines("detected")).isSubset(
        of: ["detected hum", "detected knock", "detected ring"]))
  }

  @Test func clipModel() throws {
    let result = try listen(.small(), on: .cortexM4, clock: 200)
    #expect(result.status == 1)
    #expect(result.output.contains("listen: the model scores clips; stapes compile --continuous"))
  }

  private func listen(_ sample: Sample, on board: Board, clock: Int, _ options: String...) throws
    -> ToolRun
  {
    try ToolRun.example(
      "listen", sample, on: board, options: ["--define", "CLOCK_MHZ=\(clock)"] + options)
  }
}
