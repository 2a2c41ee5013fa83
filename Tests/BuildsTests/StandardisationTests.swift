import Basics
import Builds
import Compiler
import Interchange
import Program
import Testing

/// Checkpoints that carry their scales, compiled for sound that is standardised in another way.
@Suite struct StandardisationTests {
  private let folder: TemporaryFolder
  private let network: CalibratedNetwork
  /// Trained for whole clips.
  private let checkpoint: Checkpoint

  init() throws {
    folder = try TemporaryFolder()
    network = try smallNetwork().calibrated()
    checkpoint = try network.correctingBiases()
  }

  private func program(_ checkpoint: Checkpoint) throws -> IntegerProgram {
    try #require(try ScaledNetwork(trained: checkpoint)).program()
  }

  private func calibrated(_ choice: StandardisationChoice) throws -> IntegerProgram {
    try smallNetwork().calibrated(standardisation: choice).program()
  }

  @Test(arguments: [StandardisationChoice.running, .fixed, .clip])
  func scalesStay(choice: StandardisationChoice) throws {
    let clip = try program(checkpoint)
    let other = try checkpoint.standardising(choice, like: network.examples)
    #expect(try other.standardisation == choice && other.parameters == checkpoint.parameters)
    let program = try program(other)
    // As a calibration on the same examples has it.
    #expect(try program.inputs == calibrated(choice).inputs)
    #expect(program.quantisations.dropFirst() == clip.quantisations.dropFirst())
    #expect((program == clip) == (choice == .clip))
    if choice == .running { #expect(program.ops == clip.ops) }
    #expect(try other.standardising(.clip, like: []) == checkpoint)
  }

  @Test func scoresStayNear() throws {
    // As loud as the examples, and louder after a while, as they are.
    guard case .audio(let sound) = network.examples[0][0] else { return }
    let scores = try [StandardisationChoice.clip, .fixed].map { choice in
      let other = try checkpoint.standardising(choice, like: [network.examples[0]])
      let model = try ModelBuilder().model(of: program(other))
      return try ModelFile(path: "m", bytes: model.file).withModel { try $0.scores(of: [sound]) }
    }
    for (clip, fixed) in zip(scores[0], scores[1]) { #expect(abs(clip - fixed) < 0.1) }
  }

  /// What listens is built from the checkpoint of clips, and verified against it.
  @Test func aCheckpointOfClipsListens() throws {
    let path = folder("trained.safetensors")
    try checkpoint.write(to: path)
    for choice in [StandardisationChoice.running, .fixed] {
      let other = try checkpoint.standardising(choice, like: network.examples)
      var builder = ModelBuilder()
      builder.form.window = ContinuousWindow(seconds: 0.05, hopSeconds: 0.01)
      let model = try builder.model(of: program(other))
      #expect(model.program.averageWindow == AverageWindow(rows: 20, hop: 4))
      let verification = try FileVerification(
        ModelFile(path: "live", bytes: model.file), checkpoint: path, threads: 1)
      let inputs = try verification.syntheticInputs(count: 1, seconds: 0.2)
      guard case .equal(let proof) = try verification.run(inputs, chunkings: [.pieces(7)]) else {
        Issue.record("different")
        continue
      }
      #expect(proof.hasTrainer)
    }
  }

  @Test func networksWithoutSoundHaveNone() throws {
    let features = try featureNetwork().calibrated().correctingBiases()
    #expect(try features.standardisation == nil)
    #expect(try features.standardising(.running, like: []) == features)
    #expect(try smallNetwork().checkpoint().standardisation == nil)
  }
}
