import DataSets
import Foundation
import Graph
import Interchange
import Runs
import Testing
import Training

/// Trainings on clips in which one tone or two can be heard.
@Suite struct MultiLabelTests {
  private static let binary = ["loss": #"{"kind": "binary"}"#]

  private func network() throws -> Network {
    try toneNetwork(channels: 12, classes: ChordFolder.labels)
  }

  private func plan(
    _ others: [String: String], store: ClipStore, network: Network? = nil,
    teacher: Checkpoint? = nil, threads: Int = 1
  ) throws -> RunPlan {
    try RunPlan(
      try toneRecipe(others), network: try network ?? self.network(), store: store, only: ["1"],
      teacher: teacher, threads: threads)
  }

  @Test func itLearnsToHearTwoTonesAtOnce() throws {
    let others = ["epochs": "15", "batch": "8", "validation_share": "0.25"]
    let run = try ToneRun(
      try plan(Self.binary.merging(others) { $1 }, store: try ChordFolder().store()))
    var moments: [TrainingRun.Moment] = []
    var sentences: [String] = []
    let outcome = try run.go(
      progress: { moments.append($0) }, foldEnded: { sentences.append($0) })
    guard let result = outcome else { throw ToneRun.Unfinished() }
    let score = result.score.text(result.scores.mean)
    #expect(result.score == .meanAveragePrecision)
    #expect(result.scores.mean > 0.9)
    #expect(result.summary == "mAP \(score) (40 clips)")
    guard case .multiLabel(let predictions, let evaluation) = result.assessment else {
      Issue.record("not of several labels")
      return
    }
    #expect(evaluation.meanAveragePrecision == result.scores.mean)
    #expect(predictions.truth.contains { $0.count == 2 })
    #expect(sentences == ["fold 1: mAP \(score) over 40 test clips"])
    #expect(moments.allSatisfy { $0.accuracy == nil && $0.score == .meanAveragePrecision })
    #expect(moments.last?.validationScore != nil)
    let best = try #require(
      try run.epochs.max {
        ($0.validationMeanAveragePrecision ?? 0, -($0.validationLoss ?? 0), -$0.epoch)
          < ($1.validationMeanAveragePrecision ?? 0, -($1.validationLoss ?? 0), -$1.epoch)
      })
    #expect(best.validationMeanAveragePrecision ?? 0 > 0.9)
    let results = try text(run, "results.json")
    #expect(results.contains("\"bestEpoch\" : \(best.epoch)"))
    #expect(results.contains("meanAveragePrecision"))
    let page = try text(run, "report.html")
    #expect(page.contains("Mean average precision by epoch"))
    #expect(try text(run, "predictions.csv").contains(",low;high,"))
    // Nothing is called an accuracy.
    for text in [try text(run, "metrics.jsonl"), results, page] {
      #expect(!text.contains("ccuracy"))
    }
  }

  private func text(_ run: ToneRun, _ name: String) throws -> String {
    String(decoding: try run.bytes(name), as: UTF8.self)
  }

  /// Everything that has a state or draws at random, and a teacher.
  private func disturbable(_ store: ClipStore, threads: Int = 1) throws -> ToneRun {
    let network = try network()
    let teacher = Checkpoint(
      network: network, parameters: try Initialisation.he.parameters(for: network, seed: 3))
    return try ToneRun(
      try plan(
        [
          "loss": #"""
          {"kind": "binary", "class_weights": "balanced", "focal_gamma": 1, "label_smoothing": 0.1,
          "distillation": {}}
          """#,
          "augmentation": #"{"shift": 0.05, "mixup": {"alpha": 0.4, "warmup": 1}}"#,
          "epochs": "3", "batch": "3", "validation_share": "0.3",
        ], store: store, teacher: teacher, threads: threads))
  }

  @Test func stoppedAtAnyStepItEndsInTheSameBytes() throws {
    let store = try ChordFolder(clips: 20).store()
    let undisturbed = try disturbable(store)
    try undisturbed.result()
    let promised = try undisturbed.promised()
    var stops = 0
    for step in 0... {
      let stopped = try disturbable(store, threads: 1 + step % 2)
      guard case nil = try stopped.go(steps: step) else { break }
      stops += 1
      guard case .some = try stopped.go(resuming: true) else { throw ToneRun.Unfinished() }
      #expect(try stopped.promised() == promised, "stopped after \(step) steps")
    }
    #expect(stops >= 9)
  }

  @Test func otherFurtherLabelsAreOtherData() throws {
    let chords = try ChordFolder(clips: 20)
    // Drawn by the first labels alone, so that the folds stay the same.
    let draws = #"{"kind": "draws", "count": 1, "test_share": 0.3, "keep_subjects_apart": false}"#
    let others = Self.binary.merging(["folds": draws]) { $1 }
    let run = try ToneRun(try plan(others, store: try chords.store()))
    _ = try run.go(steps: 1)
    func resumed(_ change: (inout [Clip]) -> Void) -> String {
      complaint {
        let plan = try plan(others, store: try chords.store(change))
        #expect(plan.folds == run.plan.folds)
        _ = try TrainingRun(
          plan, recipe: plan.recipe.json(), folder: run.folder, resuming: true)
      }
    }
    #expect(resumed { _ in } == "none")
    #expect(
      resumed { $0[4].furtherLabels = [2] }.contains(
        "the data set has changed since the run was started (4.wav)"))
  }

  @Test func crossEntropyRefusesSeveralLabels() throws {
    let store = try ChordFolder(clips: 10).store()
    #expect(
      complaint { _ = try plan([:], store: store) }
        == "4.wav: has several labels (low, high); write \"loss\": {\"kind\": \"binary\"} in the "
        + "recipe, or give each clip one label")
  }

  @Test func aSoftmaxIsRefused() throws {
    var network = try network()
    network.layers.append(Layer(name: "scores", operation: .softmax, inputs: ["fc"]))
    let store = try ChordFolder(clips: 10).store()
    #expect(
      complaint { _ = try plan(Self.binary, store: store, network: network) }
        == "loss.kind: the network ends in a softmax (scores), which takes clips to have one "
        + "label; leave out the layer or the loss's kind")
    let teacher = Checkpoint(
      network: network, parameters: try Initialisation.he.parameters(for: network, seed: 3))
    let distilled = ["loss": #"{"kind": "binary", "distillation": {}}"#]
    #expect(
      complaint { _ = try plan(distilled, store: store, teacher: teacher) }
        == "the teacher's last layer is a softmax (scores); take a checkpoint for the same clips "
        + "and classes")
  }
}
