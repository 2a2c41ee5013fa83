import Builds
import Compiler
import Graph
import Interchange
import Program
import Reference
import Testing
import Verification

/// A file against its checkpoint, and against others.
@Suite struct FileVerificationTests {
  private let folder: TemporaryFolder
  private let file: ModelFile

  init() throws {
    folder = try TemporaryFolder()
    file = try smallNetwork().file()
    try smallNetwork().checkpoint().write(to: folder("small.safetensors"))
  }

  private func verification(of other: ModelFile? = nil, _ checkpoint: String?) throws
    -> FileVerification
  {
    try FileVerification(other ?? file, checkpoint: checkpoint.map { folder($0) }, threads: 2)
  }

  private func difference(
    of file: ModelFile? = nil, _ checkpoint: String? = "small.safetensors",
    _ chunkings: [Chunking] = [.whole]
  ) throws -> FileDifference? {
    let verification = try verification(of: file, checkpoint)
    let inputs = try verification.syntheticInputs(count: 1, seconds: 0.2)
    guard case .different(let difference) = try verification.run(inputs, chunkings: chunkings)
    else { return nil }
    return difference
  }

  @Test func aFileIsItsCheckpoints() throws {
    let verification = try verification("small.safetensors")
    let inputs = try verification.syntheticInputs(count: 2, seconds: 0.2, seed: 9)
    #expect(inputs.count == 2 && inputs[0] != inputs[1])
    #expect(inputs[0].inputs[0].count == 1_600)
    guard
      case .equal(let proof) = try verification.run(inputs, chunkings: [.pieces(7), .whole])
    else {
      Issue.record("different")
      return
    }
    #expect(proof.comparedValues > 4 * 1_600 && proof.schedules == 2 && proof.tensors == 6)
    #expect(proof.hasFloatPath && !proof.hasTrainer)
    #expect(try difference(nil) == nil)
  }

  @Test func otherWeightsAreFound() throws {
    try smallNetwork().checkpoint(seed: 4).write(to: folder("other.safetensors"))
    let found = try #require(try difference("other.safetensors"))
    guard case .runtime(let finding) = found else {
      Issue.record("\(found)")
      return
    }
    #expect(finding.difference.layer == "conv1" && finding.input == 0)
    #expect("\(found)".hasPrefix("conv1: row 0, ") && "\(found)".hasSuffix("chunks of whole)"))
  }

  /// A file with other scales than those that a checkpoint was trained for is not its file.
  @Test func otherScalesAreDifferent() throws {
    let network = try smallNetwork().calibrated()
    for (grid, isEqual) in [(31, true), (15, false)] {
      let corrected = try network.on(WeightGrid(largest: grid)).correctingBiases()
      if isEqual { try corrected.write(to: folder("mine.safetensors")) }
      let scaled = try #require(try ScaledNetwork(trained: corrected))
      let bytes = try ModelBuilder().build(scaled, ifTooLarge: .none).model.file
      let file = ModelFile(path: "grid", bytes: bytes)
      #expect((try difference(of: file, "mine.safetensors") == nil) == isEqual)
    }
  }

  @Test func aTrainedCheckpointBringsItsForwardPass() throws {
    let corrected = try smallNetwork().calibrated().correctingBiases()
    try corrected.write(to: folder("trained.safetensors"))
    let scaled = try #require(try ScaledNetwork(trained: corrected))
    let bytes = try ModelBuilder().build(scaled, ifTooLarge: .none).model.file
    let verification = try verification(
      of: ModelFile(path: "trained", bytes: bytes), "trained.safetensors")
    let inputs = try verification.syntheticInputs(count: 1, seconds: 0.2)
    guard case .equal(let proof) = try verification.run(inputs, chunkings: [.whole]) else {
      Issue.record("different")
      return
    }
    #expect(proof.hasTrainer)
  }

  @Test func anotherArchitectureIsRefused() throws {
    for network in [try smallNetwork(stride: 3), try smallNetwork(channels: 4)] {
      try network.checkpoint().write(to: folder("other.safetensors"))
      let path = folder("other.safetensors")
      #expect(throws: FileVerificationError.otherLayers(checkpoint: path)) {
        try verification("other.safetensors")
      }
    }
    #expect(
      "\(FileVerificationError.otherLayers(checkpoint: "x"))"
        == "x: its layers are not those of the file; was the file compiled from this checkpoint?")
  }

  @Test func recordingsAreInputs() throws {
    for name in ["a.wav", "b.wav", "c.wav"] { try folder.record("sounds/" + name, samples: 500) }
    let verification = try verification("small.safetensors")
    let inputs = try verification.recordedInputs(folder("sounds"), count: 2)
    #expect(inputs.map { $0.inputs.map(\.count) } == [[500], [500]])
    let features = try FileVerification(featureNetwork().file(), threads: 1)
    #expect(throws: FileVerificationError.noAudioInput) {
      try features.recordedInputs(folder("sounds"))
    }
    #expect(try features.syntheticInputs(count: 1)[0].inputs[0].count == 64 * 4)
    try folder.write("", to: "empty/notes.txt")
    #expect(throws: InputError.noRecordings(folder: folder("empty"))) {
      try verification.recordedInputs(folder("empty"))
    }
  }

  @Test func slowRates() throws {
    let slow = try smallNetwork(rate: 100).file()
    #expect(try ModelFigures(slow).values[.macs] ?? 0 > 0)
    let verification = try FileVerification(slow, threads: 1)
    let inputs = try verification.syntheticInputs(count: 2)
    guard case .equal = try verification.run(inputs, chunkings: [.pieces(1)]) else {
      Issue.record("different")
      return
    }
  }

  @Test func differencesSpeakJSON() throws {
    try smallNetwork().checkpoint(seed: 4).write(to: folder("other.safetensors"))
    let runtime = try #require(try difference("other.safetensors"))
    let trainer = FileDifference.trainer(
      TrainerDifference(layer: "fc", index: 3, trainer: 5, reference: nil))
    #expect(
      trainer.description
        == "fc, value 3: the trainer's forward pass has 5, the float path none")
    let fields = try [runtime, trainer].map { try Set(json($0).keys) }
    #expect(
      fields[0].subtracting(["runtime", "reference"])
        == ["equal", "input", "chunking", "layer", "row", "column", "channel"])
    #expect(fields[1] == ["equal", "layer", "index", "trainer"])
    #expect(try json(trainer)["equal"] as? Bool == false)
  }
}
