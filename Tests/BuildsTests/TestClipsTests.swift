import Builds
import DataSets
import Foundation
import Graph
import Interchange
import Program
import Runs
import Synchronization
import Testing

/// Models on labelled clips.
@Suite struct TestClipsTests {
  private let folder: TemporaryFolder
  private let clips: String
  private let model: LabelledModel

  init() throws {
    folder = try TemporaryFolder()
    clips = try folder.recordClips()
    model = try LabelledModel(smallNetwork().file())
    try folder.write(
      #"""
      {"name": "r", "architecture": {"zoo": "lung-dw"}, "optimizer": {"rate": 0.1}, "epochs": 1,
       "batch": 2, "folds": {"kind": "stratified", "count": 2}}
      """#, to: "recipe.json")
  }

  @Test func everyClipIsScored() throws {
    let works = Mutex<Set<String>>([])
    let watcher = WorkWatcher(
      progress: { work, share in
        works.withLock { _ = $0.insert((0...1).contains(share) ? work : "odd") }
      }, remark: { Issue.record("\($0)") })
    let test = try TestClips(for: model, data: clips, watcher: watcher)
    #expect(test.title == "clips, 8 clips" && test.dropped.isEmpty)
    let assessment = try test.assessment(of: model, threads: 2, watcher: watcher)
    #expect(assessment.scores.count == 8)
    #expect(assessment.scores.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-9 })
    #expect(works.withLock { $0 } == ["reading clips", "scoring small.stapes"])
    #expect(try test.assessment(of: model, threads: 1).scores == assessment.scores)
    let sound = try test.sound(0)
    #expect(sound.samples.count == 2_000 && sound.rate == 8_000)
    #expect(assessment.truth.shape == [8] && assessment.truth.kind == .int64)
    #expect(assessment.predictions(.csv).count { $0 == 10 } == 9)
    #expect(try NumPyArray(assessment.predictions(.npy)).shape == [8, 2])
  }

  /// Floats and integers of one network agree.
  @Test func checkpointsAreScoredToo() throws {
    let path = folder("small.safetensors")
    try smallNetwork().checkpoint().write(to: path)
    let float = try LabelledModel(path)
    #expect(float.labels == ["cat", "dog"] && float.rate == 8_000 && !float.endsInSoftmax)
    let test = try TestClips(for: float, data: clips)
    let scores = try [float, model].map { try test.assessment(of: $0, threads: 1).scores }
    for (float, integer) in zip(scores[0], scores[1]) {
      #expect(abs(float[0] - integer[0]) < 0.1)
    }
    let comparison = try Comparison(
      of: ("a", test.assessment(of: model, threads: 1)),
      against: ("b", test.assessment(of: float, threads: 1)))
    #expect(comparison.text.contains(" points against b (95 % interval "))
  }

  /// A clip that cannot be read is not scored, and does not vanish.
  @Test func clipsThatCannotBeReadAreCountedAndNamed() throws {
    try folder.write("no sound", to: "clips/cat/1.wav")
    try folder.record("clips/dog/2.wav", samples: 0)
    let remarks = Mutex<[String]>([])
    let test = try TestClips(
      for: model, data: clips,
      watcher: WorkWatcher(remark: { remark in remarks.withLock { $0.append(remark) } }))
    #expect(test.dropped.map(\.clip) == ["cat/1.wav", "dog/2.wav"])
    #expect(test.title == "clips, 6 clips, 2 dropped" && test.total == 8)
    #expect(try test.assessment(of: model, threads: 1).scores.count == 6)
    #expect(remarks.withLock { $0.contains { $0.contains("cat/1.wav") } })
    #expect(throws: InputError.dropped(test.dropped, total: 8, allowed: 1)) {
      try test.checkDropped(allowed: 1)
    }
    try test.checkDropped(allowed: 2)
    #expect(
      "\(InputError.dropped(test.dropped, total: 8, allowed: 1))"
        == "2 of 8 clips are dropped: cat/1.wav, dog/2.wav; 1 are allowed: mend them, or give "
        + "--allow-dropped 2")
    // Those of other folds are not missed in this one.
    let folds = try ["1", "2"].map {
      try TestClips(for: model, data: clips, recipe: folder("recipe.json"), testing: .fold($0))
        .dropped
    }
    #expect(folds.flatMap { $0.map(\.clip) }.sorted() == ["cat/1.wav", "dog/2.wav"])
  }

  /// A clip that gives no scores is dropped like one that cannot be read.
  @Test func clipsThatAreTooShortAreDropped() throws {
    let minimum = try smallNetwork().file().withModel { $0.input(0).minimumRows }
    try folder.record("clips/cat/1.wav", samples: minimum - 1)
    try folder.record("clips/dog/2.wav", samples: minimum)
    try smallNetwork().checkpoint().write(to: folder("small.safetensors"))
    for model in [model, try LabelledModel(folder("small.safetensors"))] {
      let test = try TestClips(for: model, data: clips)
      #expect(test.dropped.map(\.clip) == ["cat/1.wav"])
      #expect(
        test.dropped[0].problem
          == "\(clips)/cat/1.wav: \(minimum - 1) samples are too few for \(model.path)")
      #expect(try test.assessment(of: model, threads: 1).scores.count == 7)
    }
  }

  @Test func foldsAreTheRecipes() throws {
    let test = try TestClips(
      for: model, data: clips, recipe: folder("recipe.json"), testing: .fold("2"))
    #expect(test.title == "clips, fold 2, 4 clips")
    #expect(throws: DataSetError.noSuchFold(dataSet: "clips", name: "3", folds: ["1", "2"])) {
      try TestClips(for: model, data: clips, recipe: folder("recipe.json"), testing: .fold("3"))
    }
    #expect(throws: DataSetError.self) {
      try TestClips(for: model, data: clips, testing: .fold("1"))
    }
  }

  @Test func otherModelsAreRefused() throws {
    let test = try TestClips(for: model, data: clips)
    let fast = try LabelledModel(smallNetwork(rate: 16_000).file(called: "fast"))
    #expect(throws: ScoringError.otherRate(model: "fast", rate: 16_000, others: 8_000)) {
      try test.assessment(of: fast, threads: 1)
    }
    let features = try LabelledModel(featureNetwork().file(called: "features"))
    #expect(features.rate == nil)
    #expect(throws: ScoringError.takesFeatures(model: "features")) {
      try TestClips(for: features, data: clips)
    }
    var birds = try smallNetwork()
    birds.labels = ["bird", "dog"]
    let other = try LabelledModel(birds.file(called: "birds"))
    #expect(
      throws: ScoringError.otherClasses(
        model: "birds", classes: ["bird", "dog"], dataSet: "clips", labels: ["cat"])
    ) { try test.assessment(of: other, threads: 1) }
    var nameless = try smallNetwork()
    nameless.labels = []
    #expect(throws: ScoringError.noLabels(model: "nameless")) {
      try LabelledModel(nameless.file(called: "nameless"))
    }
  }

  /// Every clip keeps its class, whatever the order of the model's classes and however many more
  /// there are.
  @Test func clipsOfSomeClassesAreScored() throws {
    var network = try smallNetwork()
    let labels = ["cow", "dog", "cat"]
    network.labels = labels
    network.layers[network.layers.count - 1].operation = .fullyConnected(outputs: 3, bias: true)
    let wide = try LabelledModel(network.file(called: "wide"))
    let test = try TestClips(for: wide, data: clips)
    #expect(test.title == "clips, 8 clips, 2 of 3 classes")
    guard case .exclusive(let predictions, _) = try test.assessment(of: wide, threads: 1) else {
      Issue.record("clips with several labels")
      return
    }
    #expect(predictions.labels == labels)
    for (name, label) in zip(predictions.names, predictions.truth) {
      #expect(name.hasPrefix(labels[label] + "/"))
    }
  }

  @Test func severalLabelsNeedALossOfTheirOwn() throws {
    var list = "file,label\n"
    for clip in 0..<4 { list += "cat/\(clip).wav,\(["cat", "dog", "cat;dog"][clip % 3])\n" }
    try folder.write(list, to: "clips/list.csv")
    #expect(throws: ScoringError.severalLabels(clip: "cat/2.wav")) {
      try TestClips(for: model, data: clips)
    }
    try folder.write(
      #"""
      {"name": "r", "architecture": {"zoo": "lung-dw"}, "optimizer": {"rate": 0.1}, "epochs": 1,
       "batch": 2, "loss": {"kind": "binary"}, "folds": {"kind": "stratified", "count": 2}}
      """#, to: "binary.json")
    let test = try TestClips(for: model, data: clips, recipe: folder("binary.json"))
    let truth = try test.assessment(of: model, threads: 1).truth
    #expect(truth.kind == .int8 && truth.shape == [4, 2])
    let softmax = try LabelledModel(smallNetwork(softmax: true).file(called: "softmax"))
    #expect(softmax.endsInSoftmax)
    #expect(throws: ScoringError.softmax(model: "softmax")) {
      try test.assessment(of: softmax, threads: 1)
    }
  }

  @Test func aDataSetWithoutSoundIsRefused() throws {
    for label in ["cat", "dog"] {
      for clip in 0..<4 { try folder.write("no sound", to: "clips/\(label)/\(clip).wav") }
    }
    #expect(throws: ScoringError.noClips(path: clips)) { try TestClips(for: model, data: clips) }
  }
}
