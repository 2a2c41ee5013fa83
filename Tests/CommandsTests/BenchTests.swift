import Foundation
import TestSupport
import Testing

/// `stapes bench`: its parts are the whole, and its work is that of `size`.
@Suite struct BenchTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    _ = try ToolRun("init", "lung-dw", "--seed", "1", "-o", "m.safetensors", in: folder.url)
    let made = try ToolRun("compile", "m.safetensors", "-o", "m.stapes", in: folder.url)
    try #require(made.status == 0, "\(made.error)")
  }

  private struct Timing: Decodable {
    struct Op: Decodable {
      var name: String
      var macs: Int
      var seconds: Double
    }
    var macs: Int
    var seconds: Double
    var runs: Int
    var ops: [Op]
  }

  private struct Size: Decodable {
    struct Op: Decodable { var name: String }
    struct Cost: Decodable {
      var macs: Int
      var macsByOp: [Int]
    }
    var ops: [Op]
    var cost: Cost
  }

  @Test func json() throws {
    let run = try ToolRun("bench", "m.stapes", "--seconds", "0", "--json", in: folder.url)
    try #require(run.status == 0, "\(run.error)")
    let timing = try JSONDecoder().decode(Timing.self, from: Data(run.output.utf8))
    let size = try JSONDecoder().decode(
      Size.self, from: Data(try ToolRun("size", "m.stapes", "--json", in: folder.url).output.utf8))
    #expect(timing.runs == 3 && timing.seconds > 0)
    #expect(timing.ops.map(\.name) == [""] + size.ops.map(\.name))
    #expect(timing.ops.map(\.macs) == [0] + size.cost.macsByOp && timing.macs == size.cost.macs)
    #expect(timing.ops.allSatisfy { $0.seconds > 0 })
    let sum = timing.ops.reduce(0) { $0 + $1.seconds }
    #expect(abs(sum - timing.seconds) < 1e-9 * max(1, timing.seconds))
  }

  @Test func table() throws {
    let run = try ToolRun("bench", "m.stapes", "--seconds", "0.1", in: folder.url)
    #expect(run.status == 0)
    #expect(
      run.output.contains("% of the time") && run.output.contains(" times as fast as the sound"))
    #expect(run.output.contains("the fastest of "))
  }
}
