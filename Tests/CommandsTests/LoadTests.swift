import Foundation
import TestSupport
import Testing

/// What live audio takes of a core: `--clock`, `--cycles` and `--max-load`.
@Suite struct LoadTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    _ = try ToolRun("init", "lung-dw", "--seed", "1", "-o", "m.safetensors", in: folder.url)
    let made = try compile()
    try #require(made.status == 0, "\(made.error)")
  }

  private func compile(_ options: String...) throws -> ToolRun {
    try ToolRun(["compile", "m.safetensors", "-o", "m.stapes"] + options, in: folder.url)
  }

  private func size(_ options: String...) throws -> ToolRun {
    try ToolRun(["size", "m.stapes", "--target", "cortex-m4"] + options, in: folder.url)
  }

  private struct Figures: Decodable {
    struct Cost: Decodable {
      var rows: [Int]
      var rowsPerPush: Int
    }
    struct Load: Decodable {
      var average: Double
      var worstPush: Double
      var keepsUp: Bool
    }
    struct Device: Decodable {
      var instructions: Int
      var worstPushInstructions: Int
      var load: Load?
    }
    var cost: Cost
    var device: Device
  }

  private func figures(_ options: String...) throws -> Figures {
    let run = try ToolRun(
      ["size", "m.stapes", "--target", "cortex-m4", "--json"] + options, in: folder.url)
    try #require(run.status == 0, "\(run.error)")
    return try JSONDecoder().decode(Figures.self, from: Data(run.output.utf8))
  }

  /// 4,000 samples a second, in pushes of 40.
  @Test func ofACore() throws {
    let figures = try figures("--clock", "80MHz", "--cycles", "1.5")
    let load = try #require(figures.device.load)
    let seconds = Double(figures.cost.rows[0]) / 4_000
    let average = 100 * 1.5 * Double(figures.device.instructions) / seconds / 80e6
    let worst = 100 * 1.5 * Double(figures.device.worstPushInstructions) / 0.01 / 80e6
    #expect(abs(load.average - average) < 1e-9)
    #expect(abs(load.worstPush - worst) < 1e-9)
    #expect(load.keepsUp == (worst <= 100))
    #expect(try self.figures().device.load == nil)
  }

  @Test func inWords() throws {
    let instructions = try figures().device
    let fast = try size("--clock", "160MHz").output
    #expect(fast.contains("of the core at 160 MHz, at worst ") && fast.contains("it keeps up\n"))
    // So slow that the mean fits and the worst push does not.
    let hertz = max(instructions.worstPushInstructions * 90, instructions.instructions * 2)
    try #require(instructions.worstPushInstructions * 100 > hertz)
    #expect(try size("--clock", "\(hertz)").output.contains(" of 10.0 ms; spread the work"))
    #expect(try size("--clock", "100 kHz").output.contains("it does not keep up\n"))
  }

  @Test func asALimit() throws {
    let load = try #require(try figures("--clock", "80MHz").device.load).average
    for (limit, status) in [(load + 0.1, 0), (load - 0.1, 1)] {
      let run = try size("--clock", "80MHz", "--max-load", "\(limit)%")
      #expect(run.status == status)
      #expect(status == 0 || run.error.contains(" % over the budget of "), "\(run.error)")
      try folder.write(
        "budget.json", #"{"target": "cortex-m4", "clock": "80MHz", "load": \#(limit)}"#)
      let check = try ToolRun("check", "m.stapes", "--against", "budget.json", in: folder.url)
      #expect(check.status == status, "\(check.output)\(check.error)")
      try folder.write(
        "budget.json",
        #"{"target": "cortex-m4", "clock": "160MHz", "cycles": 2, "load": \#(limit)}"#)
      let slower = try ToolRun("check", "m.stapes", "--against", "budget.json", in: folder.url)
      #expect(slower.status == status, "\(slower.output)\(slower.error)")
    }
    try folder.write("budget.json", #"{"target": "cortex-m4", "load": 50}"#)
    let check = try ToolRun("check", "m.stapes", "--against", "budget.json", in: folder.url)
    #expect(check.status == 1 && check.error.contains("load and cycles need a \"clock\""))
    try folder.write("budget.json", #"{"target": "cortex-m4", "cycles": 2, "file": 1}"#)
    let cycles = try ToolRun("check", "m.stapes", "--against", "budget.json", in: folder.url)
    #expect(cycles.status == 1 && cycles.error.contains("need a \"clock\""))
  }

  /// Where decoding takes too much, weights stay as they are; where that is too much too, nothing is
  /// written.
  @Test func ofACompiledModel() throws {
    let device = ["--target", "cortex-m4", "--clock", "80MHz"]
    let made = try ToolRun(
      ["compile", "m.safetensors", "--weights", "smallest", "--max-load", "90%", "-o", "m.stapes"]
        + device, in: folder.url)
    try #require(made.status == 0, "\(made.error)")
    let encoded = try #require(try figures("--clock", "80MHz").device.load).average
    let limit = encoded - 0.01
    let faster = try ToolRun(
      ["compile", "m.safetensors", "--max-load", "\(limit)", "-o", "fast.stapes"] + device,
      in: folder.url)
    #expect(faster.status == 0, "\(faster.error)")
    let tooSlow = try ToolRun(
      ["compile", "m.safetensors", "--max-load", "1%", "-o", "no.stapes"] + device, in: folder.url)
    #expect(tooSlow.status == 1)
    #expect(tooSlow.error.contains("% of the core, more than 1 % of a cortex-m4 at 80 MHz"))
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "no.stapes").path))
  }

  @Test(arguments: [
    (["size", "m.stapes", "--clock", "80MHz"], "--clock: name the device with --target"),
    (["size", "m.stapes", "--cycles", "2"], "--cycles: needs --clock"),
    (
      ["size", "m.stapes", "--target", "cortex-m4", "--max-load", "50%"],
      "--max-load: needs --clock"
    ),
    (["size", "m.stapes", "--target", "cortex-m4", "--clock", "fast"], "is not a frequency"),
    (
      ["size", "m.stapes", "--target", "cortex-m4", "--clock", "1MHz", "--max-load", "half"],
      "is not a share in per cent"
    ),
    (
      ["compile", "m.safetensors", "-o", "x", "--target", "cortex-m4", "--clock", "80MHz"],
      "--clock: goes with --max-load"
    ),
  ])
  func mistakes(_ arguments: [String], _ message: String) throws {
    let run = try ToolRun(arguments, in: folder.url)
    #expect(run.status == 64)
    #expect(run.error.contains(message), "\(run.error)")
  }
}
