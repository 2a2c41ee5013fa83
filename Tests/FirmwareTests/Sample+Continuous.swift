import Audio
import Compiler
import Graph
import ModelFormat
import Program
import StapesRuntime

extension Sample {
  /// A tiny network in continuous mode, with a clip of 0.3 s: a score every 0.1 s over the half second
  /// that lies behind. It has no scores of the whole clip.
  static func continuous(waitingRows: Int? = nil) throws -> Sample {
    let layers = [
      Layer(
        name: "conv", operation: .convolution1D(Convolution1D(channels: 4, kernel: 16, stride: 16)),
        inputs: ["audio"]),
      Layer(name: "relu", operation: .relu, inputs: ["conv"]),
      Layer(name: "global_pool", operation: .globalAveragePool, inputs: ["relu"]),
      Layer(name: "fc", operation: .fullyConnected(outputs: 3), inputs: ["global_pool"]),
    ]
    let network = Network(
      name: "listener", inputs: [Input(name: "audio", kind: .waveform(rate: 16_000))],
      layers: layers, labels: ["hum", "knock", "ring"])
    let graph = try FloatGraph(lowering: network, Parameters.seeded(for: network, seed: 7))
    let clip = Synthesis.clip(samples: 4_800, rate: 16_000, seed: 12)
    let calibration = try Calibration(graph, examples: [[.audio(clip)]], standardisation: .running)
    let program = try Quantiser(graph, calibration, .running).program()
    let compiled = try CompiledModel(
      program.continuous(AverageWindow(rows: 500, hop: 100)), waitingRows: waitingRows)
    return Sample(model: compiled.file, input: clip, scores: [])
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
