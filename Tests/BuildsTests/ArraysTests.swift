import Builds
import Graph
import Interchange
import Program
import Recipes
import Runs
import Testing

/// Arrays in and out.
@Suite struct ArraysTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ array: NumPyArray, _ name: String = "a.npy") throws -> String {
    try folder.write(array.file, to: name)
  }

  @Test func aModelRunsOnArrays() throws {
    let file = try smallNetwork().file()
    let samples = (0..<1_600).map { Int16($0 * 31 % 4_000 - 2_000) }
    let run = try ArrayRun(file, [write(NumPyArray(samples, shape: [2, 800]))])
    #expect(run.clips == 2)
    let traces = try (0..<2).map { try run.trace($0) }
    for (trace, clip) in zip(traces, [Array(samples[..<800]), Array(samples[800...])]) {
      let expected = try file.withModel { model in try model.scores(of: [clip]) }
      #expect(run.scores(trace).count == 1)
      for (score, expected) in zip(run.scores(trace)[0], expected) {
        #expect(abs(Double(score) - expected) < 1e-6)
      }
    }
    try run.writeTensors(traces, to: folder("tensors"))
    let last = try NumPyArray(folder.bytes("tensors/fc.npy"))
    #expect(last.kind == .int8 && last.shape == [2, 1, 1, 2])
    let first = try NumPyArray(folder.bytes("tensors/audio.npy"))
    #expect(first.kind == .int16 && first.shape == [2, 800, 1, 1])
    let short = try ArrayRun(
      file, [write(NumPyArray([Int16](repeating: 1, count: 4), shape: [2, 2]))])
    #expect(
      complaint { _ = try short.trace(1) }.hasPrefix("small.stapes: clip 1: 2 samples are too few"))
  }

  @Test func otherFormsAreRefused() throws {
    let file = try featureNetwork().file(called: "f")
    func floats(_ shape: [Int]) -> NumPyArray {
      NumPyArray([Float](repeating: 0, count: shape.reduce(1, *)), shape: shape)
    }
    #expect(throws: Never.self) { try ArrayRun(file, [write(floats([3, 10, 4]))]) }
    let path = folder("a.npy")
    #expect(throws: ArrayError.arrayCount(taker: "f", expected: 1, given: 2)) {
      try ArrayRun(file, [path, path])
    }
    #expect(
      "\(ArrayError.arrayCount(taker: "f", expected: 1, given: 2))"
        == "f: takes 1 array, one for each input, not 2")
    for (array, error) in [
      (floats([3, 9]), ArrayError.values(path: path, values: 9, row: 4, rows: nil, input: "rows")),
      (
        floats([3, 4, 10]),
        .axes(path: path, axes: [4, 10], expected: [10, 4], input: "rows")
      ),
      (
        NumPyArray([Int16](repeating: 0, count: 40), shape: [1, 10, 4]),
        .kind(path: path, kind: .int16, expected: [.int8, .float32], input: "rows")
      ),
      (floats([0, 4]), .clipCount(path: path, shape: [0, 4], clips: 0)),
    ] {
      #expect(throws: error) { try ArrayRun(file, [write(array)]) }
    }
    try folder.write("no array", to: "a.npy")
    #expect(throws: FileProblem.self) { try ArrayRun(file, [path]) }
    #expect(complaint { _ = try ArrayRun(file, [path]) }.hasPrefix("\(path): is no .npy file"))
    let sound = try smallNetwork().file(called: "sound")
    #expect(
      throws: ArrayError.kind(path: path, kind: .float32, expected: [.int16], input: "audio")
    ) { try ArrayRun(sound, [write(floats([2, 800]))]) }
  }

  private func recipe(_ others: String = "") throws -> Recipe {
    try Recipe(
      json: """
        {"name": "r", "architecture": {"file": "small.json"}, "optimizer": {"rate": 0.1},
         "epochs": 1, "batch": 2, "validation_share": 0.25,
         "folds": {"kind": "stratified", "count": 2}\(others)}
        """.utf8)
  }

  private func data(_ recipe: Recipe) throws -> RecipeData {
    try folder.write(smallNetwork().jsonString(compact: true), to: "small.json")
    return try RecipeData(recipe, data: folder("clips"), beside: folder("recipe.json"))
  }

  @Test func clipsAreWrittenAsTheyAreFed() throws {
    _ = try folder.recordClips()
    let recipe = try recipe()
    let data = try data(recipe)
    #expect(data.network.labels == ["cat", "dog"])
    let all = try FedClips(data.store, recipe, testing: nil)
    #expect(try all.parts(recipe) == [ClipArrays.Part(folder: "", clips: Array(0..<8))])
    let fed = try FedClips(data.store, recipe, testing: .fold("1"))
    let parts = try fed.parts(recipe)
    #expect(parts.map(\.folder) == ["/training", "/validation", "/test"])
    #expect(parts.flatMap(\.clips).sorted() == Array(0..<8))
    let arrays = try ClipArrays(
      fed, recipe, parts.flatMap(\.clips), isStandardised: false)
    let texts = try arrays.write(parts, to: folder("out"), threads: 2)
    #expect(texts.last == "inputs.npy 4 × 2,000 int16, classes.npy 4 int64")
    let inputs = try NumPyArray(folder.bytes("out/test/inputs.npy"))
    let first = parts[2].clips[0]
    let samples = try data.store.samples(first)
    #expect(inputs.floats(0..<2_000) == samples.map(Float.init))
    #expect(
      String(decoding: try folder.bytes("out/test/clips.txt"), as: UTF8.self)
        .hasPrefix(data.store.set.clips[first].name + "\n"))
    #expect(throws: ArrayError.stopped) {
      try arrays.write(
        parts, to: folder("other"), threads: 1, watcher: WorkWatcher(shouldStop: { true }))
    }
    #expect(complaint { _ = try folder.bytes("other/labels.txt") } != "nothing")
    #expect(try folder.bytes("out/labels.txt") == Array("cat\ndog\n".utf8))
  }

  @Test func clipsOfSeveralLengthsNeedOne() throws {
    _ = try folder.recordClips()
    try folder.record("clips/dog/1.wav", samples: 2_400)
    try folder.record("clips/cat/3.wav", samples: 500)
    let recipe = try recipe(#", "augmentation": {"crop": {"seconds": 0.1}}"#)
    let fed = try FedClips(data(recipe).store, recipe, testing: nil)
    let clips = try fed.parts(recipe).flatMap(\.clips)
    #expect(
      throws: ArrayError.lengthsDiffer(
        shortest: ArrayError.Length(clip: "cat/3.wav", seconds: 0.1),
        longest: ArrayError.Length(clip: "dog/1.wav", seconds: 0.3))
    ) { try ClipArrays(fed, recipe, clips) }
    #expect(
      complaint { _ = try ClipArrays(fed, recipe, clips) }
        == "clips are scored with 0.100 s (cat/3.wav) to 0.300 s (dog/1.wav), and an array has one "
        + "length; give it with --seconds")
    let arrays = try ClipArrays(fed, recipe, clips, seconds: 0.2)
    #expect(
      try arrays.write(try fed.parts(recipe), to: folder("out"), threads: 1)
        == ["inputs.npy 8 × 1,600 float32, classes.npy 8 int64"])
  }
}
