import Basics
import Foundation
import TestSupport
import Testing

/// `stapes check` and the limits of `stapes size`: one gate.
@Suite struct GateTests {
  private let folder: TemporaryFolder
  private let bytes: Int
  private let arena: Int

  init() throws {
    folder = try TemporaryFolder()
    _ = try ToolRun(
      "init", "lung-dw", "--seed", "1", "-o", "m.safetensors", in: folder.url)
    let made = try ToolRun("compile", "m.safetensors", "-o", "m.stapes", in: folder.url)
    try #require(made.status == 0, "\(made.error)")
    let figures = try JSONDecoder().decode(
      Figures.self,
      from: Data(try ToolRun("size", "m.stapes", "--json", in: folder.url).output.utf8))
    bytes = figures.fileBytes
    arena = figures.arenaBytes
  }

  private struct Figures: Decodable {
    var fileBytes: Int
    var arenaBytes: Int
  }

  private func check(_ arguments: String...) throws -> ToolRun {
    try ToolRun(["check", "m.stapes"] + arguments, in: folder.url)
  }

  private func write(_ text: String, to name: String = "budget.json") throws {
    try folder.write(name, text)
  }

  @Test func spreadWork() throws {
    let made = try ToolRun(
      "compile", "m.safetensors", "--spread", "0.3", "-o", "spread.stapes", in: folder.url)
    try #require(made.status == 0, "\(made.error)")
    let (atOnce, spread) = (try worstPush("m.stapes"), try worstPush("spread.stapes"))
    #expect(spread < atOnce)
    #expect(
      made.output.contains(
        "a push of 40 rows takes at most about \(spread.grouped) instructions of a Cortex-M4 "
          + "instead of \(atOnce.grouped)\n"))
    for (model, figure) in [("m.stapes", atOnce), ("spread.stapes", spread)] {
      try checkGate(model, worstPush: figure)
    }
    let verified = try ToolRun(
      "verify", "spread.stapes", "--checkpoint", "m.safetensors", "--inputs", "2", in: folder.url)
    #expect(verified.status == 0, "\(verified.output)\(verified.error)")
  }

  /// The end of the stream is no part of the worst push, which spreading makes lighter.
  @Test func listening() throws {
    for (name, options) in [("live", []), ("live-spread", ["--spread", "0.05"])] {
      let made = try ToolRun(
        ["compile", "m.safetensors", "--continuous", "1", "--hop", "0.5", "-o", name] + options,
        in: folder.url)
      try #require(made.status == 0, "\(made.error)")
      let figure = try worstPush(name)
      try checkGate(name, worstPush: figure)
      #expect(options.isEmpty || made.output.contains(" at most about \(figure.grouped) "))
    }
    #expect(try 5 * worstPush("live-spread") < 4 * worstPush("live"))
  }

  /// `size` and `check` let a figure pass that is the limit, and none that is larger.
  private func checkGate(_ model: String, worstPush figure: Int) throws {
    for command in ["size", "check"] {
      for (limit, status) in [(figure + 1, 0), (figure, 0), (figure - 1, 1)] {
        let run = try ToolRun(
          command, model, "--target", "cortex-m4", "--max-worst-push", "\(limit)", in: folder.url)
        #expect(run.status == status, "\(command) \(model) \(limit): \(run.output)\(run.error)")
      }
    }
  }

  private func worstPush(_ model: String) throws -> Int {
    let size = try ToolRun("size", model, "--target", "cortex-m4", "--json", in: folder.url)
    return try JSONDecoder().decode(DeviceFigures.self, from: Data(size.output.utf8))
      .device.worstPushInstructions
  }

  private struct DeviceFigures: Decodable {
    struct Device: Decodable { var worstPushInstructions: Int }
    var device: Device
  }

  @Test func withinBudget() throws {
    try write(#"{"file": "\#(bytes)", "arena": \#(arena), "target": "cortex-m4", "flash": "1MiB"}"#)
    let result = try check("--against", "budget.json")
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("m.stapes: within budget: file 100"))
  }

  @Test func aLineForEachBreach() throws {
    try write(#"{"file": \#(bytes - 1), "arena": \#(arena - 4), "macs": 1}"#)
    let result = try check("--against", "budget.json")
    #expect(result.status == 1)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(
      lines[0].contains("m.stapes: the file has ") && lines[0].contains(" bytes, 1 over the budget")
    )
    #expect(lines[1].contains("the arena has ") && lines[1].contains(", 4 over the budget of "))
    #expect(lines[2].contains(" MACs, ") && lines[2].contains("; the heaviest are "))
  }

  @Test func annotations() throws {
    let result = try check("--max-file", "\(bytes - 1)", "--annotations")
    #expect(result.status == 1)
    #expect(result.output.hasPrefix("::error file=m.stapes,title=stapes file::the file has "))
  }

  @Test func json() throws {
    let result = try check("--max-ram", "\(arena - 1)", "--json")
    #expect(result.status == 1)
    let verdict =
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    #expect(verdict?["passed"] as? Bool == false)
    #expect((verdict?["breaches"] as? [[String: Any]])?.first?["quantity"] as? String == "arena")
    #expect((verdict?["figures"] as? [String: Double])?["file"] == Double(bytes))
  }

  @Test func baseline() throws {
    let wrote = try check("--target", "cortex-m4", "--write-baseline", "baseline.json")
    #expect(wrote.status == 0, "\(wrote.error)")
    try write(#"{"target": "cortex-m4", "baseline": "baseline.json"}"#)
    #expect(try check("--against", "budget.json").status == 0)
    try write(
      #"{"target": "cortex-m4", "baseline": "baseline.json", "file": \#(bytes - 1)}"#)
    let tighter = try check("--against", "budget.json")
    #expect(tighter.status == 1 && tighter.output.contains(" bytes, 1 over the budget"))
  }

  @Test func mistakes() throws {
    try write(#"{"fil": 1}"#)
    let unknown = try check("--against", "budget.json")
    #expect(unknown.status == 1 && unknown.error.hasPrefix("stapes: budget.json: "))
    #expect(try check().status == 64)
    #expect(try check("--max-flash", "1").error.contains("name the device with --target"))
    try write(#"{"accuracy": 0.5}"#)
    #expect(try check("--against", "budget.json").error.contains("name the data set with --data"))
    try write(#"{"dropped": 3}"#)
    #expect(
      try check("--against", "budget.json").error
        == "stapes: the budget limits dropped; name the data set with --data\n")
  }

  /// `size` gates with the same sentences.
  @Test func size() throws {
    let limits = ["--max-file", "\(bytes - 1)", "--target", "cortex-m4", "--max-flash", "10"]
    let size = try ToolRun(["size", "m.stapes"] + limits, in: folder.url)
    let check = try ToolRun(["check", "m.stapes"] + limits, in: folder.url)
    #expect(size.status == 1 && check.status == 1)
    let sentences = check.output.split(separator: "\n").map { $0.dropFirst("m.stapes: ".count) }
    #expect(size.error == "stapes: m.stapes: " + sentences.joined(separator: "; ") + "\n")
  }
}
