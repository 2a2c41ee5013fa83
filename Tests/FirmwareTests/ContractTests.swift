import Compiler
import Graph
import ModelFormat
import Program
import TestSupport
import Testing

/// What `stapes size --target` says is what is linked and what the emulator counts.
@Suite(
  .serialized, .enabled(if: Toolchain.isThatOfTheFigures, "the figures are of another toolchain"))
struct ContractTests {
  @Test(arguments: DeviceTarget.allCases)
  func flash(_ target: DeviceTarget) throws {
    let figures = DeviceFigures(target)
    let folder = try TemporaryFolder()
    let result = try ToolRun(
      "Tools/firmware", "build", "--target", target.rawValue, "--output", folder.path)
    try #require(result.status == 0, "\(result.output)")
    let rows = result.output.split(separator: "\n").dropFirst()
      .map { $0.split(separator: " ").suffix(3) }
    let total = try #require(rows.first { $0.first == "total" })
    #expect(total.dropFirst().first.flatMap { Int($0) } == figures.flashBytes)
    #expect(total.last == "0")
    if let bound = rows.first(where: { $0.first == "stack" })?.last.flatMap({ Int($0) }) {
      #expect(bound == figures.stackBytes)
      #expect(bound <= (target == .cortexM55 ? 1_968 : 1_392))
    } else {
      #expect(target == .rv32imac)
    }
    for (name, flashBytes) in figures.modules {
      let row = try #require(rows.first { $0.first == name[...] })
      #expect(row.dropFirst().first.flatMap { Int($0) } == flashBytes, "\(name)")
    }
  }

  @Test(
    "the flagship's instructions, arena and stack on every board",
    .enabled(if: Board.allCases.allSatisfy(\.isInstalled), "qemu-system-arm or -misc is missing"),
    arguments: Board.allCases)
  func costs(_ board: Board) throws {
    let figures = DeviceFigures(board)
    let sample = try Sample.flagship(standardisation: .running)
    let model = try Model(sample.model.span)
    let cost = CostReport(model, on: board)
    let result = try sample.run(on: board)
    try #require(result.status == 0, "\(result.output)")
    func value(_ name: String) throws -> Int {
      try #require(result.value(name).flatMap { Int($0) })
    }
    #expect(try value("arena-bytes") == model.arenaBytes)
    #expect(try value("stack-bytes") <= figures.stackBytes + 128)  // of the callback that prints
    let measured = try value("instructions-push") + value("instructions-finish")
    #expect(abs(Double(cost.instructions) / Double(measured) - 1) < 0.02)
    try checkWorstPush(cost, result)
    let finish = try value("instructions-finish")
    #expect(abs(Double(cost.finishInstructions) / Double(finish) - 1) < 0.08)
    let layers = result.output.split(separator: "\n").filter { $0.hasPrefix("layer ") }
    #expect(layers.count == model.opCount)
    guard board == .cortexM4 else { return }
    // Opening checks every byte.
    #expect(try value("instructions-open") <= 3 * sample.model.count + 20_000)
  }

  /// Windows, hops and rare rows.
  @Test(
    "continuous models on every board, spread and not",
    .enabled(if: Board.allCases.allSatisfy(\.isInstalled), "qemu-system-arm or -misc is missing"),
    arguments: Board.allCases)
  func continuous(_ board: Board) throws {
    for waitingRows in [nil, 320, 1_000] {
      for sample in [
        try Sample.continuous(samples: 16_000, waitingRows: waitingRows),
        try Sample.deepContinuous(samples: 32_000, waitingRows: waitingRows),
      ] {
        try checkWorstPush(sample, on: board)
      }
    }
  }

  @Test(
    "the flagship listening", .enabled(if: Board.cortexM4.isInstalled), arguments: [nil, 320])
  func continuousFlagship(waitingRows: Int?) throws {
    let sample = try Sample(
      Zoo.aemNetDW(width: 0.5, llf: .configuration2), AverageWindow(rows: 3, hop: 1),
      samples: 40_000, waitingRows: waitingRows)
    try checkWorstPush(sample, on: .cortexM4)
  }

  @Test("small networks on every board", arguments: Board.allCases)
  func small(_ board: Board) throws { try checkWorstPush(.small(), on: board) }

  private func checkWorstPush(_ sample: Sample, on board: Board) throws {
    // The prices of a core without wide instructions tell the terms of small networks apart worst.
    try checkWorstPush(
      CostReport(Model(sample.model.span), on: board), sample.run(on: board),
      within: board == .cortexM0 ? 0.08 : 0.05)
  }

  /// The clip has to be long enough for the worst push to come.
  private func checkWorstPush(
    _ cost: CostReport, _ result: ToolRun, within bound: Double = 0.05
  ) throws {
    try #require(result.status == 0, "\(result.output)")
    let value = result.value("instructions-worst-push").flatMap { Int($0) }
    let worst = try #require(value)
    #expect(abs(Double(cost.worstPushInstructions) / Double(worst) - 1) < bound)
  }

  @Test("spreading halves the flagship's worst push", .enabled(if: Board.cortexM4.isInstalled))
  func spread() throws {
    let atOnce = try Sample.flagship(standardisation: .running)
    let spread = try Sample.flagship(standardisation: .running, waitingRows: 320)
    let model = try Model(spread.model.span)
    let cost = CostReport(model)
    let result = try spread.run(on: .cortexM4)
    try checkWorstPush(cost, result)
    let burst = CostReport(try Model(atOnce.model.span))
    #expect(2 * cost.worstPushInstructions < burst.worstPushInstructions)
    #expect(spread.scores == atOnce.scores)
    let scores = spread.scores.map { "\($0)" }.joined(separator: " ")
    #expect(result.value("scores").map(String.init) == scores)
    #expect(try model.arenaBytes < Model(atOnce.model.span).arenaBytes + 1_024)
  }
}

private enum Toolchain {
  static let isThatOfTheFigures: Bool = {
    guard let version = try? ToolRun(absolute: "/usr/bin/env", ["swift", "--version"]) else {
      return false
    }
    let number = DeviceFigures.toolchain.drop { !$0.isNumber }
    return version.output.contains("Swift version \(number) ")
  }()
}
