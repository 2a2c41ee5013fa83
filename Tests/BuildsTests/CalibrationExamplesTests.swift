import Builds
import DataSets
import Compiler
import Foundation
import Graph
import Interchange
import Program
import Synchronization
import Testing

/// What networks are calibrated with.
@Suite struct CalibrationExamplesTests {
  private let folder: TemporaryFolder
  private let graph: FloatGraph

  init() throws {
    folder = try TemporaryFolder()
    let checkpoint = try smallNetwork().checkpoint()
    graph = try FloatGraph(lowering: checkpoint.network, checkpoint.parameters)
  }

  private func features() throws -> FloatGraph {
    let checkpoint = try featureNetwork().checkpoint()
    return try FloatGraph(lowering: checkpoint.network, checkpoint.parameters)
  }

  private func samples(_ examples: CalibrationExamples) -> [Int] {
    examples.inputs.map { inputs in
      if case .audio(let samples) = inputs[0] { samples.count } else { -1 }
    }
  }

  @Test func noiseNeedsNothing() throws {
    let examples = try CalibrationExamples(graph, .seededNoise, count: 1)
    #expect(examples.inputs.count == CalibrationNoise.examples(graph).count)
    #expect(examples.sentence == "calibrated with seeded noise, not with recordings")
  }

  @Test func recordingsAreTakenEvenly() throws {
    for clip in 0..<6 { try folder.record("sounds/\(clip).wav", samples: 100 + clip) }
    let all = try CalibrationExamples(graph, .recordings(folder("sounds")))
    #expect(samples(all) == [100, 101, 102, 103, 104, 105])
    let some = try CalibrationExamples(graph, .recordings(folder("sounds")), count: 3)
    #expect(samples(some) == [100, 102, 104])
    #expect(some.sentence == "calibrated with 3 recordings from \(folder("sounds"))")
    let one = try CalibrationExamples(graph, .recordings(folder("sounds/4.wav")))
    #expect(one.sentence == "calibrated with 1 recording from \(folder("sounds/4.wav"))")
    let minimum = graph.minimumRows()[0]
    let short = try folder.record("short.wav", samples: minimum - 1)
    #expect(
      throws: CalibrationError.tooShort(path: short, samples: minimum - 1, minimum: minimum)
    ) { try CalibrationExamples(graph, .recordings(short)) }
    #expect(
      "\(CalibrationError.tooShort(path: "a.wav", samples: 16, minimum: 25))"
        == "a.wav: 16 samples are too few to calibrate with; the network needs 25")
  }

  @Test func recordingsAreForSound() throws {
    for (source, option) in [
      (CalibrationExamples.Source.recordings("none"), "--calibrate"),
      (.trainingClips(data: "none", recipe: nil, testing: nil), "--data"),
    ] {
      #expect(throws: CalibrationError.noAudioInput(network: "features", option: option)) {
        try CalibrationExamples(features(), source)
      }
    }
    #expect(
      "\(CalibrationError.noAudioInput(network: "n", option: "--calibrate"))"
        .contains("give arrays, as in --calibrate features.npy"))
  }

  @Test func arraysAreForAnyInput() throws {
    let values = (0..<80).map { Float($0) }
    let path = try folder.write(NumPyArray(values, shape: [2, 10, 4]).file, to: "a.npy")
    let examples = try CalibrationExamples(features(), .arrays([path]))
    #expect(examples.sentence == "calibrated with 2 clips of \(path)")
    guard case .rows(let rows) = examples.inputs[1][0] else {
      Issue.record("no rows")
      return
    }
    #expect(rows == Array(values[40...]))
    #expect(try CalibrationExamples(features(), .arrays([path]), count: 1).inputs.count == 1)
    try folder.write(
      NumPyArray([Float](repeating: 0, count: 8), shape: [1, 2, 4]).file, to: "a.npy")
    #expect(throws: CalibrationError.tooFewRows(path: path, rows: 2, minimum: 3)) {
      try CalibrationExamples(features(), .arrays([path]))
    }
    #expect(throws: ArrayError.arrayCount(taker: "features", expected: 1, given: 2)) {
      try CalibrationExamples(features(), .arrays([path, path]))
    }
  }

  @Test func trainingClipsAreThoseOfAFold() throws {
    let clips = try folder.recordClips()
    let recipe = try folder.write(
      #"""
      {"name": "r", "architecture": {"zoo": "lung-dw"}, "optimizer": {"rate": 0.1}, "epochs": 1,
       "batch": 2, "folds": {"kind": "stratified", "count": 2}}
      """#, to: "recipe.json")
    func examples(_ fold: String, _ count: Int = 32) throws -> CalibrationExamples {
      try CalibrationExamples(
        graph, .trainingClips(data: clips, recipe: recipe, testing: .fold(fold)), count: count)
    }
    #expect(try examples("2").sentence == "calibrated with 4 training clips of clips, fold 2")
    #expect(try samples(examples("1", 3)) == [2_000, 2_000, 2_000])
    #expect(throws: DataSetError.noSuchFold(dataSet: "clips", name: "3", folds: ["1", "2"])) {
      try examples("3")
    }
    // Of the other half.
    let names = try ["1", "2"].map { fold in
      try TestClips(
        for: LabelledModel(smallNetwork().file()), data: clips, recipe: recipe, testing: .fold(fold)
      )
    }
    #expect(names[0].fingerprint != names[1].fingerprint)
    for label in ["cat", "dog"] {
      for clip in 0..<4 { try folder.record("clips/\(label)/\(clip).wav", samples: 3) }
    }
    #expect(throws: CalibrationError.noClips(title: "clips, fold 1")) {
      try CalibrationExamples(
        graph, .trainingClips(data: clips, recipe: recipe, testing: .fold("1")), allowedDrops: 4)
    }
  }

  /// Clips that cannot be used are no reason to take fewer, unless that is allowed.
  @Test func trainingClipsAreNotDroppedSilently() throws {
    let clips = try folder.recordClips()
    try folder.write(
      "file,label,partition\n"
        + ["cat", "dog"].flatMap { label in
          (0..<4).map { "\(label)/\($0).wav,\(label),\($0 == 3 ? "test" : "train")\n" }
        }.joined(), to: "clips/list.csv")
    let minimum = graph.minimumRows()[0]
    try folder.write("no sound", to: "clips/cat/1.wav")
    try folder.record("clips/dog/2.wav", samples: minimum - 1)
    let remarks = Mutex<[String]>([])
    func examples(allowed: Int) throws -> CalibrationExamples {
      try CalibrationExamples(
        graph, .trainingClips(data: clips, recipe: nil, testing: nil), allowedDrops: allowed,
        watcher: WorkWatcher(remark: { remark in remarks.withLock { $0.append(remark) } }))
    }
    #expect(
      complaint { _ = try examples(allowed: 1) }
        == "2 of 6 clips are dropped: cat/1.wav, dog/2.wav; 1 are allowed: mend them, or give "
        + "--allow-dropped 2")
    for name in ["cat/1.wav", "dog/2.wav"] {
      #expect(remarks.withLock { $0.contains { $0.hasPrefix("\(clips)/\(name): ") } })
    }
    #expect(try samples(examples(allowed: 2)) == [2_000, 2_000, 2_000, 2_000])
  }

  @Test func silenceHasNoRanges() throws {
    for clip in 0..<3 { try folder.record("sounds/\(clip).wav", hertz: 0) }
    let path = folder("sounds")
    #expect(throws: CalibrationError.silent(source: path)) {
      try CalibrationExamples(graph, .recordings(path))
    }
    try folder.record("sounds/1.wav")
    #expect(try CalibrationExamples(graph, .recordings(path)).inputs.count == 3)
  }

  /// A recording that nothing can open is no recording less.
  @Test func namesThatAreNotUTF8() throws {
    try folder.record("sounds/1.wav")
    let name = Array((folder("sounds") + "/caf").utf8) + [0xE9] + Array(".wav".utf8) + [0]
    close(open(name.map { CChar(bitPattern: $0) }, O_WRONLY | O_CREAT, 0o666))
    #expect(
      complaint { _ = try CalibrationExamples(graph, .recordings(folder("sounds"))) }
        == "\(folder("sounds")): names of 1 recordings are not UTF-8 (caf\\xe9.wav); rename them")
  }
}
