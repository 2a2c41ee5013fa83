import Audio
import Compiler
import Graph
import ModelFormat
import Program
import StapesRuntime

extension Sample {
  /// A tiny network in continuous mode, with a clip: a score every 0.1 s over the half second that lies
  /// behind.
  static func continuous(samples: Int = 4_800, waitingRows: Int? = nil) throws -> Sample {
    try Sample(
      .listener(.front(channels: 4)), AverageWindow(rows: 500, hop: 100), samples: samples,
      waitingRows: waitingRows)
  }

  /// The same with deeper layers, whose rows are rare, and with a hop that is no whole number of
  /// pushes.
  static func deepContinuous(samples: Int, waitingRows: Int? = nil) throws -> Sample {
    let deeper = [
      Layer(
        name: "pool1", operation: .maxPool1D(Pool1D(kernel: 4, stride: 4)), inputs: ["relu"]),
      Layer(
        name: "deep", operation: .convolution1D(Convolution1D(channels: 24, kernel: 3, padding: 1)),
        inputs: ["pool1"]),
      Layer(name: "deep_relu", operation: .relu, inputs: ["deep"]),
      Layer(
        name: "pool2", operation: .maxPool1D(Pool1D(kernel: 5, stride: 5)), inputs: ["deep_relu"]),
      Layer(
        name: "deepest", operation: .convolution1D(Convolution1D(channels: 64, kernel: 3)),
        inputs: ["pool2"]),
    ]
    return try Sample(
      .listener(.front(channels: 8) + deeper), AverageWindow(rows: 30, hop: 7), samples: samples,
      waitingRows: waitingRows)
  }

  /// A seeded network in continuous mode, with a clip. It has no scores of the whole clip.
  init(
    _ network: Network, _ window: AverageWindow, samples: Int, waitingRows: Int? = nil
  ) throws {
    let graph = try FloatGraph(lowering: network, Parameters.seeded(for: network, seed: 7))
    let clip = Synthesis.clip(samples: samples, rate: 16_000, seed: 12)
    let calibration = try Calibration(graph, examples: [[.audio(clip)]], standardisation: .running)
    let program = try Quantiser(graph, calibration, .running).program()
    let compiled = try CompiledModel(program.continuous(window), waitingRows: waitingRows)
    self.init(model: compiled.file, input: clip, scores: [])
  }

  /// What the listening example prints of each set of scores, from the host's runtime: its number, the
  /// highest, and that one's value.
  func continuousScores(seconds: Int) throws -> [String] {
    var arena = [UInt8](repeating: 0, count: Executor.requiredArenaBytes(try Model(model.span)))
    var executor = try Executor(Model(model.span), arena: arena.mutableSpan)
    var lines: [String] = []
    for block in 0..<seconds * 100 {
      let samples = (0..<160).map { input[(block * 160 + $0) % input.count] }
      let before = executor.scoresGiven
      try executor.push(samples: samples.span)
      guard executor.scoresGiven > before else { continue }
      let label = executor.topLabel
      lines.append("score \(executor.scoresGiven) \(label) \(executor.score(label))")
    }
    return lines
  }
}

extension Network {
  /// Layers over audio, with an average and three scores behind them.
  fileprivate static func listener(_ layers: [Layer]) -> Network {
    Network(
      name: "listener", inputs: [Input(name: "audio", kind: .waveform(rate: 16_000))],
      layers: layers + [
        Layer(
          name: "global_pool", operation: .globalAveragePool,
          inputs: layers.suffix(1).map(\.name)),
        Layer(name: "fc", operation: .fullyConnected(outputs: 3), inputs: ["global_pool"]),
      ], labels: ["hum", "knock", "ring"])
  }
}

extension [Layer] {
  fileprivate static func front(channels: Int) -> [Layer] {
    [
      Layer(
        name: "conv",
        operation: .convolution1D(Convolution1D(channels: channels, kernel: 16, stride: 16)),
        inputs: ["audio"]),
      Layer(name: "relu", operation: .relu, inputs: ["conv"]),
    ]
  }
}
