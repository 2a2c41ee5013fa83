import Basics
import Foundation
import Graph
import Interchange
import Testing
import TestSupport
import Training

/// Ten steps of a small network against PyTorch's; Tools/golden/training.py wrote its figures.
///
/// Tolerance: 2e-4 relative of losses and 1e-3 of parameters. PyTorch computed in double precision,
/// and the start is one from which rounding decides nothing: steps of Adam hardly depend on the size of
/// a gradient, so that noise around zero would become steps of full size. For the same reason no batch
/// norm stands behind a bias.
@Suite(.golden("training")) struct PyTorchTests {
  private struct Golden: Decodable {
    struct Run: Decodable {
      var optimiser: String
      var loss: String
      var losses: [Double]
      var fc: [Float]
      var conv1: [Float]
      var runningVariance: [Float]
      var evaluation: [Float]
    }

    var inputs: [Float]
    var targets: [Int]
    var runs: [Run]
  }

  private static let network = Network(
    name: "small", inputs: [Input(name: "audio", kind: .waveform(rate: 96))],
    layers: chain([
      ("conv1", .convolution1D(Convolution1D(channels: 8, kernel: 9, stride: 4, padding: 4))),
      ("norm1", .batchNorm()), ("relu1", .relu),
      ("pool1", .maxPool1D(Pool1D(kernel: 2, stride: 2))), ("transpose", .transpose),
      ("depthwise", .convolution2D(Convolution2D(channels: 1, kernel: 3, padding: 1))),
      ("norm2", .batchNorm()), ("relu2", .relu),
      ("pointwise", .convolution2D(Convolution2D(channels: 6, kernel: 1))),
      ("norm3", .batchNorm()), ("relu3", .relu),
      (
        "conv4",
        .convolution2D(
          Convolution2D(
            channels: 6, kernel: 3, stride: Size2D(height: 2, width: 1), padding: 1, groups: 6))
      ),
      ("norm4", .batchNorm()), ("leaky4", .leakyReLU(slope: 0.1)),
      ("global", .globalAveragePool), ("fc", .fullyConnected(outputs: 3)),
    ]))

  private static func chain(_ layers: [(String, Graph.Operation)]) -> [Layer] {
    var last = "audio"
    return layers.map { name, operation in
      defer { last = name }
      return Layer(name: name, operation: operation, inputs: [last])
    }
  }

  private let golden: Golden
  private let parameters: Parameters

  init() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Golden")
    golden = try JSONDecoder().decode(
      Golden.self, from: Data(contentsOf: folder.appendingPathComponent("steps.json")))
    var parameters = Parameters()
    let file = try SafetensorsFile.read(
      contentsOf: folder.appendingPathComponent("start.safetensors").path)
    for tensor in file.tensors {
      parameters[tensor.name] = Tensor(shape: tensor.shape, values: try tensor.floats())
    }
    self.parameters = parameters
  }

  @Test(arguments: ["sgd", "adam", "adamw"])
  func tenSteps(optimiser: String) throws {
    let run = try #require(golden.runs.first { $0.optimiser == optimiser })
    let network = try TrainingNetwork(
      Self.network, parameters,
      batches: [BatchShape(inputLength: 96, samples: golden.targets.count)])
    let samples = golden.targets.count
    for sample in 0..<samples {
      network.setInput(
        "audio", sample: sample, Array(golden.inputs[sample * 96..<(sample + 1) * 96]).span)
    }
    let loss: Loss =
      switch run.loss {
      case "smooth": Loss(labelSmoothing: 0.1)
      case "weighted focal": Loss(focalGamma: 2, classWeights: [0.4, 0.9, 0.7])
      default: Loss()
      }
    let (kind, decay, rate): (OptimizerKind, Double, Double) =
      switch optimiser {
      case "sgd": (.sgd(momentum: 0.9), 1e-3, 0.05)
      case "adamw": (.adamW(), 0.1, 0.01)
      default: (.adam(), 1e-2, 0.01)
      }
    let trainer = Trainer(
      network, Optimizer(kind, weightDecay: decay, network: network), loss,
      workers: Workers(threads: 2))
    var targets = [Float](repeating: 0, count: samples * 3)
    for (sample, label) in golden.targets.enumerated() { targets[sample * 3 + label] = 1 }
    for (step, expected) in run.losses.enumerated() {
      let value = try trainer.step(
        samples: samples, targets: targets, rate: rate, seed: UInt64(step))
      #expect(abs(value.loss - expected) <= 2e-4 * abs(expected), "step \(step)")
    }
    let trained = network.currentParameters()
    try expectClose(trained["fc.weight"]?.values, run.fc)
    try expectClose((trained["conv1.weight"]?.values.prefix(9)).map(Array.init), run.conv1)
    try expectClose(trained["norm4.running_var"]?.values, run.runningVariance)
    try expectClose(
      try network.logits(samples: samples, workers: Workers(threads: 1)), run.evaluation)
  }

  private func expectClose(_ actual: [Float]?, _ expected: [Float]) throws {
    let actual = try #require(actual)
    #expect(actual.count == expected.count)
    let size = expected.map(abs).max() ?? 0
    for (value, other) in zip(actual, expected) { #expect(abs(value - other) <= 1e-3 * size) }
  }
}
