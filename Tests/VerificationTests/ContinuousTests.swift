import Audio
import Compiler
import Graph
import ModelFormat
import Program
import Reference
import Testing
import Verification

/// What a continuous model's scores mean.
@Suite struct ContinuousTests {
  private func network(padding: Int) -> Network {
    Network(
      name: "listening", inputs: [Input(name: "audio", kind: .waveform(rate: 8_000))],
      layers: [
        Layer(
          name: "conv",
          operation: .convolution1D(
            Convolution1D(channels: 6, kernel: 6, stride: 2, padding: padding)),
          inputs: ["audio"]),
        Layer(name: "relu", operation: .relu, inputs: ["conv"]),
        Layer(
          name: "pool", operation: .maxPool1D(Pool1D(kernel: 2, stride: 2)), inputs: ["relu"]),
        Layer(
          name: "deep",
          operation: .convolution1D(Convolution1D(channels: 5, kernel: 3, padding: padding)),
          inputs: ["pool"]),
        Layer(name: "mean", operation: .globalAveragePool, inputs: ["deep"]),
        Layer(name: "fc", operation: .fullyConnected(outputs: 3), inputs: ["mean"]),
      ])
  }

  private func program(_ network: Network) throws -> IntegerProgram {
    let graph = try FloatGraph(
      lowering: network, Parameters.seeded(for: network, seed: 5))
    let calibration = try Calibration(
      graph, examples: [[.audio(Synthesis.clip(samples: 4_000, rate: 8_000, seed: 2))]],
      standardisation: .fixed)
    return try Quantiser(graph, calibration, .fixed).program()
  }

  private let window = AverageWindow(rows: 5, hop: 2)

  /// Without padding, each score is that of the clip which its window sees.
  @Test func everyScoreIsThatOfAClip() throws {
    let whole = try program(network(padding: 0))
    let listening = try whole.continuous(window)
    let sound = Synthesis.clip(samples: 400, rate: 8_000, seed: 3)
    let file = try CompiledModel(listening).file
    let scores = try #require(
      try RuntimeTrace(file: file.span, ProgramValues([sound])).tensors.last)
    let clipFile = try CompiledModel(whole).file
    // A feature row sees 4 samples more than the one before; the first sees what three columns of a
    // pool of two see.
    let (step, first) = (4, 2 * 5 + 6)
    let rows = (400 - first) / step + 1
    let count = (rows - window.rows) / window.hop + 1
    #expect(scores.count == 3 * count)
    for score in 0..<count {
      let start = score * window.hop * step
      let clip = Array(sound[start..<start + first + (window.rows - 1) * step])
      let trace = try RuntimeTrace(file: clipFile.span, ProgramValues([clip]))
      #expect(trace.scores == Array(scores[3 * score..<3 * score + 3]))
    }
  }

  /// RAM holds a window of feature rows, whatever the length.
  @Test func memory() throws {
    let whole = try program(network(padding: 1))
    let short = try CompiledModel(try whole.continuous(window)).plan.arenaBytes
    let long = try CompiledModel(
      try whole.continuous(AverageWindow(rows: 105, hop: 2))
    ).plan.arenaBytes
    // Five channels a row.
    #expect((long - short + 3) / 4 == 125)
  }

  @Test func minimumRows() throws {
    let whole = try program(network(padding: 0))
    #expect(whole.inputs[0].minimumRows == 16)
    #expect(try whole.continuous(window).inputs[0].minimumRows == 16 + 4 * 4)
    #expect(whole.rowsPerFeatureRow == 4)
  }

  @Test func whatCannotListen() throws {
    var clip = try program(network(padding: 0))
    clip.inputs[0].form.standardisation = .clip(minimumDeviationQ4: 1)
    #expect(throws: ContinuousError.clipStandardisation(input: "audio")) {
      try clip.continuous(window)
    }
    var fixed = try program(network(padding: 0))
    fixed.inputs[0].fixedRows = 64
    #expect(throws: ContinuousError.fixedLength(input: "audio", rows: 64)) {
      try fixed.continuous(window)
    }
    let listening = try program(network(padding: 0)).continuous(window)
    #expect(throws: ContinuousError.globalAverages(0)) { try listening.continuous(window) }
    #expect(throws: ContinuousError.windowTooLong(rows: 5_000, limit: 4_096)) {
      try program(network(padding: 0)).continuous(AverageWindow(rows: 5_000, hop: 1))
    }
  }
}
