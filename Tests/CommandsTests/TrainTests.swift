import Foundation
import TestSupport
import Testing

/// `stapes train` through the built tool, undisturbed and disturbed.
@Suite struct TrainTests {
  private let tones: ToneSet

  init() throws {
    tones = try ToneSet()
  }

  @Test func aRunLeavesWhatItPromises() throws {
    let run = try tones.train("run")
    #expect(run.status == 0)
    #expect(run.error == "")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix("fold 1: ") && lines[0].hasSuffix(" of 8 test clips"))
    #expect(lines[1].hasPrefix("fold 2: "))
    #expect(lines[2].hasPrefix("accuracy ") && lines[2].contains("over 2 folds"))
    #expect(lines[3] == "report: run/report.html")
    let names = try FileManager.default.contentsOfDirectory(atPath: tones.url.path + "/run")
    #expect(
      names.sorted() == [
        ".lock", "fold-1", "fold-2", "labels.txt", "metrics.jsonl", "predictions.csv",
        "recipe.json",
        "report.html", "results.csv", "results.json", "state.safetensors",
      ])
    #expect(try tones.text("run/labels.txt") == "high\nlow\n")
    // The recipe as run is a recipe, and trains the same.
    try FileManager.default.copyItem(
      atPath: tones.url.path + "/run/recipe.json", toPath: tones.url.path + "/again.json")
    let again = try ToolRun(
      "train", "again.json", "--data", "tones", "-o", "again", "--threads", "2", in: tones.url)
    #expect(again.status == 0)
    #expect(try tones.promised("again") == tones.promised("run"))
  }

  /// Kills a run at seeded moments until it is through, and compares what it leaves.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func killedAtAnyMoment(seed: UInt64) throws {
    try tones.writeRecipe(["epochs": "40"])
    let clock = ContinuousClock()
    let start = clock.now
    #expect(try tones.train("undisturbed").status == 0)
    var whole = start.duration(to: clock.now)
    let promised = try tones.promised("undisturbed")

    /// Goes on where there is something to go on with.
    func arguments() -> [String] {
      ToneSet.arguments("killed") + (exists("killed/state.safetensors") ? ["--resume"] : [])
    }
    var random = Sequence32(seed)
    var kills = 0
    while kills < 7 {
      // Every other time in the first moments, else anywhere.
      let share = random.next() * (kills % 2 == 0 ? 0.2 : 0.8)
      let process = try RunningProgram(ToolRun.tool, arguments(), in: tones.url)
      Thread.sleep(forTimeInterval: share * (whole / .seconds(1)))
      process.signal(SIGKILL)
      let end = try process.end()
      guard end.wasKilled else {
        // It was quicker than the whole one, as happens on a busy machine.
        #expect(end.status == 0, "\(end.error)")
        if kills > 0 || end.status != 0 { break }
        try FileManager.default.removeItem(at: tones.url.appending(path: "killed"))
        whole = whole / 2
        continue
      }
      kills += 1
    }
    #expect(kills > 0)
    let last = try ToolRun(arguments(), in: tones.url)
    #expect(last.status == 0, "\(last.error)")
    #expect(try tones.promised("killed") == promised)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func anInterruptSavesAndStops(number: Int32) throws {
    try tones.writeRecipe(["epochs": "200"])
    let process = try RunningProgram(ToolRun.tool, ToneSet.arguments("stopped"), in: tones.url)
    while process.isRunning, (try? tones.bytes("stopped/metrics.jsonl"))?.isEmpty ?? true {
      Thread.sleep(forTimeInterval: 0.002)
    }
    process.signal(number)
    let end = try process.end()
    #expect(!end.wasKilled)
    #expect(end.status == 1)
    #expect(end.output.hasSuffix("stopped and saved; continue with --resume\n"))
    #expect(end.error == "")
    #expect(!exists("stopped/results.json"))
    #expect(try tones.train("stopped", "--resume").status == 0)
    #expect(try tones.train("undisturbed").status == 0)
    #expect(try tones.promised("stopped") == tones.promised("undisturbed"))
  }

  @Test func whatIsInTheFolderCounts() throws {
    expect(
      try tones.train("run", "--resume"),
      "run: holds no run to continue; leave out --resume to start one")
    let first = try tones.train("run")
    #expect(first.status == 0)
    let promised = try tones.promised("run")
    expect(
      try tones.train("run"),
      "run: holds a run already; continue with --resume, or choose another folder")
    let other =
      "run: the run was started with another recipe, options or data; resume it with the same, or "
      + "start anew in another folder"
    expect(try tones.train("run", "--resume", "--epochs", "7"), other)
    expect(try tones.train("run", "--resume", "--seed", "7"), other)
    expect(try tones.train("run", "--resume", "--folds", "2"), other)
    // A run that is done says so again.
    try FileManager.default.removeItem(atPath: tones.url.path + "/run/report.html")
    let again = try tones.train("run", "--resume")
    #expect(again.status == 0)
    #expect(
      again.output == first.output.split(separator: "\n").suffix(2).joined(separator: "\n") + "\n")
    #expect(exists("run/report.html"))
    #expect(try tones.promised("run") == promised)
    try tones.folder.write("run/state.safetensors", "not a state")
    expect(
      try tones.train("run", "--resume"),
      "run/state.safetensors: not the state of a run; start anew in another folder")
    try FileManager.default.removeItem(atPath: tones.url.path + "/run/state.safetensors")
    expect(
      try tones.train("run"),
      "run: holds a run already; continue with --resume, or choose another folder")
  }

  @Test func mistakesInRecipes() throws {
    try tones.folder.write(
      "recipe.json",
      "{\n\"name\": \"tones\",\n\"architecture\": {\"file\": \"tones.json\"},\n"
        + "\"optimizer\": {\"rate\": -1},\n\"epochs\": 3\n}\n")
    let run = try tones.train("run")
    #expect(run.status == 1)
    #expect(run.error.hasPrefix("stapes: recipe.json: line 4: "))
    #expect(run.error.contains("rate"))
    #expect(run.error.split(separator: "\n").count == 1)
    try tones.writeRecipe(["epoch": "3"])
    #expect(try tones.train("run").error.contains("epoch"))
    try tones.writeRecipe(["architecture": #"{"file": "none.json"}"#])
    #expect(try tones.train("run").error.hasPrefix("stapes: none.json: "))
    try tones.writeRecipe()
    expect(try tones.train("run", "--folds", "1,4"), "tones: there is no fold 4; there are 1, 2")
    let usage = try tones.train("run", "--folds", "1", "--hold-out", "anna")
    #expect(usage.status == 64)
    #expect(usage.error == "stapes: --folds: a fold and --hold-out exclude each other\n")
    expect(
      try tones.train("run", "--start", "none.safetensors"),
      "none.safetensors: no such file", prefix: true)
    try tones.writeRecipe(["start": "{}"])
    expect(
      try tones.train("run"),
      "the recipe starts from a checkpoint that it does not name; give it with --start")
    #expect(!exists("run"))
  }

  @Test func brokenRecordings() throws {
    for (name, text) in [("low/3.wav", ""), ("high/0.wav", "RIFF and nothing else")] {
      try tones.folder.write("tones/\(name)", text)
    }
    let run = try tones.train("run")
    #expect(run.status == 0)
    let notes = run.error.split(separator: "\n")
    #expect(notes.count == 3)
    #expect(
      notes.prefix(2).allSatisfy { $0.hasPrefix("note: tones/") && $0.hasSuffix("; dropped") })
    #expect(notes[2] == "note: 2 of 16 clips are dropped: high/0.wav, low/3.wav")
    let results = try tones.json(tones.text("run/results.json"))
    #expect(results["droppedClips"] as? Int == 2)
    #expect(
      (results["dropped"] as? [[String: String]])?.map { $0["clip"] } == [
        "high/0.wav", "low/3.wav",
      ])
    for name in ["low/3.wav", "high/0.wav"] {
      #expect(notes.contains { $0.contains(name) })
      #expect(try !tones.text("run/predictions.csv").contains(name))
    }
    #expect(try tones.text("run/predictions.csv").split(separator: "\n").count == 1 + 14)
    try tones.writeRecipe(["data": #"{"broken": "stop"}"#])
    let stopped = try tones.train("other")
    #expect(stopped.status == 1)
    #expect(stopped.error.hasPrefix("stapes: tones/high/0.wav: "))
    #expect(stopped.error.split(separator: "\n").count == 1)
    #expect(!exists("other"))
  }

  @Test func memoryStays() throws {
    // One copy of an epoch's samples too much would be 16 clips · 2,000 · 4 bytes = 128 KB; over 200
    // epochs that is 25 MB. What does grow: a line an epoch, and the allocator's pieces.
    try tones.writeRecipe([
      "epochs": "300", "batch": "8",
      "folds": #"{"kind": "draws", "count": 1, "test_share": 0.1, "keep_subjects_apart": false}"#,
    ])
    let process = try RunningProgram(ToolRun.tool, ToneSet.arguments("run"), in: tones.url)
    var early: Int?
    var late: Int?
    while process.isRunning {
      let lines = (try? tones.bytes("run/metrics.jsonl"))?.count { $0 == UInt8(ascii: "\n") } ?? 0
      let bytes = process.residentBytes
      if early == nil, lines >= 10 { early = bytes }
      if lines >= 200, lines < 300 { late = bytes ?? late }
      Thread.sleep(forTimeInterval: 0.002)
    }
    #expect(try process.end().status == 0)
    let (first, last) = (try #require(early), try #require(late))
    #expect(last - first < 8 << 20, "\(first) bytes, then \(last)")
  }

  private func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: tones.url.appending(path: name).path)
  }

  private func expect(
    _ run: ToolRun, _ message: String, prefix: Bool = false,
    location: SourceLocation = #_sourceLocation
  ) {
    #expect(run.status == 1, sourceLocation: location)
    #expect(run.output == "", sourceLocation: location)
    if prefix {
      #expect(run.error.hasPrefix("stapes: \(message)"), sourceLocation: location)
    } else {
      #expect(run.error == "stapes: \(message)\n", sourceLocation: location)
    }
  }
}

/// Numbers in [0, 1) that a seed repeats.
private struct Sequence32 {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 40) / Double(1 << 24)
  }
}
