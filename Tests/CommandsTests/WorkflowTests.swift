import Foundation
import TestSupport
import Testing

/// The way from an architecture to scores, through the built tool.
@Suite struct WorkflowTests {
  /// A folder with the small network, its checkpoint and its model.
  private func prepared(_ form: String = "clip") throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("small.json", smallNetwork)
    let initialised = try ToolRun(
      "init", "small.json", "--seed", "3", "-o", "small.safetensors", in: folder.url)
    #expect(initialised.output == "small.safetensors: small, 106 parameters, seed 3\n")
    let compiled = try ToolRun(
      "compile", "small.safetensors", "--standardise", form, "-o", "small.stapes", in: folder.url)
    #expect(compiled.status == 0)
    #expect(compiled.output.contains("calibrated with seeded noise, not with recordings\n"))
    #expect(compiled.output.contains(/the self-test notices \d+ % of flipped bits of weights \(/))
    return folder
  }

  @Test func theFlagshipHasItsParameters() throws {
    let folder = try TemporaryFolder()
    let table = try ToolRun(
      "describe", "aemnet-dw", "--width", "0.5", "--classes", "10", "--llf", "2", in: folder.url)
    let total = table.output.split(separator: "\n").last ?? ""
    #expect(total.split(separator: " ") == ["total", "319,093", "107,960,832"])
  }

  @Test(arguments: ["clip", "running", "fixed"])
  func verifyFindsNoDifference(form: String) throws {
    let folder = try prepared(form)
    let verified = try ToolRun(
      "verify", "small.stapes", "--checkpoint", "small.safetensors", in: folder.url)
    #expect(verified.status == 0)
    #expect(verified.output.hasPrefix("equal: "))
    #expect(verified.output.contains("fused and unfused, float path from small.safetensors"))
  }

  @Test func compilingIsDeterministic() throws {
    let folder = try prepared()
    _ = try ToolRun("compile", "small.safetensors", "-o", "again.stapes", in: folder.url)
    #expect(try folder.bytes("small.stapes") == folder.bytes("again.stapes"))
    _ = try ToolRun("init", "small.json", "--seed", "3", "-o", "again.safetensors", in: folder.url)
    #expect(try folder.bytes("small.safetensors") == folder.bytes("again.safetensors"))
  }

  @Test func calibrationWithRecordingsChangesTheFile() throws {
    let folder = try prepared()
    _ = try ToolRun(
      "synthesize", "sound", "--rate", "8000", "--seconds", "1", "-o", "sound.wav", in: folder.url)
    let compiled = try ToolRun(
      "compile", "small.safetensors", "--calibrate", "sound.wav", "-o", "other.stapes",
      in: folder.url)
    #expect(compiled.output.contains("calibrated with 1 recording from sound.wav\n"))
    #expect(try folder.bytes("small.stapes") != folder.bytes("other.stapes"))
  }

  @Test func aFileOfAnotherCheckpointIsFoundOut() throws {
    let folder = try prepared()
    _ = try ToolRun("init", "small.json", "--seed", "4", "-o", "other.safetensors", in: folder.url)
    let verified = try ToolRun(
      "verify", "small.stapes", "--checkpoint", "other.safetensors", in: folder.url)
    #expect(verified.status == 1)
    #expect(verified.output.hasPrefix("different: conv1: row 0, "))
  }

  @Test func runPrintsLabelsScoresAndTimes() throws {
    let folder = try prepared()
    _ = try ToolRun(
      "synthesize", "sound", "--rate", "8000", "--seconds", "2.5", "-o", "sound.wav", in: folder.url
    )
    let text = try ToolRun("run", "small.stapes", "sound.wav", "--window", "1", in: folder.url)
    let lines = text.output.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[2].hasPrefix("sound.wav  2.00–2.50 s  "))
    #expect(lines.allSatisfy { $0.contains("cat ") && $0.contains("dog ") })
    let whole = try ToolRun("run", "small.stapes", ".", "--json", in: folder.url)
    let object = try JSONSerialization.jsonObject(with: Data(whole.output.utf8))
    let fields = try #require(object as? [String: Any])
    #expect(fields["end"] as? Double == 2.5)
    let scores = try #require(fields["scores"] as? [[String: Any]])
    #expect(scores.map { $0["label"] as? String } == ["cat", "dog"])
    #expect(scores.allSatisfy { $0["score"] is Double })
  }

  /// A continuous model has a line for each score, also of sound on standard input.
  @Test func runPrintsEveryScoreOfAContinuousModel() throws {
    let folder = try prepared()
    let compiled = try ToolRun(
      "compile", "small.safetensors", "--continuous", "0.5", "--hop", "0.1", "-o", "live.stapes",
      in: folder.url)
    #expect(compiled.status == 0, "\(compiled.error)")
    #expect(compiled.output.contains("a score every 0.1 s over a window of 0.5 s"))
    let json = try ToolRun("inspect", "live.stapes", "--json", in: folder.url)
    let report = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    let window = try #require(report?["window"] as? [String: Any])
    #expect(window["windowSeconds"] as? Double == 0.5 && window["hopSeconds"] as? Double == 0.1)
    _ = try ToolRun(
      "synthesize", "sound", "--rate", "8000", "--seconds", "1.55", "-o", "sound.wav",
      in: folder.url)
    let file = try ToolRun("run", "live.stapes", "sound.wav", in: folder.url)
    let lines = file.output.split(separator: "\n")
    #expect(lines.count == 11)
    #expect(lines[0].hasPrefix("sound.wav  0.00–0.50 s  "), "\(lines[0])")
    #expect(lines[10].hasPrefix("sound.wav  1.00–1.50 s  "), "\(lines[10])")
    let samples = Data(try folder.bytes("sound.wav").suffix(2 * 12_400))
    let piped = try ToolRun("run", "live.stapes", "-", in: folder.url, input: samples)
    #expect(piped.output == file.output.replacingOccurrences(of: "sound.wav", with: "-"))
    let objects = try ToolRun("run", "live.stapes", "sound.wav", "--json", in: folder.url)
      .output.split(separator: "\n").map {
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
      }
    #expect(objects.count == 11)
    #expect(objects.allSatisfy { $0?["end"] is Double && $0?["label"] is String })
    let windows = try ToolRun(
      "run", "live.stapes", "sound.wav", "--window", "1", in: folder.url)
    #expect(windows.status == 1)
    #expect(
      windows.error.hasPrefix(
        "stapes: live.stapes: --window goes with models that score clips; this one gives a score "
          + "every 0.1 s"))
  }

  @Test func recordingsAtAnotherRateAreResampled() throws {
    let folder = try prepared()
    _ = try ToolRun(
      "synthesize", "sound", "--rate", "44100", "--seconds", "2.5", "-o", "cd.wav", in: folder.url)
    let run = try ToolRun("run", "small.stapes", "cd.wav", "--window", "1", in: folder.url)
    #expect(run.error == "")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.last?.hasPrefix("cd.wav  2.00–2.50 s  ") == true)
  }

  @Test func lungSoundsAreAFolderLikeICBHI() throws {
    let folder = try TemporaryFolder()
    let options = ["--subjects", "2", "--recordings", "1", "--seconds", "6", "--rate", "4000"]
    for name in ["lungs", "again"] {
      let run = try ToolRun(
        ["synthesize", "lungs", "-o", name, "--proportions", "1,0,0,0"] + options, in: folder.url)
      #expect(run.status == 0)
      #expect(run.output.hasPrefix("\(name): 2 recordings of 2 subjects, 1 to train with; "))
      #expect(run.output.hasSuffix(" normal, 0 crackle, 0 wheeze, 0 both\n"))
    }
    #expect(folder.names == ["again", "lungs"])
    let split = "ICBHI_challenge_train_test.txt"
    let lines = try folder.text("lungs/\(split)")
    for line in lines.split(separator: "\n") {
      let name = "audio_and_txt_files/" + line.prefix { $0 != "\t" }
      for file in [name + ".wav", name + ".txt"] {
        #expect(try folder.bytes("lungs/" + file) == folder.bytes("again/" + file))
      }
    }
  }

  @Test func standardInputGivesTheScoresOfTheFile() throws {
    let folder = try prepared("running")
    _ = try ToolRun(
      "synthesize", "sound", "--rate", "8000", "--seconds", "1", "-o", "sound.wav", in: folder.url)
    let samples = Data(try folder.bytes("sound.wav").suffix(16_000))
    let file = try ToolRun("run", "small.stapes", "sound.wav", in: folder.url)
    let piped = try ToolRun("run", "small.stapes", "-", in: folder.url, input: samples)
    #expect(piped.output == file.output.replacingOccurrences(of: "sound.wav", with: "-"))
  }

  @Test func budgetsGate() throws {
    let folder = try prepared()
    let fits = try ToolRun(
      "size", "small.stapes", "--max-file", "128KiB", "--max-ram", "4KiB", in: folder.url)
    #expect(fits.status == 0)
    let over = try ToolRun("size", "small.stapes", "--max-file", "500", in: folder.url)
    #expect(over.status == 1)
    #expect(over.error.hasPrefix("stapes: small.stapes: the file has "))
    let tight = try ToolRun("size", "small.stapes", "--max-ram", "16", in: folder.url)
    #expect(tight.status == 1)
    #expect(tight.error.hasPrefix("stapes: small.stapes: the arena has "))
    #expect(tight.error.contains(" over the budget of 16; the heaviest are "))
  }

  @Test func inspectAndSizeSpeakJSON() throws {
    let folder = try prepared()
    for command in ["inspect", "size"] {
      let run = try ToolRun(command, "small.stapes", "--json", in: folder.url)
      let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
      let fields = try #require(object as? [String: Any])
      let sections = try #require(fields["sections"] as? [[String: Any]])
      let sum = sections.reduce(0) { $0 + ($1["bytes"] as? Int ?? 0) }
      #expect(sum == fields["fileBytes"] as? Int)
      let arena = try #require(fields["arena"] as? [[String: Any]])
      #expect(
        arena.reduce(0) { $0 + ($1["bytes"] as? Int ?? 0) } == fields["arenaBytes"] as? Int)
    }
  }

  @Test func aBrokenFileIsNamed() throws {
    let folder = try prepared()
    var bytes = try folder.bytes("small.stapes")
    bytes[bytes.count / 2] ^= 1
    try Data(bytes).write(to: folder.url.appendingPathComponent("broken.stapes"))
    for command in ["inspect", "size", "verify"] {
      let run = try ToolRun(command, "broken.stapes", in: folder.url)
      #expect(run.status == 1)
      #expect(
        run.error
          == "stapes: broken.stapes: the checksum does not fit the bytes; copy the file again\n")
    }
  }
}
