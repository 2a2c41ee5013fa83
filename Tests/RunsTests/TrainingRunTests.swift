import Audio
import DataSets
import Foundation
import Graph
import Interchange
import Runs
import Testing
import Training

/// Whole trainings on tones.
@Suite struct TrainingRunTests {
  private let tones: ToneFolder

  init() throws {
    tones = try ToneFolder()
  }

  @Test func itLearnsTheTones() throws {
    let training = try ToneRun(tones, ["epochs": "12"], only: [])
    let result = try training.result()
    #expect(result.score == .accuracy)
    #expect(result.scores.values.count == 2)
    #expect(result.summary.hasSuffix(", 24 clips, taken as independent)"))
    #expect(result.assessment.value > 0.9)
    for name in ["results.json", "predictions.csv", "report.html", "recipe.json"] {
      #expect(try !training.bytes(name).isEmpty)
    }
    #expect(try training.epochs.map(\.epoch) == Array(1...12) + Array(1...12))
  }

  @Test func theSeedAloneMakesTheBytes() throws {
    let augmented = [
      "augmentation":
        #"{"shift": 0.1, "speed": 1.1, "gain": 3, "noise": [20, 40], "crop": {"seconds": 0.4}}"#
    ]
    let first = try ToneRun(tones, augmented)
    try first.result()
    for threads in [1, 2, 3] {
      let again = try ToneRun(tones, augmented, threads: threads)
      try again.result()
      #expect(try again.promised() == first.promised())
    }
    let other = try ToneRun(tones, augmented.merging(["seed": "2"]) { $1 })
    try other.result()
    #expect(try other.checkpoint("last") != first.checkpoint("last"))
  }

  @Test func soundThatDoesNotFitInMemoryIsTheSameSound() throws {
    let (all, none) = (try tones.store(), try tones.store(keepingBytes: 30_000))
    #expect(all.counts == none.counts)
    for clip in all.readable { #expect(try all.samples(clip) == none.samples(clip)) }
  }

  /// It ends the training with its name, whatever the policy for those that are broken at first.
  @Test(arguments: ClipReader.Policy.allCases)
  func aRecordingThatGoesAway(policy: ClipReader.Policy) throws {
    let tones = try ToneFolder(clips: 4)
    let store = try tones.store(policy, keepingBytes: 0)
    let plan = try RunPlan(
      try toneRecipe(["epochs": "1"]), network: try toneNetwork(), store: store, only: ["1"],
      threads: 2)
    let gone = plan.folds[0].training[1]
    let path = store.set.path(of: store.set.clips[gone])
    try FileManager.default.removeItem(atPath: path)
    #expect(complaint { _ = try store.samples(gone) }.hasPrefix(path))
    #expect(complaint { try ToneRun(plan).result() }.hasPrefix(path))
  }

  /// Be it by its length or by one sample.
  @Test func aRecordingThatChanges() throws {
    let tones = try ToneFolder(clips: 4)
    let store = try tones.store(keepingBytes: 0)
    let path = store.set.path(of: store.set.clips[0])
    var samples = try store.samples(0)
    samples[1_234] ^= 1
    for other in [[1, 2, 3], samples] {
      try Recording.write16(path, samples: other, rate: ToneFolder.rate)
      #expect(throws: DataSetError.changed(path: path)) {
        // What was read last is kept; another clip in between makes the store read again.
        _ = try store.samples(1)
        _ = try store.samples(0)
      }
    }
  }

  @Test func frozenLayersStayAsTheyWere() throws {
    let frozen =
      #"{"rate": 0.02, "weight_decay": 0.1, "groups": [{"layers": ["conv*", "norm1"], "fraction": 0}]}"#
    for kind in [frozen, frozen.replacing("{\"rate\"", with: #"{"kind": "sgd", "rate""#)] {
      let training = try ToneRun(tones, ["optimizer": kind, "epochs": "1"])
      _ = try training.go(steps: 0)
      let before = try RunState(contentsOf: training.folder.path + "/state.safetensors")
      _ = try training.go(resuming: true)
      let start = try #require(before.fold).parameters
      let end = try training.checkpoint("last").parameters
      for name in start.tensors.keys.sorted() where !name.contains("running") {
        let isFrozen = name.hasPrefix("conv") || name.hasPrefix("norm1")
        #expect((start[name] == end[name]) == isFrozen, "\(name)")
      }
    }
  }

  @Test func transferBeginsWithTheOldWeights() throws {
    let source = try ToneRun(tones, ["epochs": "2"])
    try source.result()
    let old = try source.checkpoint("last")
    let training = try ToneRun(
      tones,
      [
        "start": "{}", "seed": "77", "epochs": "1",
        "optimizer": #"{"rate": 0.02, "groups": [{"layers": ["*"], "fraction": 0}]}"#,
      ], start: old)
    try training.result()
    let new = try training.checkpoint("last").parameters
    for name in old.parameters.tensors.keys where !name.contains("running") {
      #expect((new[name] == old.parameters[name]) == !name.hasPrefix("fc."), "\(name)")
    }
    let replacing = try ToneRun(
      tones,
      [
        "start": #"{"replaced": ["conv1", "fc"]}"#, "seed": "77", "epochs": "1",
        "optimizer": #"{"rate": 0.02, "groups": [{"layers": ["*"], "fraction": 0}]}"#,
      ], start: old)
    try replacing.result()
    let mixed = try replacing.checkpoint("last").parameters
    #expect(mixed["conv1.weight"] != old.parameters["conv1.weight"])
    #expect(mixed["conv2.weight"] == old.parameters["conv2.weight"])
  }

  @Test func aStudentComesCloserToItsTeacher() throws {
    let lessons = try ToneRun(tones, ["epochs": "10"], channels: 8)
    try lessons.result()
    let teacher = try lessons.checkpoint("last")
    func distance(epochs: Int) throws -> Double {
      let training = try ToneRun(
        tones,
        [
          "epochs": "\(epochs)",
          "loss": #"{"distillation": {"temperature": 2, "share": 1}}"#,
        ], teacher: teacher)
      try training.result()
      let student = try training.checkpoint("last")
      let store = training.plan.store
      let maker = SampleMaker(
        .waveform, training.plan.recipe.augmentation, rate: store.rate, longest: 4_000)
      let clips = training.plan.folds[0].test
      let probabilities = try [teacher, student].map { model in
        try Classifier(
          model.network, model.parameters, longest: 4_000, capacity: 20_000, threads: 2
        )
        .logits(counts: clips.map { store.counts[$0] }) {
          maker.whole(try store.samples(clips[$0]))
        }
        .map { Loss.Kind.crossEntropy.probabilities($0.map { Double($0) / 2 }) }
      }
      var sum = 0.0
      for (first, second) in zip(probabilities[0], probabilities[1]) {
        for label in 0..<3 { sum += first[label] * log(first[label] / second[label]) }
      }
      return sum / Double(clips.count)
    }
    let (early, late) = (try distance(epochs: 1), try distance(epochs: 12))
    #expect(late < early / 2)
  }

  @Test func theBestEpochIsTheOneThatTheMetricsSay() throws {
    let others = ["validation_share": "0.3", "epochs": "8", "optimizer": #"{"rate": 0.05}"#]
    let training = try ToneRun(tones, others)
    try training.result()
    let epochs = try training.epochs
    let accuracies = epochs.compactMap(\.validationAccuracy)
    #expect(accuracies.count == 8)
    let best = try #require(
      epochs.max {
        ($0.validationAccuracy ?? 0, -($0.validationLoss ?? 0))
          < ($1.validationAccuracy ?? 0, -($1.validationLoss ?? 0))
      })
    struct Results: Decodable {
      struct Fold: Decodable {
        var bestEpoch: Int
        var epochs: Int
      }
      var folds: [Fold]
    }
    let results = try JSONDecoder().decode(Results.self, from: training.bytes("results.json"))
    #expect(results.folds.map(\.bestEpoch) == [best.epoch])
    // The same training, cut off after that epoch, ends with the same weights.
    let short = try ToneRun(tones, others)
    let stepsPerEpoch = (short.plan.folds[0].training.count + 4) / 5
    _ = try short.go(steps: best.epoch * stepsPerEpoch)
    let state = try RunState(contentsOf: short.folder.path + "/state.safetensors")
    #expect(try training.checkpoint("best").parameters == state.fold?.parameters)
    let isLast = try training.checkpoint("last") == training.checkpoint("best")
    #expect(isLast == (best.epoch == 8))
  }

  @Test func patienceEndsEarly() throws {
    // Nothing learns, so the first epoch stays the best but for the running statistics.
    let training = try ToneRun(
      tones,
      [
        "validation_share": "0.3", "epochs": "50", "patience": "3",
        "optimizer": #"{"rate": 1e-12}"#,
      ])
    try training.result()
    let epochs = try training.epochs
    let best = try #require(
      epochs.max {
        ($0.validationAccuracy ?? 0, -($0.validationLoss ?? 0))
          < ($1.validationAccuracy ?? 0, -($1.validationLoss ?? 0))
      })
    #expect(epochs.count == min(50, best.epoch + 3))
    #expect(epochs.count < 50)
  }

  @Test(arguments: [
    ["augmentation": #"{"mixup": {"alpha": 0.2, "warmup": 1}}"#],
    ["loss": #"{"class_weights": [1, 2, 0.5], "label_smoothing": 0.1}"#],
    ["loss": #"{"focal_gamma": 2, "class_weights": "complement"}"#],
    ["schedule": #"{"kind": "cosine", "warmup": 0.1, "floor": 0.01}"#],
    ["schedule": #"{"kind": "step", "every": 4, "factor": 0.5}"#],
    ["optimizer": #"{"kind": "sgd", "rate": 0.05, "weight_decay": 1e-4}"#],
    ["optimizer": #"{"kind": "adamw", "rate": 0.02, "weight_decay": 1e-2}"#],
    ["augmentation": #"{"stretch": 1.2, "shift": 0.2}"#],
  ])
  func variantsLearnToo(others: [String: String]) throws {
    let plain = try ToneRun(tones, ["epochs": "10"])
    let training = try ToneRun(tones, others.merging(["epochs": "10"]) { $1 })
    let result = try training.result()
    #expect(result.assessment.value > 0.8)
    try plain.result()
    #expect(try training.checkpoint("last") != plain.checkpoint("last"))
  }

  @Test func classesOfOneSizeAreBalancedAlready() throws {
    let plain = try ToneRun(tones)
    let balanced = try ToneRun(tones, ["loss": #"{"class_weights": "balanced"}"#])
    try plain.result()
    try balanced.result()
    // Four clips of each class are trained on.
    #expect(try balanced.checkpoint("last") == plain.checkpoint("last"))
  }

  @Test func ratesFollowTheSchedule() throws {
    let training = try ToneRun(
      tones, ["epochs": "5", "schedule": #"{"kind": "step", "every": 2, "factor": 0.5}"#])
    try training.result()
    #expect(try training.epochs.map(\.rate) == [0.02, 0.02, 0.01, 0.01, 0.005])
  }

  @Test func mixupBeginsAfterItsWarmup() throws {
    let plain = try ToneRun(tones, ["epochs": "2"])
    try plain.result()
    func mixed(_ warmup: Int) throws -> Checkpoint {
      let training = try ToneRun(
        tones,
        ["epochs": "2", "augmentation": #"{"mixup": {"alpha": 1, "warmup": \#(warmup)}}"#])
      try training.result()
      return try training.checkpoint("last")
    }
    #expect(try mixed(2) == plain.checkpoint("last"))
    #expect(try mixed(1) != plain.checkpoint("last"))
  }

  @Test func aLossThatIsNoNumberSaysSo() throws {
    for share in ["0", "0.3"] {
      let training = try ToneRun(
        tones, ["optimizer": #"{"kind": "sgd", "rate": 1e30}"#, "validation_share": share])
      let sentence = complaint { try training.result() }
      #expect(sentence.hasSuffix("the loss is not a number; lower optimizer.rate"))
    }
    let once = try ToneRun(
      tones,
      ["optimizer": #"{"kind": "sgd", "rate": 1e38}"#, "epochs": "1", "batch": "100"])
    #expect(complaint { try once.result() }.hasSuffix("lower optimizer.rate"))
  }

  @Test func clipsOfAllLengthsAreTested() throws {
    let tones = try ToneFolder(clips: 12) { 1_500 + 250 * ($0 % 8) }
    let training = try ToneRun(
      tones, ["augmentation": #"{"crop": {"seconds": 0.25}}"#, "epochs": "10", "batch": "3"],
      only: [])
    #expect(try training.result().assessment.value > 0.8)
  }
}
