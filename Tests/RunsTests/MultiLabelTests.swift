import Audio
import DataSets
import Foundation
import Graph
import Interchange
import Recipes
import Runs
import Testing

/// Trainings on clips in which one tone or two can be heard.
@Suite struct MultiLabelTests {
  private let chords: ChordFolder

  init() throws {
    chords = try ChordFolder()
  }

  private static let binary = ["loss": #"{"kind": "binary"}"#]

  private func plan(
    _ others: [String: String], network: Network? = nil, teacher: Checkpoint? = nil
  ) throws -> RunPlan {
    try RunPlan(
      try chords.recipe(others), network: try network ?? chords.network(), store: chords.store(),
      only: [1], teacher: teacher, threads: 1)
  }

  /// Trains in a folder of a name, at most so many steps.
  private func train(
    _ plan: RunPlan, _ name: String, resuming: Bool = false, steps: Int = .max,
    progress: (TrainingRun.Moment) -> Void = { _ in }, foldEnded: (String) -> Void = { _ in }
  ) throws -> RunResult? {
    var left = steps
    let run = try TrainingRun(
      plan, recipe: plan.recipe.json(), folder: RunFolder(chords.path + "/" + name),
      resuming: resuming)
    let outcome = try run.run(
      shouldStop: {
        defer { left -= 1 }
        return left <= 0
      }, progress: progress, foldEnded: foldEnded)
    if case .finished(let result) = outcome { return result }
    return nil
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: chords.path + "/" + path)), as: UTF8.self)
  }

  @Test func itLearnsToHearTwoTonesAtOnce() throws {
    var moments: [TrainingRun.Moment] = []
    var sentences: [String] = []
    let result = try #require(
      try train(
        try plan(Self.binary), "run", progress: { moments.append($0) },
        foldEnded: { sentences.append($0) }))
    #expect(result.score == .meanAveragePrecision)
    #expect(result.scores.mean > 0.9)
    #expect(result.summary.hasPrefix("mAP \(result.score.text(result.scores.mean)) (40 clips"))
    guard case .multiLabel(let predictions, let evaluation) = result.assessment else {
      Issue.record("not of several labels")
      return
    }
    #expect(evaluation.meanAveragePrecision == result.scores.mean)
    #expect(predictions.truth.contains { $0.count == 2 })
    #expect(
      sentences == ["fold 1: mAP \(result.score.text(result.scores.mean)) over 40 test clips"])
    #expect(moments.allSatisfy { $0.accuracy == nil && $0.score == .meanAveragePrecision })
    #expect(moments.last?.validationScore != nil)
    // Nothing is called an accuracy.
    let metrics = try text("run/metrics.jsonl")
    #expect(!metrics.contains("ccuracy"))
    let epochs = try metrics.split(separator: "\n").map {
      try JSONDecoder().decode(Epoch.self, from: Data($0.utf8))
    }
    let best = try #require(
      epochs.max {
        ($0.validationMeanAveragePrecision, -$0.validationLoss, -$0.epoch)
          < ($1.validationMeanAveragePrecision, -$1.validationLoss, -$1.epoch)
      })
    let results = try text("run/results.json")
    #expect(results.contains("\"bestEpoch\" : \(best.epoch)"))
    #expect(!results.contains("ccuracy") && results.contains("meanAveragePrecision"))
    let page = try text("run/report.html")
    #expect(page.contains("Mean average precision by epoch") && !page.contains("ccuracy"))
    #expect(try text("run/predictions.csv").contains(",low;high,"))
  }

  private struct Epoch: Decodable {
    var epoch: Int
    var validationLoss: Double
    var validationMeanAveragePrecision: Double
  }

  @Test func mixingAndTeachingResumeToTheSameBytes() throws {
    let teacher = Checkpoint(
      network: try chords.network(),
      parameters: try Parameters.seeded(for: chords.network(), seed: 3))
    let others = [
      "loss":
        #"{"kind": "binary", "class_weights": "balanced", "label_smoothing": 0.1, "distillation": {}}"#,
      "augmentation": #"{"mixup": {"alpha": 0.4, "warmup": 1}}"#, "epochs": "3",
    ]
    let plan = try plan(others, teacher: teacher)
    #expect(try train(plan, "whole") != nil)
    #expect(try train(plan, "parts", steps: 7) == nil)
    #expect(try train(plan, "parts", resuming: true, steps: 1) == nil)
    #expect(try train(plan, "parts", resuming: true) != nil)
    for file in ["fold-1/best.safetensors", "metrics.jsonl", "results.json"] {
      #expect(try text("whole/" + file) == text("parts/" + file), "\(file)")
    }
  }

  @Test func crossEntropyRefusesSeveralLabels() throws {
    let error = #expect(throws: RunError.self) { try plan([:]) }
    #expect(
      error?.description
        == "4.wav: has several labels (low, high); write \"loss\": {\"kind\": \"binary\"} in the "
        + "recipe, or give each clip one label")
  }

  @Test func aSoftmaxIsRefused() throws {
    var network = try chords.network()
    network.layers.append(Layer(name: "scores", operation: .softmax, inputs: ["fc"]))
    let error = #expect(throws: RunError.self) { try plan(Self.binary, network: network) }
    #expect(error?.description.contains("a softmax (scores)") == true)
  }
}

/// Recordings of one or two of four tones in noise, eight of each choice, and their list.
private final class ChordFolder {
  private static let tones = [
    ("low", 300.0), ("high", 3_000.0), ("middle", 800.0), ("upper", 1_700.0),
  ]
  private static let choices = [
    [0], [1], [2], [3], [0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3],
  ]

  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appending(component: "stapes-chords-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path(percentEncoded: false)
    var random = SplitMix64(seed: 5)
    var list = "file,label\n"
    for clip in 0..<80 {
      let chosen = Self.choices[clip % 10]
      let tones = chosen.map { tone in
        (
          2 * .pi * Self.tones[tone].1 * random.number(in: 0.95...1.05) / 8_000,
          random.number(in: 0...6)
        )
      }
      let samples = (0..<2_000).map { index in
        let sound = tones.reduce(0) { $0 + sin($1.0 * Double(index) + $1.1) }
        return Int16(5_000 * sound + 1_000 * random.nextNormal())
      }
      try Recording.write16("\(path)/\(clip).wav", samples: samples, rate: 8_000)
      list += "\(clip).wav,\(chosen.map { Self.tones[$0].0 }.joined(separator: ";"))\n"
    }
    try Data(list.utf8).write(to: URL(filePath: path + "/chords.csv"))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func store() throws -> ClipStore {
    try ClipStore(try DataSet.load(layout: .csv, at: path), rate: 8_000, policy: .stop)
  }

  func network() throws -> Network {
    try Network(
      json: Data(
        """
        {
          "name": "chords",
          "inputs": [{"name": "audio", "kind": "waveform", "rate": 8000}],
          "labels": ["high", "low", "middle", "upper"],
          "layers": [
            {"name": "conv1", "op": "convolution1d", "channels": 12, "kernel": 32, "stride": 8},
            {"name": "norm1", "op": "batch_norm"},
            {"name": "relu1", "op": "relu"},
            {"name": "average", "op": "global_average_pool"},
            {"name": "fc", "op": "fully_connected", "outputs": 4}
          ]
        }
        """.utf8))
  }

  func recipe(_ others: [String: String]) throws -> Recipe {
    var members = [
      "name": #""chords""#, "architecture": #"{"file": "chords.json"}"#,
      "optimizer": #"{"rate": 0.02}"#, "epochs": "15", "batch": "8",
      "folds": #"{"kind": "stratified", "count": 2}"#, "validation_share": "0.25",
    ]
    members.merge(others) { $1 }
    let text = members.map { "\"\($0)\": \($1)" }.joined(separator: ",\n")
    return try Recipe(json: "{\(text)}".utf8)
  }
}
