import Foundation
import TestSupport
import Testing

/// `stapes evaluate` through the built tool.
@Suite struct EvaluateTests {
  private let tones: ToneSet

  init() throws {
    tones = try ToneSet()
    // Few steps, so that not everything is right.
    try tones.writeRecipe(["epochs": "2"])
    #expect(try tones.train("run").status == 0)
  }

  private func evaluate(_ model: String, _ others: String...) throws -> ToolRun {
    try ToolRun(["evaluate", model, "--data", "tones"] + others, in: tones.url)
  }

  private func accuracy(_ run: ToolRun) throws -> Double {
    let evaluation = try #require(try tones.json(run.output)["evaluation"] as? [String: Any])
    return try #require((evaluation["accuracy"] as? [String: Any])?["value"] as? Double)
  }

  @Test func theCheckpointIsAsGoodAsItsRunSays() throws {
    let results = try tones.json(tones.text("run/results.json"))
    let folds = try #require(results["folds"] as? [[String: Any]])
    for fold in 1...2 {
      let run = try evaluate(
        "run/fold-\(fold)/best.safetensors", "--recipe", "recipe.json", "--fold", "\(fold)",
        "--json", "--predictions", "fold-\(fold).csv", "--threads", "\(fold)")
      #expect(run.status == 0)
      #expect(try accuracy(run) == folds[fold - 1]["accuracy"] as? Double)
    }
    // Every score, too.
    let all = try tones.text("run/predictions.csv").split(separator: "\n")
    let each = try (1...2).map { try tones.text("fold-\($0).csv").split(separator: "\n") }
    #expect(all == each[0] + each[1].dropFirst())
    #expect(all.count == 17)
  }

  @Test func rangesAreCalibratedOnTrainingClips() throws {
    func compile(_ options: String...) throws -> ToolRun {
      try ToolRun(
        ["compile", "run/fold-2/best.safetensors", "-o", "tones.stapes"] + options, in: tones.url)
    }
    let run = try compile("--data", "tones", "--recipe", "recipe.json", "--fold", "2")
    #expect(run.status == 0)
    #expect(run.output.contains("calibrated with 8 training clips of tones, fold 2\n"))
    let few = try compile(
      "--data", "tones", "--recipe", "recipe.json", "--fold", "2", "--clips", "3")
    #expect(few.output.contains("calibrated with 3 training clips of tones, fold 2\n"))
    let without = try compile("--recipe", "recipe.json")
    #expect(without.status == 64)
    #expect(without.error == "stapes: --recipe: goes with --data <folder>\n")
    let both = try compile("--data", "tones", "--calibrate", "tones")
    #expect(both.status == 64)
    let none = try compile("--data", "tones", "--recipe", "recipe.json", "--fold", "3")
    #expect(none.error == "stapes: tones: there is no fold 3; there are 1, 2\n")
  }

  @Test func theCompiledFileAgrees() throws {
    #expect(
      try ToolRun(
        "compile", "run/fold-1/best.safetensors", "--calibrate", "tones/low/1.wav", "-o",
        "tones.stapes", in: tones.url
      ).status == 0)
    let run = try evaluate(
      "tones.stapes", "--against", "run/fold-1/best.safetensors", "--json", "--report",
      "page.html", "--predictions", "clips.csv")
    #expect(run.status == 0)
    let object = try tones.json(run.output)
    #expect(object["model"] as? String == "tones.stapes")
    #expect(object["clips"] as? String == "tones, 16 clips")
    let comparison = try #require(object["against"] as? [String: Any])
    let float = try accuracy(try evaluate("run/fold-1/best.safetensors", "--json"))
    let difference = try #require(comparison["difference"] as? Double)
    #expect(abs(try accuracy(run) - float - difference) < 1e-12)
    // Two of 16 clips.
    #expect(abs(difference) <= 0.125)
    let page = try tones.text("page.html")
    for text in ["tones.stapes", "run/fold-1/best.safetensors", "Worst mistakes"] {
      #expect(page.contains(text))
    }
    let lines = try tones.text("clips.csv").split(separator: "\n")
    #expect(lines.count == 17)
    #expect(lines.dropFirst().allSatisfy { $0.contains("high/") || $0.contains("low/") })
  }

  @Test func textSaysTheSame() throws {
    let run = try evaluate(
      "run/fold-1/best.safetensors", "--recipe", "recipe.json", "--fold", "1", "--against",
      "run/fold-2/best.safetensors")
    #expect(run.status == 0)
    #expect(run.error == "")
    let lines = run.output.split(separator: "\n")
    #expect(lines[0] == "run/fold-1/best.safetensors on tones, fold 1, 8 clips")
    #expect(lines.contains { $0.hasPrefix("high") } && lines.contains { $0.hasPrefix("low") })
    #expect(lines.contains { $0.hasPrefix("accuracy ") })
    #expect(lines.last?.contains(" points against run/fold-2/best.safetensors ") == true)
  }

  @Test func arraysSayWhatTheListSays() throws {
    let run = try evaluate(
      "run/fold-1/best.safetensors", "--recipe", "recipe.json", "--predictions", "clips.csv")
    #expect(run.status == 0)
    let arrays = try evaluate(
      "run/fold-1/best.safetensors", "--recipe", "recipe.json", "--predictions", "clips.NPY",
      "--truth", "truth.npy")
    #expect(arrays.status == 0 && arrays.output == run.output)
    let rows = try tones.text("clips.csv").split(separator: "\n").dropFirst().map {
      $0.split(separator: ",")
    }
    let scores = try ArrayFile(tones.bytes("clips.NPY"))
    try #require(scores.kind == "<f4" && scores.shape == [16, 2])
    #expect(
      scores.rows(scores.floats) == rows.map { $0.suffix(2).compactMap { Float(Double($0) ?? -1) } }
    )
    let truth = try ArrayFile(tones.bytes("truth.npy"))
    try #require(truth.kind == "<i8" && truth.shape == [16])
    #expect(truth.indices == rows.map { $0[1] == "high" ? 0 : 1 })
  }

  @Test func metricsAreTheRunsAndWhatIsPrinted() throws {
    let model = "run/fold-1/best.safetensors"
    let run = try evaluate(
      model, "--recipe", "recipe.json", "--fold", "1", "--json", "--metrics", "one.json",
      "--against",
      model)
    #expect(run.status == 0)
    #expect(try tones.text("one.json") == run.output)
    let evaluation = try #require(try tones.json(run.output)["evaluation"] as? [String: Any])
    #expect(
      try evaluate(model, "--recipe", "recipe.json", "--fold", "1", "--metrics", "one.csv").status
        == 0)
    let figures = try figures("one.csv")
    let classes = try #require(evaluation["classes"] as? [[String: Any]])
    for (index, label) in ["high", "low"].enumerated() {
      let scores = try #require(classes[index]["scores"] as? [String: Any])
      for (metric, key) in [("precision", "precision"), ("recall", "recall"), ("F1", "f1")] {
        let value = try #require(scores[key] as? Double)
        #expect(abs(try #require(figures["\(label),\(metric)"]) - value) < 1e-12)
      }
      #expect(figures["\(label),clips"] == 4)
    }
    let logLoss = try #require(evaluation["logLoss"] as? Double)
    #expect(abs(try #require(figures[",log loss"]) - logLoss) < 1e-12)
    #expect(figures[",accuracy"] == (try accuracy(run)))
    #expect(figures[",clips"] == 8)
    #expect(figures.count == 2 * 6 + 10)
    // A run leaves those of all its test clips.
    let results = try tones.json(tones.text("run/results.json"))
    let all = try #require(results["evaluation"] as? [String: Any])
    let ofRun = try self.figures("run/results.csv")
    #expect(ofRun[",accuracy"] == (all["accuracy"] as? [String: Any])?["value"] as? Double)
    #expect(ofRun[",clips"] == 16 && ofRun.keys == figures.keys)
  }

  /// The values of a file by `class,metric`.
  private func figures(_ name: String) throws -> [String: Double] {
    let lines = try tones.text(name).split(separator: "\n").map(String.init)
    #expect(lines[0] == "class,metric,value")
    let pairs = lines.dropFirst().compactMap { line -> (String, Double)? in
      guard let comma = line.lastIndex(of: ","),
        let value = Double(line[line.index(after: comma)...])
      else { return nil }
      return (String(line[..<comma]), value)
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  @Test func filesSayTheirForm() throws {
    for (option, name, endings) in [
      ("--predictions", "scores.txt", ".csv or .npy"), ("--truth", "truth.csv", ".npy"),
      ("--metrics", "csv", ".json or .csv"),
    ] {
      let run = try evaluate("run/fold-1/best.safetensors", option, name)
      #expect(run.status == 64)
      #expect(
        run.error
          == "stapes: \(option): '\(name)' must end in \(endings)\n")
      #expect(!tones.folder.names.contains(name))
    }
  }

  @Test func shorterTestClipsAreFedAsInTheRun() throws {
    // Without a crop all training clips are of one length; others are fitted to it.
    try tones.writeRecipe(
      ["epochs": "2", "folds": #"{"kind": "published"}"#, "validation_share": "0"])
    var list = "file,label,partition\n"
    for label in ["high", "low"] {
      for clip in 0..<8 {
        let path = "tones/\(label)/\(clip).wav"
        list += "\(label)/\(clip).wav,\(label),\(clip < 5 ? "train" : "test")\n"
        guard clip >= 5 else { continue }
        let bytes = try tones.bytes(path)
        let count = 600 + 200 * clip
        var cut = Array(bytes[..<(44 + 2 * count)])
        for (index, value) in [(4, 36 + 2 * count), (40, 2 * count)] {
          for byte in 0..<4 { cut[index + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
        }
        try Data(cut).write(to: tones.url.appending(path: path))
      }
    }
    try tones.folder.write("tones/list.csv", list)
    let run = try tones.train("short")
    #expect(run.status == 0, "\(run.error)")
    let evaluated = try evaluate(
      "short/published-split/best.safetensors", "--recipe", "recipe.json", "--fold",
      "published-split", "--predictions", "short.csv")
    #expect(evaluated.status == 0, "\(evaluated.error)")
    #expect(try tones.text("short.csv") == tones.text("short/predictions.csv"))
    // As they are, they can be scored too.
    #expect(try evaluate("short/published-split/best.safetensors").status == 0)
  }

  /// What is not scored is said in every form.
  @Test func clipsThatCannotBeReadAreNamed() throws {
    let model = "run/fold-1/best.safetensors"
    #expect(try ToolRun("compile", model, "-o", "tones.stapes", in: tones.url).status == 0)
    try tones.folder.write("tones/low/3.wav", "no sound")
    let run = try evaluate(model)
    #expect(run.status == 1)
    let lines = run.output.split(separator: "\n")
    #expect(lines[0] == "\(model) on tones, 15 clips, 1 dropped")
    #expect(lines[1] == "1 of 16 clips is dropped: low/3.wav")
    let notes = run.error.split(separator: "\n")
    #expect(notes.count == 3 && notes[0].hasPrefix("note: tones/low/3.wav: "))
    #expect(notes[1] == "note: 1 of 16 clips is dropped: low/3.wav")
    #expect(
      notes[2] == "stapes: 1 of 16 clips is dropped: low/3.wav; 0 are allowed: mend them, or give "
        + "--allow-dropped 1")
    let allowed = try evaluate(model, "--json", "--allow-dropped", "1")
    #expect(allowed.status == 0)
    let dropped = try tones.json(allowed.output)["dropped"] as? [[String: String]]
    #expect(dropped?.map { $0["clip"] } == ["low/3.wav"])
    #expect(dropped?[0]["problem"]?.hasPrefix("tones/low/3.wav: cannot be read") == true)
    try tones.folder.write("budget.json", #"{"accuracy": 0}"#)
    let check = ["check", "tones.stapes", "--against", "budget.json", "--data", "tones"]
    let gate = try ToolRun(check, in: tones.url)
    #expect(gate.status == 1)
    #expect(
      gate.output == "tones.stapes: 1 clip is dropped, 1 over the budget of 0: low/3.wav\n")
    let verdict = try tones.json(ToolRun(check + ["--json"], in: tones.url).output)
    #expect((verdict["dropped"] as? [[String: String]])?.map { $0["clip"] } == ["low/3.wav"])
    #expect(verdict["passed"] as? Bool == false)
    let kept = try ToolRun(check + ["--allow-dropped", "1"], in: tones.url)
    #expect(kept.status == 0)
    #expect(kept.output.hasPrefix("tones.stapes: 1 of 16 clips is dropped: low/3.wav\n"))
    #expect(kept.output.hasSuffix(", 1 dropped\n"))
  }

  /// Calibration fails as well, and other commands say how many clips are missing.
  @Test func clipsThatCannotBeReadAreNoReasonToCalibrateOnFewer() throws {
    let model = "run/fold-1/best.safetensors"
    try tones.folder.write("tones/low/3.wav", "no sound")
    let data = ["--data", "tones", "--recipe", "recipe.json", "--fold"]
    for command in ["compile", "calibrate"] {
      let failed = try [1, 2].map { fold in
        try ToolRun([command, model, "-o", "m.stapes"] + data + ["\(fold)"], in: tones.url)
      }.filter { $0.status == 1 }
      #expect(failed.count == 1)
      #expect(
        failed[0].error.hasSuffix(
          "\nstapes: 1 of 8 clips is dropped: low/3.wav; 0 are allowed: mend them, or give "
            + "--allow-dropped 1\n"))
      for fold in [1, 2] {
        let allowed = try ToolRun(
          [command, model, "-o", "m.stapes", "--allow-dropped", "1"] + data + ["\(fold)"],
          in: tones.url)
        #expect(allowed.status == 0, "\(allowed.error)")
      }
    }
    let dump = try ToolRun(
      "dump", "--data", "tones", "--recipe", "recipe.json", "-o", "arrays", in: tones.url)
    #expect(dump.status == 0)
    #expect(dump.output.hasSuffix("\n1 of 16 clips is dropped: low/3.wav\n"))
    let alone = try ToolRun(
      "compile", model, "-o", "m.stapes", "--allow-dropped", "1", in: tones.url)
    #expect(alone.status == 64)
    #expect(alone.error == "stapes: --allow-dropped: goes with --data <folder>\n")
  }

  @Test func otherClassesAreRefused() throws {
    try FileManager.default.moveItem(
      atPath: tones.url.path + "/tones/low", toPath: tones.url.path + "/tones/deep")
    let run = try evaluate("run/fold-1/best.safetensors", "--report", "page.html")
    #expect(run.status == 1)
    #expect(
      run.error
        == "stapes: run/fold-1/best.safetensors: tones has clips of deep, but the model's classes "
        + "are high, low; score it on clips of its classes\n")
    #expect(!tones.folder.names.contains("page.html"))
  }

  @Test func dataOfSomeClassesAreScored() throws {
    try FileManager.default.removeItem(atPath: tones.url.path + "/tones/low")
    let run = try evaluate("run/fold-1/best.safetensors", "--json", "--truth", "truth.npy")
    #expect(run.status == 0, "\(run.error)")
    let result = try tones.json(run.output)
    #expect(result["clips"] as? String == "tones, 8 clips, 1 of 2 classes")
    let matrix = (result["evaluation"] as? [String: Any])?["confusion"] as? [String: Any]
    #expect((matrix?["counts"] as? [[Int]])?.map { $0.reduce(0, +) } == [8, 0])
  }

  @Test func mistakes() throws {
    let model = "run/fold-1/best.safetensors"
    #expect(
      try evaluate(model, "--recipe", "recipe.json", "--fold", "3").error
        == "stapes: tones: there is no fold 3; there are 1, 2\n")
    #expect(try evaluate(model, "--fold", "1").error.contains("has no published folds"))
    #expect(try evaluate("none.safetensors").error.hasPrefix("stapes: none.safetensors: "))
    #expect(try evaluate("none.stapes").error.hasPrefix("stapes: none.stapes: "))
    try tones.folder.write("bad.json", "{}")
    #expect(
      try evaluate(model, "--recipe", "bad.json").error.hasPrefix("stapes: bad.json: "))
    #expect(try ToolRun("evaluate", model, in: tones.url).status == 64)
  }
}
