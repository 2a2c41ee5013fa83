import Foundation
import Testing

/// `stapes compile` with budgets: networks that are made to fit.
@Suite struct BudgetTests {
  private let tones: ToneSet

  init() throws {
    tones = try ToneSet()
  }

  private func compile(_ source: String, _ others: String...) throws -> ToolRun {
    try ToolRun(["compile", source] + others, in: tones.url)
  }

  private func checkpoint() throws -> String {
    let made = try ToolRun("init", "lung-dw", "-o", "net.safetensors", in: tones.url)
    #expect(made.status == 0, "\(made.error)")
    return "net.safetensors"
  }

  @Test func aCheckpointIsPrunedUntilItFits() throws {
    let source = try checkpoint()
    let whole = try compile(source, "-o", "whole.stapes")
    #expect(whole.status == 0)
    let bytes = try tones.bytes("whole.stapes").count
    let limit = bytes / 3
    let run = try compile(source, "--max-file", "\(limit)", "-o", "small.stapes")
    #expect(run.status == 0, "\(run.error)")
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("the file has ") && lines[0].hasSuffix(" more than allowed"))
    #expect(lines[2].contains("weights kept") && lines[2].hasSuffix("correlation"))
    let result = try #require(lines.first { $0.hasPrefix("small.stapes: ") })
    #expect(result.contains(" % of the weights on ±"))
    #expect(result.hasSuffix("calibrated with seeded noise, not with recordings"))
    #expect(try tones.bytes("small.stapes").count <= limit)
    let verified = try ToolRun(
      "verify", "small.stapes", "--inputs", "1", "--chunks", "whole", in: tones.url)
    #expect(verified.status == 0, "\(verified.output)")
    // The same again is the same file.
    let again = try compile(source, "--max-file", "\(limit)", "-o", "again.stapes")
    #expect(again.status == 0)
    #expect(try tones.bytes("again.stapes") == tones.bytes("small.stapes"))
    // A grid that is asked for is the only one.
    let grid = try compile(
      source, "--max-file", "\(limit)", "--grid", "15", "-o", "grid.stapes")
    #expect(grid.output.contains("±15") && !grid.output.contains("±31"))
  }

  /// A few weights of a network are no network.
  @Test func aDestroyedNetworkIsNotWritten() throws {
    let source = try checkpoint()
    let arguments = [source, "--max-ram", "6336", "-o", "small.stapes"]
    let run = try ToolRun(["compile"] + arguments, in: tones.url)
    #expect(run.status == 1)
    #expect(run.error.contains("what fits is no longer the network"), "\(run.error)")
    #expect(run.error.contains("less than 0.5; allow more"), "\(run.error)")
    #expect(!FileManager.default.fileExists(atPath: tones.url.path + "/small.stapes"))
    let allowed = try ToolRun(["compile"] + arguments + ["--min-correlation", "0"], in: tones.url)
    #expect(allowed.status == 0, "\(allowed.error)")
  }

  @Test func nothingFits() throws {
    let source = try checkpoint()
    let run = try compile(source, "--max-file", "2KiB", "-o", "small.stapes")
    #expect(run.status == 1)
    #expect(run.error.contains("nothing fits into a file of 2,048 bytes"), "\(run.error)")
    #expect(!FileManager.default.fileExists(atPath: tones.url.path + "/small.stapes"))
  }

  @Test func aRecipeIsTrainedUntilItFits() throws {
    try tones.writeRecipe(["epochs": "4", "validation_share": "0"])
    let whole = try compile("recipe.json", "--data", "tones", "-o", "whole.stapes")
    #expect(whole.status == 0, "\(whole.error)")
    #expect(whole.output.contains("trained in integers: "))
    let limit = try tones.bytes("whole.stapes").count * 17 / 20
    let arguments = [
      "compile", "recipe.json", "--data", "tones", "--max-file", "\(limit)", "-o", "small.stapes",
    ]
    let run = try ToolRun(arguments, in: tones.url)
    #expect(run.status == 0, "\(run.error)")
    #expect(run.output.contains("dense: "))
    // What the search leaves free is said, and what would need it is not called too large.
    #expect(
      run.output.contains(
        /5 % of the file are kept for the training that follows: [0-9,]+ of [0-9,]+ bytes may be used/
      ))
    // Of several that fit, validation clips choose.
    #expect(run.output.contains("shortly, to choose by their scores of validation clips:"))
    let chosen = try run.output.matches(
      of: /(?<network>[0-9.]+ % of the weights on ±\d+): accuracy (?<score>[0-9.]+)/
    ).map { (name: String($0.network), score: try #require(Double($0.score))) }
    #expect(chosen.count > 1)
    let best = try #require(chosen.map(\.score).max())
    let taken = try #require(chosen.first { run.output.contains("training \($0.name)\n") })
    #expect(taken.score == best, "\(run.output)")
    let bytes = try tones.bytes("small.stapes")
    #expect(bytes.count <= limit)
    // The same again goes on from what is trained, to the same file.
    try FileManager.default.removeItem(at: tones.url.appending(path: "small.stapes"))
    let state = try tones.bytes("small.stapes.work/dense/state.safetensors")
    #expect(try ToolRun(arguments, in: tones.url).status == 0)
    #expect(try tones.bytes("small.stapes") == bytes)
    #expect(try tones.bytes("small.stapes.work/dense/state.safetensors") == state)
  }

  @Test func recipesNeedRecordings() throws {
    let run = try compile("recipe.json", "-o", "small.stapes")
    #expect(run.status == 64)
    #expect(run.error.contains("add --data <folder>"))
    let other = try compile(
      "recipe.json", "--data", "tones", "--calibrate", "tones", "-o", "small.stapes")
    #expect(other.status == 64)
  }

  @Test func biasesMakeUpForRoundedWeights() throws {
    let source = try checkpoint()
    let run = try compile(
      source, "--grid", "7", "--correct-biases", "corrected.safetensors", "-o", "corrected.stapes")
    #expect(run.status == 0, "\(run.error)")
    #expect(run.output.contains("biases corrected in corrected.safetensors"))
    let plain = try compile(source, "--grid", "7", "-o", "plain.stapes")
    #expect(plain.status == 0)
    #expect(try tones.bytes("plain.stapes") != tones.bytes("corrected.stapes"))
    for (checkpoint, status) in [("corrected.safetensors", 0), ("net.safetensors", 1)] {
      let verified = try ToolRun(
        "verify", "corrected.stapes", "--checkpoint", checkpoint, "--inputs", "1", "--chunks",
        "whole", in: tones.url)
      #expect(verified.status == Int32(status), "\(verified.output)")
    }
    let again = try compile("corrected.safetensors", "-o", "again.stapes")
    #expect(again.status == 0)
    #expect(try tones.bytes("again.stapes") == tones.bytes("corrected.stapes"))
  }

  /// Scales that a checkpoint was trained for are not chosen again.
  @Test func trainedCheckpointsBringTheirScales() throws {
    try tones.writeRecipe([
      "quantisation": #"{"grid": 31, "epochs": 2, "rate": 0.001, "clips": 4}"#,
      "validation_share": "0",
    ])
    #expect(try tones.train("run").status == 0)
    let source = "run/fold-1/quantised/best.safetensors"
    let run = try compile(source, "-o", "trained.stapes")
    #expect(run.status == 0, "\(run.error)")
    #expect(run.output.contains("in the integers it was trained for"))
    let verified = try ToolRun(
      "verify", "trained.stapes", "--checkpoint", source, "--inputs", "1", "--chunks", "7",
      in: tones.url)
    #expect(verified.status == 0, "\(verified.output)")
    #expect(verified.output.contains("and the trainer's forward pass in integers"))
    let grid = try compile(source, "--grid", "15", "-o", "other.stapes")
    #expect(grid.status == 64)
    #expect(grid.error.contains("--grid: the checkpoint was trained for the quantisation"))
    // What the trainer says of test clips is what the file scores.
    for model in ["trained.stapes", source] {
      let scored = try ToolRun(
        "evaluate", model, "--data", "tones", "--recipe", "recipe.json", "--fold", "1",
        "--predictions", model.hasSuffix("stapes") ? "file.csv" : "trainer.csv", in: tones.url)
      #expect(scored.status == 0, "\(scored.error)")
    }
    let cells = try ["file.csv", "trainer.csv"].map {
      try tones.text($0).split(whereSeparator: { $0 == "," || $0.isNewline }).map(String.init)
    }
    #expect(cells[0].count == cells[1].count)
    for (file, trainer) in zip(cells[0], cells[1]) {
      // Probabilities of the same integers, by way of Double and of Float.
      let difference = Double(file).flatMap { file in Double(trainer).map { abs($0 - file) } }
      #expect(difference.map { $0 < 1e-5 } ?? (file == trainer), "\(file), \(trainer)")
    }
    let results = try tones.json(tones.text("run/results.json"))
    let stages = try #require(results["stages"] as? [[String: Any]])
    #expect(stages.allSatisfy { ($0["weightsNotZero"] as? Double ?? 0) > 0 })
  }

  /// Scales and standardisation are separate decisions: what was trained on clips listens.
  @Test func trainedCheckpointsListen() throws {
    try tones.writeRecipe([
      "quantisation": #"{"grid": 31, "epochs": 2, "rate": 0.001, "clips": 4}"#,
      "validation_share": "0",
    ])
    #expect(try tones.train("run").status == 0)
    let source = "run/fold-1/quantised/best.safetensors"
    let live = try compile(source, "--continuous", "0.1", "-o", "live.stapes")
    #expect(live.status == 0, "\(live.error)")
    #expect(
      live.output.contains(
        "in the integers it was trained for, amplitude running, calibrated with seeded noise"))
    #expect(live.output.contains("\na score every 0.002 s over a window of 0.1 s ("))
    let fixed = try compile(
      source, "--standardise", "fixed", "--calibrate", "tones/low", "-o", "fixed.stapes")
    #expect(fixed.output.contains("amplitude fixed, calibrated with 8 recordings from tones/low"))
    for model in ["live.stapes", "fixed.stapes"] {
      let verified = try ToolRun(
        "verify", model, "--checkpoint", source, "--inputs", "1", "--chunks", "7", in: tones.url)
      #expect(verified.status == 0, "\(verified.output)")
      let scored = try ToolRun(
        "evaluate", model, "--data", "tones", "--recipe", "recipe.json", "--fold", "1",
        in: tones.url)
      #expect(scored.status == 0, "\(scored.error)")
    }
    // Of the arguments of a calibration, those that would not be used are refused.
    for (option, value) in [("--calibrate", "tones/low"), ("--clips", "4")] {
      let run = try compile(source, option, value, "-o", "x.stapes")
      #expect(run.status == 64)
      #expect(run.error.contains("\(option): the checkpoint brings its scales"))
    }
    let clip = try compile(
      source, "--standardise", "clip", "--continuous", "0.1", "-o", "x.stapes")
    #expect(clip.status == 1 && clip.error.contains("use --standardise running or fixed"))
    let hop = try compile(source, "--continuous", "0.1", "--hop", "0.003", "-o", "x.stapes")
    #expect(hop.status == 1 && hop.error.contains("--hop: 0.003 s is no multiple"))
  }

  @Test func correctionsDoNotOverwriteTheirSource() throws {
    let source = try checkpoint()
    let before = try tones.bytes(source)
    let run = try compile(source, "--correct-biases", source, "-o", "x.stapes")
    #expect(run.status == 64)
    #expect(try tones.bytes(source) == before)
    let small = try compile(
      source, "--max-file", "30KiB", "--correct-biases", "c.safetensors", "-o", "x.stapes")
    #expect(small.status == 1)
    #expect(small.error.contains("more than allowed"))
  }

  @Test func aRecipeMayStartFromACheckpoint() throws {
    try tones.writeRecipe(["epochs": "2", "validation_share": "0"])
    #expect(try tones.train("run").status == 0)
    try tones.writeRecipe(
      [
        "epochs": "2", "validation_share": "0",
        "start": #"{"checkpoint": "run/fold-1/best.safetensors"}"#,
      ], to: "transfer.json")
    let run = try compile("transfer.json", "--data", "tones", "-o", "transfer.stapes")
    #expect(run.status == 0, "\(run.error)")
    try tones.writeRecipe(
      ["epochs": "2", "validation_share": "0", "start": "{}"], to: "open.json")
    let given = try compile(
      "open.json", "--data", "tones", "--start", "run/fold-1/best.safetensors", "-o", "open.stapes")
    #expect(given.status == 0, "\(given.error)")
    #expect(try tones.bytes("open.stapes") == tones.bytes("transfer.stapes"))
    // Another fold is another training.
    let other = try compile(
      "transfer.json", "--data", "tones", "--fold", "2", "-o", "transfer.stapes")
    #expect(other.status == 1)
    #expect(other.error.contains("transfer.stapes.work: holds trainings of another recipe"))
  }
}
