import Audio
import Compiler
import Graph
import Program
import Reference
import Verification

/// A compiled model, an input for it, and the scores that the host's runtime gives.
struct Sample {
  var model: [UInt8]
  var input: [Int16]
  var scores: [Int8]
}

extension Sample {
  /// A seeded network, calibrated on one clip and run on another.
  init(
    _ network: Network, samples: Int, standardisation: StandardisationChoice,
    waitingRows: Int? = nil
  ) throws {
    let parameters = try Parameters.seeded(for: network, seed: 7)
    let graph = try FloatGraph(lowering: network, parameters)
    let calibration = try Calibration(
      graph, examples: [[.audio(Synthesis.clip(samples: samples, rate: 16_000, seed: 11))]],
      standardisation: standardisation)
    var goals = StorageGoals.dense
    goals.waitingRows = waitingRows
    let compiled = try CompiledModel(graph, calibration, standardisation, goals: goals)
    let clip = Synthesis.clip(samples: samples, rate: 16_000, seed: 12)
    model = compiled.file
    input = clip
    scores = try RuntimeTrace(file: compiled.file.span, ProgramValues([clip])).scores.map {
      Int8($0)
    }
  }

  /// A few hundred weights that pass through most kinds of op.
  static func small() throws -> Sample {
    let layers = [
      Layer(
        name: "conv1",
        operation: .convolution1D(Convolution1D(channels: 8, kernel: 9, stride: 4, padding: 4)),
        inputs: ["audio"]),
      Layer(name: "relu1", operation: .relu, inputs: ["conv1"]),
      Layer(
        name: "pool1", operation: .maxPool1D(Pool1D(kernel: 20, stride: 20)), inputs: ["relu1"]),
      Layer(name: "transpose", operation: .transpose, inputs: ["pool1"]),
      Layer(
        name: "depthwise",
        operation: .convolution2D(Convolution2D(channels: 1, kernel: 3, padding: 1)),
        inputs: ["transpose"]),
      Layer(
        name: "pointwise", operation: .convolution2D(Convolution2D(channels: 6, kernel: 1)),
        inputs: ["depthwise"]),
      Layer(name: "relu2", operation: .relu, inputs: ["pointwise"]),
      Layer(name: "global_pool", operation: .globalAveragePool, inputs: ["relu2"]),
      Layer(name: "fc", operation: .fullyConnected(outputs: 5), inputs: ["global_pool"]),
    ]
    let network = Network(
      name: "small", inputs: [Input(name: "audio", kind: .waveform(rate: 16_000))],
      layers: layers, labels: ["a", "b", "c", "d", "e"])
    return try Sample(network, samples: 4_000, standardisation: .clip)
  }

  /// The flagship: AemNet-DW at half width, and one second.
  static func flagship(
    standardisation: StandardisationChoice = .clip, waitingRows: Int? = nil
  ) throws -> Sample {
    try Sample(
      Zoo.aemNetDW(width: 0.5, llf: .configuration2), samples: 16_000,
      standardisation: standardisation, waitingRows: waitingRows)
  }
}
