import Foundation
import Testing

/// `stapes report` through the built tool.
@Suite struct ReportTests {
  private let tones: ToneSet

  init() throws {
    tones = try ToneSet(clips: 6)
    try tones.writeRecipe(["epochs": "4"])
    #expect(try tones.train("runs/dense").status == 0)
  }

  /// A ticket and its control on the second fold.
  private func trainTicket() throws {
    try tones.writeRecipe(["epochs": "4", "pruning": #"{"keep": 0.5, "control": true}"#])
    let run = try tones.train("runs/ticket", "--from", "runs/dense", "--folds", "2")
    #expect(run.status == 0, "\(run.error)")
  }

  private func report(_ arguments: String...) throws -> ToolRun {
    try ToolRun(["report"] + arguments + ["--data", "tones"], in: tones.url)
  }

  private func json(_ folder: String) throws -> [String: Any] {
    try tones.json(try tones.text("\(folder)/report.json"))
  }

  @Test func networksStandSideBySide() throws {
    try trainTicket()
    let run = try report(
      "runs/dense", "runs/ticket", "-o", "out", "--grid", "127,31", "--threads", "1")
    #expect(run.status == 0, "\(run.error)")
    #expect(run.error == "")
    let lines = run.output.split(separator: "\n")
    #expect(
      lines.dropFirst().map { $0.split(separator: "  ")[0] }
        == ["dense", "dense", "dense"] + Array(repeating: "ticket/ticket", count: 3)
        + Array(repeating: "ticket/control", count: 3) + ["report: out/report.html"])
    let report = try json("out")
    #expect(report["dataSet"] as? String == "tones")
    let networks = try #require(report["networks"] as? [[String: Any]])
    #expect(
      networks.map { ($0["float"] as? [String: Any])?["folds"] as? [String] }
        == [["fold 1", "fold 2"], ["fold 2"], ["fold 2"]])
    let repetitions = try #require(report["repetitions"] as? [[String: String]])
    #expect(repetitions == [["name": "ticket/dense", "original": "dense"]])
    for network in networks {
      let files = try #require(network["files"] as? [[String: Any]])
      #expect(files.map { $0["name"] as? String } == ["INT8 ±127", "INT8 ±31"])
      for file in files {
        #expect((file["file"] as? [String: Any])?["lostSurvivors"] as? Int == 0)
      }
    }
    // The control on the clips of its fold alone.
    let differences = try #require(report["differences"] as? [[String: Any]])
    let clips = differences.compactMap { difference -> Int? in
      let counts = difference["comparison"] as? [String: Any]
      return ["bothCorrect", "onlyFirstCorrect", "onlySecondCorrect", "neitherCorrect"]
        .reduce(0) { $0 + (counts?[$1] as? Int ?? -100) }
    }
    #expect(clips == [12, 12] + Array(repeating: 6, count: 6))
    #expect((report["sensitivity"] as? [String: Any])?["network"] as? String == "ticket/ticket")
    #expect(try tones.text("out/report.html").contains("same networks: ticket/dense (as dense)."))
    // Threads change the time and nothing else.
    _ = try self.report(
      "runs/dense", "runs/ticket", "-o", "again", "--grid", "127,31", "--threads", "3")
    for name in ["report.html", "report.json"] {
      #expect(try tones.bytes("out/\(name)") == tones.bytes("again/\(name)"))
    }
  }

  /// Integers are compiled as they were trained, and scored as they were tested.
  @Test func networksTrainedInIntegers() throws {
    try tones.writeRecipe([
      "epochs": "4", "pruning": #"{"keep": 0.5}"#,
      "quantisation": #"{"grid": 15, "epochs": 2, "rate": 0.001, "clips": 4}"#,
    ])
    let trained = try tones.train("runs/integers", "--from", "runs/dense")
    #expect(trained.status == 0, "\(trained.error)")
    let run = try report("runs/integers", "-o", "out", "--grid", "127,31")
    #expect(run.status == 0, "\(run.error)")
    let report = try json("out")
    let networks = try #require(report["networks"] as? [[String: Any]])
    #expect(networks.map { $0["name"] as? String } == ["dense", "ticket", "quantised"])
    #expect(networks[2]["origin"] as? String == "ticket")
    let files = try #require(networks[2]["files"] as? [[String: Any]])
    #expect(files.map { $0["name"] as? String } == ["INT8 ±15"])
    let differences = try #require(report["differences"] as? [[String: Any]])
    let same = try #require(differences.first { $0["first"] as? String == "quantised, as trained" })
    let comparison = try #require(same["comparison"] as? [String: Any])
    #expect(comparison["onlyFirstCorrect"] as? Int == 0)
    #expect(comparison["onlySecondCorrect"] as? Int == 0)
    #expect((report["sensitivity"] as? [String: Any])?["network"] as? String == "ticket")
  }

  @Test func filesAreThoseOfCompile() throws {
    try tones.writeRecipe(["epochs": "4", "validation_share": "0"])
    #expect(try tones.train("runs/whole").status == 0)
    #expect(try report("runs/whole", "-o", "out", "--grid", "31", "--clips", "3").status == 0)
    let networks = try #require(try json("out")["networks"] as? [[String: Any]])
    let file = try #require((networks[0]["files"] as? [[String: Any]])?.first)
    let folds = try #require((file["accuracyByFold"] as? [String: Any])?["values"] as? [Double])
    let bytes = try #require((file["file"] as? [String: Any])?["bytesByFold"] as? [Int])
    for fold in 1...2 {
      let options = ["--data", "tones", "--recipe", "recipe.json", "--fold", "\(fold)"]
      let compiled = try ToolRun(
        [
          "compile", "runs/whole/fold-\(fold)/best.safetensors", "-o", "tones.stapes", "--grid",
          "31", "--clips", "3",
        ] + options, in: tones.url)
      #expect(compiled.status == 0)
      #expect(try tones.bytes("tones.stapes").count == bytes[fold - 1])
      let evaluated = try ToolRun(
        ["evaluate", "tones.stapes", "--json"] + options, in: tones.url)
      let evaluation = try tones.json(evaluated.output)["evaluation"] as? [String: Any]
      let accuracy = (evaluation?["accuracy"] as? [String: Any])?["value"] as? Double
      #expect(accuracy == folds[fold - 1])
    }
  }

  @Test func aFileThatCannotFitIsThereAllTheSame() throws {
    let run = try report(
      "runs/dense", "-o", "out", "--max-file", "100", "--sensitivity", "none")
    #expect(run.status == 0, "\(run.error)")
    let report = try json("out")
    #expect(report["maxFileBytes"] as? Int == 100)
    #expect(report["sensitivity"] == nil)
    let page = try tones.text("out/report.html")
    #expect(page.contains("no file is small enough"))
    #expect(page.contains("larger files are as small as possible"))
  }

  @Test func mistakes() throws {
    func expect(
      _ arguments: String..., message: String, status: Int32 = 1,
      location: SourceLocation = #_sourceLocation
    ) throws {
      let run = try ToolRun(["report"] + arguments, in: tones.url)
      #expect(run.status == status, sourceLocation: location)
      #expect(run.error == "stapes: \(message)\n", sourceLocation: location)
      #expect(run.output == "", sourceLocation: location)
      #expect(!tones.folder.names.contains("out"), sourceLocation: location)
    }
    try expect(
      "runs/none", "--data", "tones", "-o", "out",
      message: "runs/none: holds no run; name a folder that `stapes train` has written")
    try expect(
      "runs/dense", "runs/dense", "--data", "tones", "-o", "out",
      message: "runs/dense is named twice", status: 64)
    try expect(
      "runs/dense", "--data", "tones", "-o", "runs/dense",
      message: "--output: runs/dense is <run> as well; name another file",
      status: 64)
    try expect(
      "runs/dense", "--data", "tones", "-o", "out", "--grid", "127,128",
      message: "--grid: '128' is not a whole number between 1 and 127", status: 64)
    try expect(
      "runs/dense", "--data", "tones", "-o", "out", "--sensitivity", "ticket",
      message: "--sensitivity: there is no network ticket; there are dense")
    try FileManager.default.removeItem(atPath: tones.url.path + "/tones/low/3.wav")
    try expect(
      "runs/dense", "--data", "tones", "-o", "out",
      message: "runs/dense: the run was trained on other data than tones as it is here; name its "
        + "data set with --data")
    try FileManager.default.removeItem(atPath: tones.url.path + "/runs/dense/results.json")
    try expect(
      "runs/dense", "--data", "tones", "-o", "out",
      message: "runs/dense: the run is not finished, 2 of its trainings are; go on with "
        + "`stapes train` and --resume first")
  }
}
