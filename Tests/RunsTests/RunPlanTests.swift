import Foundation
import Graph
import Interchange
import Recipes
import Runs
import Testing
import Training

/// What is wrong with a run is said before it begins.
@Suite struct RunPlanTests {
  private let tones: ToneFolder

  init() throws {
    tones = try ToneFolder(clips: 4)
  }

  private func checkpoint(channels: Int, classes: [String] = ["high", "low", "middle"]) throws
    -> Checkpoint
  {
    let network = try toneNetwork(channels: channels, classes: classes)
    return Checkpoint(
      network: network, parameters: try Initialisation.he.parameters(for: network, seed: 1))
  }

  private func complaint(
    _ others: [String: String] = [:], only: [String] = [], start: Checkpoint? = nil,
    teacher: Checkpoint? = nil
  ) -> String {
    RunsTests.complaint {
      _ = try ToneRun(tones, others, only: only, start: start, teacher: teacher)
    }
  }

  @Test func pruning() {
    #expect(
      complaint(["pruning": #"{"keep": 0.5, "protected": ["fc9"]}"#])
        .hasPrefix("pruning.protected: no layer is called fc9; the layers with parameters are "))
    #expect(
      complaint(["epochs": "2", "batch": "2", "pruning": #"{"keep": 0.5, "rewind": 6}"#])
        == "pruning.rewind: step 6 is not before the end of a training of 6 steps")
    #expect(
      complaint(["epochs": "2", "batch": "2", "pruning": #"{"keep": 0.5, "rewind": 5}"#]) == "none")
  }

  @Test func goodOnes() throws {
    #expect(complaint() == "none")
    #expect(complaint(only: ["2"]) == "none")
    #expect(complaint(["start": "{}"], start: try checkpoint(channels: 6)) == "none")
  }

  @Test func folds() {
    #expect(complaint(only: ["3"]).hasSuffix(": there is no fold 3; there are 1, 2"))
    #expect(complaint(only: ["1", "0"]).hasSuffix(": there is no fold 0; there are 1, 2"))
    #expect(
      complaint(["folds": #"{"kind": "published"}"#]).contains("has no published folds"))
  }

  @Test func differingLengthsNeedACrop() throws {
    let mixed = try ToneFolder(clips: 4) { 2_000 + 1_000 * $0 }
    #expect(
      RunsTests.complaint { _ = try ToneRun(mixed) }
        == "clips are between 0.3 and 0.6 s long; say with augmentation.crop what length to train "
        + "on")
    let crop = ["augmentation": #"{"crop": {"seconds": 0.25}}"#]
    #expect(RunsTests.complaint { _ = try ToneRun(mixed, crop) } == "none")
  }

  @Test func layers() {
    let layers =
      "; the layers with parameters are conv1, norm1, conv2, norm2, fc"
    #expect(
      complaint([
        "optimizer": #"{"rate": 1, "groups": [{"layers": ["conv*", "covn2"], "fraction": 0}]}"#
      ])
        == "optimizer.groups: no layer is called covn2" + layers)
    #expect(
      complaint(["start": #"{"replaced": ["fc1"]}"#], start: try? checkpoint(channels: 6))
        == "start.replaced: no layer is called fc1" + layers)
  }

  @Test func starts() throws {
    #expect(
      complaint(["start": "{}"])
        == "the recipe starts from a checkpoint that it does not name; give it with --start")
    #expect(
      complaint(["start": "{}"], start: try checkpoint(channels: 5))
        == "start.safetensors: conv1.weight: has the shape [5, 1, 32], the network needs "
        + "[6, 1, 32]; name its layer in start.replaced to begin it anew")
    var other = try checkpoint(channels: 6)
    other.parameters["conv2.weight"] = nil
    #expect(
      complaint(["start": "{}"], start: other)
        == "start.safetensors: conv2.weight: missing; the network needs [6, 6, 3]")
    #expect(complaint(["start": #"{"replaced": ["conv2", "fc"]}"#], start: other) == "none")
    // Other classes are what transfer is for.
    #expect(
      complaint(["start": "{}"], start: try checkpoint(channels: 6, classes: ["a", "b"])) == "none")
    #expect(complaint(start: other).hasPrefix("--start: the recipe starts from no checkpoint"))
  }

  @Test func classWeights() {
    #expect(
      complaint(["loss": #"{"class_weights": [1, 2]}"#])
        == "loss.class_weights: 2 weights for 3 classes")
  }

  @Test func teachers() throws {
    let distilling = ["loss": #"{"distillation": {}}"#]
    #expect(
      complaint(distilling)
        == "the recipe distils from a teacher that it does not name; give it with --teacher")
    #expect(complaint(distilling, teacher: try checkpoint(channels: 9)) == "none")
    #expect(
      complaint(distilling, teacher: try checkpoint(channels: 9, classes: ["a", "b"]))
        == "the teacher's classes are a, b; take a checkpoint for the same clips and classes")
    var fast = try checkpoint(channels: 9)
    fast.network.inputs[0].kind = .waveform(rate: 16_000)
    #expect(
      complaint(distilling, teacher: fast).hasPrefix("the teacher's input is another one"))
    #expect(complaint(teacher: fast).hasPrefix("--teacher: the recipe distils from no teacher"))
  }

  @Test func features() throws {
    let network = try toneNetwork()
    #expect(
      RunsTests.complaint {
        _ = try RunPlan.rate(of: try toneRecipe(["features": #""cough""#]), network: network)
      } == "tones cannot be fed with cough features")
    #expect(try RunPlan.rate(of: try toneRecipe(), network: network) == 8_000)
    let crackle = try Zoo.named("crackle", options: ZooOptions())
    #expect(
      try RunPlan.rate(of: try toneRecipe(["features": #""crackle""#]), network: crackle)
        == 16_000)
  }

  @Test func unreadableClips() throws {
    let tones = try ToneFolder(clips: 4)
    for name in ["low/0.wav", "high/1.wav"] {
      try Data(name == "low/0.wav" ? [] : Array("garbage".utf8))
        .write(to: URL(filePath: "\(tones.path)/\(name)"))
    }
    let store = try tones.store(.skip)
    #expect(store.readable.count == 10)
    #expect(store.remarks.isEmpty && store.total == 12)
    #expect(store.dropped.map(\.clip) == ["high/1.wav", "low/0.wav"])
    #expect(store.dropped.allSatisfy { $0.problem.hasPrefix("\(tones.path)/\($0.clip): ") })
    #expect(store.dropped(of: [4, 5]).map(\.clip) == ["low/0.wav"])
    let plan = try RunPlan(
      try toneRecipe(), network: try toneNetwork(), store: store, threads: 1)
    let used = plan.folds.flatMap { $0.training + $0.validation + $0.test }
    #expect(Set(used) == Set(store.readable))
    #expect(RunsTests.complaint { _ = try tones.store() }.contains("high/1.wav"))
  }

  @Test func nothingToTestWith() throws {
    let tones = try ToneFolder(clips: 1)
    for (label, _) in ToneFolder.classes.dropFirst() {
      try Data().write(to: URL(filePath: "\(tones.path)/\(label)/0.wav"))
    }
    let store = try tones.store(.skip)
    let sentence = RunsTests.complaint {
      _ = try RunPlan(try toneRecipe(), network: try toneNetwork(), store: store, threads: 1)
    }
    #expect(
      sentence
        == "low: all 1 clips of the class are dropped; mend the recordings, or take the class "
        + "out of the data set")
  }
}
