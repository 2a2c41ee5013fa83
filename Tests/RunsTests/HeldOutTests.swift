import Audio
import Basics
import DataSets
import Foundation
import Graph
import Recipes
import Runs
import TestSupport
import Testing

/// Runs on clips of three speakers, in the folds 0, 3 and 7 of the data.
@Suite struct HeldOutTests {
  private let folder: TemporaryFolder
  private let store: ClipStore

  init() throws {
    folder = try TemporaryFolder()
    var list = "file,label,subject,fold\n"
    for (fold, speaker) in [(0, "anna"), (3, "bert"), (7, "theo")] {
      for (label, frequency) in ToneFolder.classes {
        for clip in 0..<2 {
          let name = "\(speaker)-\(label)-\(clip).wav"
          let samples = (0..<2_000).map { index in
            let time = Double(index) / 8_000
            return Int16(6_000 * sin(2 * .pi * (frequency + Double(fold + 10 * clip)) * time))
          }
          try Recording.write16(
            try folder.write(name, ""), samples: samples, rate: ToneFolder.rate)
          list += "\(name),\(label),\(speaker),\(fold)\n"
        }
      }
    }
    try folder.write("list.csv", list)
    store = try ClipStore(
      DataSet.load(layout: .csv, at: folder.path), rate: ToneFolder.rate, policy: .stop)
  }

  private func run(
    _ others: [String: String], only: [String] = []
  ) throws -> ToneRun {
    try ToneRun(
      try RunPlan(
        try toneRecipe(["epochs": "3"].merging(others) { $1 }), network: try toneNetwork(),
        store: store, only: only, threads: 1))
  }

  private struct Results: Decodable {
    struct Fold: Decodable {
      var fold: String
      var heldOut: [String]
      var heldOutSubjects: Int
      var trainingClips: Int
      var validationClips: Int
      var clips: Int
    }
    var folds: [Fold]
  }

  private func results(_ run: ToneRun) throws -> Results {
    try JSONDecoder().decode(Results.self, from: run.bytes("results.json"))
  }

  @Test func foldsAreCalledAsInTheData() throws {
    let run = try run(["folds": #"{"kind": "published"}"#], only: ["3", "0"])
    var said: [String] = []
    _ = try run.go(foldEnded: { said.append($0) })
    #expect(said.map { $0.prefix { $0 != ":" } } == ["fold 0 (anna)", "fold 3 (bert)"])
    let folds = try results(run).folds
    #expect(folds.map(\.fold) == ["fold 0", "fold 3"])
    #expect(folds.map(\.heldOut) == [["anna"], ["bert"]])
    #expect(folds.map(\.heldOutSubjects) == [1, 1])
    #expect(folds.map(\.trainingClips) == [12, 12] && folds.map(\.clips) == [6, 6])
    #expect(try !run.bytes("fold-0/best.safetensors").isEmpty)
    #expect(
      complaint { _ = try self.run(["folds": #"{"kind": "published"}"#], only: ["1"]) }
        == "list: there is no fold 1; there are 0, 3, 7")
  }

  @Test func subjectsAreHeldOutByARecipe() throws {
    let recipe = [
      "folds": #"{"kind": "hold_out", "subjects": ["theo"]}"#, "validation_share": "0.4",
    ]
    let run = try run(recipe)
    try run.result()
    let fold = try #require(try results(run).folds.first)
    #expect(fold.fold == "without theo" && fold.heldOut == ["theo"])
    #expect(fold.trainingClips + fold.validationClips == 12 && fold.clips == 6)
    #expect(try !run.bytes("without-theo/best.safetensors").isEmpty)
    let clips = String(decoding: try run.bytes("predictions.csv"), as: UTF8.self)
    #expect(clips.hasPrefix("clip,subject,truth,predicted,"))
    #expect(clips.split(separator: "\n").dropFirst().allSatisfy { $0.contains(",theo,") })
    // The run as it was kept is read again by its recipe.
    _ = try FinishedRun(run.folder, threads: 1) { _, _ in store }
  }

  @Test func theReportSaysHowItWasMade() throws {
    let recipe = ["folds": #"{"kind": "published"}"#, "validation_share": "0.4", "epochs": "4"]
    let run = try run(recipe, only: ["7"])
    let training = try TrainingRun(
      run.plan, recipe: run.plan.recipe.json(), folder: run.folder,
      command: "stapes train <recipe>", resuming: false)
    _ = try training.run(shouldStop: { false }, progress: { _ in }, foldEnded: { _ in })
    let html = String(decoding: try run.bytes("report.html"), as: UTF8.self)
    for text in [
      "<td>fold 7</td><td>theo</td>", ">training</text>", ">validation</text>", "chosen: epoch ",
      "stapes train &lt;recipe&gt;", "&quot;epochs&quot;: 4", "<td>parameters</td>",
      "6 clips of one subject, taken as independent",
    ] {
      #expect(html.contains(text), "\(text)")
    }
  }

  /// The validation of an epoch is shown at its last step, not only in the next epoch.
  @Test func progressShowsTheValidationOfTheEpochThatEnds() throws {
    let run = try run(["validation_share": "0.4", "folds": #"{"kind": "published"}"#], only: ["7"])
    var shown: [Int: Double?] = [:]
    _ = try run.go(progress: { shown[$0.epoch] = $0.validationScore })
    let said = try run.epochs.map(\.validationAccuracy)
    #expect(said.count == 3)
    #expect((1...3).map { shown[$0] ?? nil } == said)
  }

  /// What is done before counts from where the state stands, within a fold as well.
  @Test func theShareOfAResumedRunIsThatOfItsSteps() throws {
    let run = try run(["folds": #"{"kind": "published"}"#, "batch": "4"])
    var last = 0.0
    _ = try run.go(steps: 4, progress: { last = $0.share })
    let resumed = try TrainingRun(
      run.plan, recipe: run.plan.recipe.json(), folder: run.folder, resuming: true)
    // Three folds of three epochs of three steps.
    #expect(resumed.share == 4.0 / 27 && last == resumed.share)
  }

  @Test func resultsStaySmall() throws {
    let classes = (0..<50).map { "class \($0)" }
    let clips = (0..<2_000).map { clip in
      Clip(path: "\(clip).wav", label: clip % 50, subject: "subject \(clip / 4)")
    }
    let set = DataSet(name: "large", root: "/", labels: classes, clips: clips)
    let scores = clips.indices.map { clip in
      let row = classes.indices.map { Double(($0 * 37 + clip * 101) % 997 + 1) }
      return row.map { $0 / row.reduce(0, +) }
    }
    let assessment = try Assessment(
      .crossEntropy, of: set, clips: Array(clips.indices), scores: scores)
    #expect(try jsonText(assessment).utf8.count < 80_000)
  }
}
