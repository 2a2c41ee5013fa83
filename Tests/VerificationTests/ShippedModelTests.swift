import Audio
import Compiler
import Foundation
import Interchange
import ModelFormat
import Program
import Reference
import Testing
import TestSupport
import Verification

/// Models/aemnet-dw-esc10: the compiled file follows from its checkpoint, is as small as it is said to
/// be, and scores what its golden vectors say.
@Suite struct ShippedModelTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Models/aemnet-dw-esc10")

  private func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: Self.folder.appending(path: name)))
  }

  /// The program that the checkpoint was trained for.
  private func program() throws -> IntegerProgram { try program { scheme, _ in scheme } }

  /// The same network as it listens.
  private func liveProgram() throws -> IntegerProgram {
    try program { scheme, graph in
      scheme.standardising(.running, graph, like: CalibrationNoise.examples(graph))
    }.continuous(AverageWindow(rows: 15, hop: 1))
  }

  private func program(
    _ change: (QuantisationScheme, FloatGraph) -> QuantisationScheme
  ) throws -> IntegerProgram {
    let checkpoint = try Checkpoint(
      contentsOf: Self.folder.appending(path: "checkpoint.safetensors").path)
    let graph = try FloatGraph(lowering: checkpoint.network, checkpoint.parameters)
    let scheme = try QuantisationScheme(text: try #require(checkpoint.quantisation))
    return try Quantiser(graph, by: change(scheme, graph)).program()
  }

  /// PyTorch trains on by the ops that the checkpoint states.
  @Test(.golden("swift")) func theCheckpointStatesItsOps() throws {
    let path = Self.folder.appending(path: "checkpoint.safetensors").path
    var checkpoint = try Checkpoint(contentsOf: path)
    let graph = try FloatGraph(lowering: checkpoint.network, checkpoint.parameters)
    let text = try QuantisationScheme(try program(), of: graph).text
    if GoldenFiles.areRewritten {
      checkpoint.quantisation = text
      try checkpoint.write(to: path)
    }
    #expect(checkpoint.quantisation == text)
  }

  private func weightsNotZero(_ program: IntegerProgram) -> Int {
    program.ops.reduce(0) { count, op in
      guard case .convolution(let convolution) = op.operation else { return count }
      return count + convolution.weights.count { $0 != 0 }
    }
  }

  /// Less than 128 KiB, as `--max-file` asks for it.
  private func goals(maxArenaBytes: Int? = nil) -> StorageGoals {
    var goals = StorageGoals.all
    goals.maxFileBytes = 128 << 10
    goals.maxArenaBytes = maxArenaBytes
    return goals
  }

  @Test(.golden("swift")) func theFileFollowsFromTheCheckpoint() throws {
    let model = try CompiledModel(
      try program(), simplified: true, goals: goals(maxArenaBytes: 64 << 10))
    if GoldenFiles.areRewritten {
      try Data(model.file).write(to: Self.folder.appending(path: "model.stapes"))
    }
    #expect(try bytes("model.stapes") == model.file)
    #expect(model.file.count < 131_072)
    #expect(model.plan.arenaBytes <= 65_536)
  }

  /// What listens has the clip form's weights, and no clip in RAM.
  @Test(.golden("swift")) func theLiveFileFollowsFromTheCheckpoint() throws {
    let model = try CompiledModel(
      try liveProgram(), simplified: true, goals: goals(maxArenaBytes: 72 << 10))
    if GoldenFiles.areRewritten {
      try Data(model.file).write(to: Self.folder.appending(path: "live.stapes"))
    }
    #expect(try bytes("live.stapes") == model.file)
    #expect(model.file.count < 131_072)
    #expect(model.plan.arenaBytes <= 72 << 10)
  }

  /// The reference counts 127,637 parameters: 123,337 weights that survive, and the 4,300 values of
  /// biases and batch norms.
  @Test func allSurvivorsFitInto128KiB() throws {
    let program = try program()
    #expect(weightsNotZero(program) == 123_337)
    let model = try CompiledModel(program, simplified: false, goals: goals())
    #expect(model.file.count < 131_072, "\(model.file.count)")
    let read = IntegerProgram(reading: try Model(model.file.span))
    #expect(weightsNotZero(read) == 123_337)
    // What simplification takes out changes no score.
    let sound = Self.sound(GoldenVector(seed: 9, seconds: 1, scores: []))
    let whole = try RuntimeTrace(file: model.file.span, ProgramValues([sound]))
    let shipped = try bytes("model.stapes")
    let simplified = try RuntimeTrace(file: shipped.span, ProgramValues([sound]))
    #expect(whole.scores == simplified.scores)
  }

  struct GoldenVector: Codable, Equatable {
    /// Of `stapes synthesize sound`, at 16 kHz.
    var seed: UInt64
    var seconds: Int
    /// As `stapes_score` gives them.
    var scores: [Int16]
  }

  private static func sound(_ vector: GoldenVector) -> [Int16] {
    Synthesis.clip(samples: vector.seconds * 16_000, rate: 16_000, seed: vector.seed)
  }

  private func scored(_ vector: GoldenVector, by file: [UInt8]) throws -> GoldenVector {
    let trace = try RuntimeTrace(file: file.span, ProgramValues([Self.sound(vector)]))
    var scored = vector
    scored.scores = trace.scores
    return scored
  }

  /// - Parameters:
  ///   - name: of the model and of its golden vectors.
  ///   - seconds: of the sounds; one that listens has no score of a shorter one than its window.
  @Test(
    .golden("swift"),
    arguments: [
      ("model", "golden", [1, 1, 1, 1, 1, 1, 5, 5]), ("live", "golden-live", [5, 6]),
    ])
  func scoresAreTheGoldenOnes(name: String, goldenName: String, seconds: [Int]) throws {
    let file = try bytes("\(name).stapes")
    let golden = Self.folder.appending(path: "\(goldenName).json")
    if GoldenFiles.areRewritten {
      let vectors = try seconds.enumerated().map { index, seconds in
        try scored(
          GoldenVector(seed: UInt64(index + 1), seconds: seconds, scores: []), by: file)
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      let lines = try vectors.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
      try Data("[\n\(lines.joined(separator: ",\n"))\n]\n".utf8).write(to: golden)
    }
    let vectors = try JSONDecoder().decode([GoldenVector].self, from: Data(contentsOf: golden))
    #expect(vectors.map(\.seconds) == seconds)
    for vector in vectors { #expect(try scored(vector, by: file) == vector) }
    #expect(Set(vectors.map(\.scores)).count == seconds.count)
  }

  @Test func theRuntimeIsTheFloatPath() throws {
    let file = try bytes("model.stapes")
    let program = IntegerProgram(reading: try Model(file.span))
    let sound = Self.sound(GoldenVector(seed: 3, seconds: 1, scores: []))
    let report = try VerificationSubject(file: file, program: program)
      .verify([ProgramValues([sound])], chunkings: [.pieces(160)])
    #expect(report.finding == nil)
    #expect(report.comparedValues > 800_000)
  }
}
