import Basics
import Graph
import Testing
import Training

/// Every gradient against central differences.
@Suite struct GradientTests {
  /// Small networks that together have every layer that learns or passes gradients on.
  static let networks: [Network] = [
    Network(
      name: "sequence", inputs: [Input(name: "x", kind: .sequence(channels: 3, length: 12))],
      layers: chain([
        ("conv1", .convolution1D(Convolution1D(channels: 4, kernel: 3, stride: 2, padding: 1))),
        ("norm1", .batchNorm()), ("relu1", .relu),
        ("conv2", .convolution1D(Convolution1D(channels: 6, kernel: 2, groups: 2, bias: true))),
        ("leaky", .leakyReLU(slope: 0.1)),
        ("pool", .maxPool1D(Pool1D(kernel: 3, stride: 1, padding: 1))),
        ("flatten", .flatten), ("fc", .fullyConnected(outputs: 3)),
      ])),
    Network(
      name: "picture",
      inputs: [
        Input(name: "x", kind: .picture(channels: 2, height: 7, width: 6))
      ],
      layers: chain([
        ("norm0", .batchNorm()),
        (
          "depthwise",
          .convolution2D(
            Convolution2D(
              channels: 2, kernel: Size2D(height: 3, width: 2),
              stride: Size2D(height: 1, width: 2), padding: 1, groups: 2, bias: true))
        ),
        ("norm1", .batchNorm()), ("relu1", .relu),
        ("pointwise", .convolution2D(Convolution2D(channels: 5, kernel: 1))),
        ("relu6", .relu6),
        (
          "average",
          .averagePool2D(Pool2D(kernel: 3, stride: 2, padding: 1))
        ),
        ("conv", .convolution2D(Convolution2D(channels: 4, kernel: 3, padding: 1))),
        ("pool", .maxPool2D(Pool2D(kernel: 2, stride: 2))),
        ("global", .globalAveragePool), ("fc", .fullyConnected(outputs: 3)),
      ])),
    Network(
      name: "branches",
      inputs: [
        Input(name: "x", kind: .sequence(channels: 4, length: 9)),
        Input(name: "z", kind: .sequence(channels: 2, length: 5)),
      ],
      layers: [
        Layer(
          name: "a", operation: .convolution1D(Convolution1D(channels: 4, kernel: 3, padding: 1)),
          inputs: ["x"]),
        Layer(name: "a_norm", operation: .batchNorm(), inputs: ["a"]),
        Layer(
          name: "b", operation: .convolution1D(Convolution1D(channels: 4, kernel: 1)),
          inputs: ["a_norm"]),
        Layer(name: "sum", operation: .add, inputs: ["a_norm", "b", "a_norm"]),
        Layer(name: "sum_relu", operation: .relu, inputs: ["sum"]),
        Layer(name: "joined", operation: .concat, inputs: ["sum_relu", "a_norm", "sum_relu"]),
        Layer(name: "turned", operation: .transpose, inputs: ["joined"]),
        Layer(
          name: "c", operation: .convolution2D(Convolution2D(channels: 3, kernel: 3, padding: 1)),
          inputs: ["turned"]),
        Layer(name: "c_global", operation: .globalAveragePool, inputs: ["c"]),
        Layer(name: "z_global", operation: .globalAveragePool, inputs: ["z_conv"]),
        Layer(name: "both", operation: .concat, inputs: ["c_global", "z_global"]),
        Layer(name: "fc", operation: .fullyConnected(outputs: 3), inputs: ["both"]),
        Layer(name: "probabilities", operation: .softmax, inputs: ["fc"]),
      ].insertingBranch()),
    Network(
      name: "curves", inputs: [Input(name: "x", kind: .sequence(channels: 3, length: 8))],
      layers: chain(
        [("conv", .convolution1D(Convolution1D(channels: 4, kernel: 3)))]
          + Curve.allCases.map { ("\($0)", .curve($0)) }) + [
          Layer(name: "product", operation: .multiply, inputs: ["gelu", "conv", "gelu"]),
          Layer(name: "mean", operation: .globalAveragePool, inputs: ["product"]),
          Layer(name: "fc", operation: .fullyConnected(outputs: 3), inputs: ["mean"]),
        ]),
  ]

  private static func chain(_ layers: [(String, Graph.Operation)]) -> [Layer] {
    var last = "x"
    return layers.map { name, operation in
      defer { last = name }
      return Layer(name: name, operation: operation, inputs: [last])
    }
  }

  private static let losses = [
    Loss(), Loss(focalGamma: 2, classWeights: [0.4, 0.9, 0.7]), Loss(labelSmoothing: 0.1),
    Loss(distillation: Loss.Distillation(temperature: 3, share: 0.6)), Loss(kind: .binary),
    Loss(
      kind: .binary, focalGamma: 1.5, classWeights: [0.4, 0.9, 0.7], labelSmoothing: 0.1,
      distillation: Loss.Distillation(temperature: 3, share: 0.6)),
  ]

  @Test(arguments: networks, losses.indices)
  func gradientsAreCentralDifferences(network: Network, lossIndex: Int) throws {
    let loss = Self.losses[lossIndex]
    let samples = 3
    let parameters = try Parameters.seeded(for: network, seed: 7)
    let trained = try TrainingNetwork(network, parameters, batches: [BatchShape(samples: samples)])
    var generator = SplitMix64(seed: 11)
    for input in network.inputs {
      for sample in 0..<samples {
        let count = trained.sampleCount(ofInput: input.name)
        let values = (0..<count).map { _ in Float(generator.nextNormal()) }
        trained.setInput(input.name, sample: sample, values.span)
      }
    }
    let targets: [Float] = [1, 0, 0, 0.3, 0.7, 0, 0, 0, 1]
    let teacher = (0..<9).map { _ in Float(generator.nextNormal()) }
    let pass = Pass(
      samples: samples, isTraining: true, workers: Workers(threads: 2), seed: 3)
    func value() throws -> Double {
      try loss(logits: trained.forward(pass), targets: targets, classes: 3, teacher: teacher).value
    }
    let result = loss(
      logits: try trained.forward(pass), targets: targets, classes: 3, teacher: teacher)
    trained.backward(pass, gradient: result.gradient)
    for parameter in trained.parameterTensors {
      let gradients = parameter.gradient.values
      let largest = gradients.map(abs).max() ?? 0
      var wrong = 0
      let checked = min(parameter.count, 40)
      for index in 0..<checked {
        let kept = parameter.values[index]
        let step: Float = 1e-3
        parameter.values[index] = kept + step
        let above = try value()
        parameter.values[index] = kept - step
        let below = try value()
        parameter.values[index] = kept
        let difference = (above - below) / Double(2 * step)
        // Single precision: the loss has about 1e-7 of noise, so a difference about 1e-4.
        let tolerance = 0.02 * Double(largest) + 5e-4
        if abs(difference - Double(gradients[index])) > tolerance { wrong += 1 }
      }
      // A step may cross the kink of a ReLU or of a maximum, where there is no derivative.
      #expect(wrong * 10 <= checked, "\(network.name) \(parameter.name): \(wrong) of \(checked)")
    }
  }

  @Test func threadsChangeNoBit() throws {
    let network = Zoo.aemNetDW(width: 0.1, classes: 3)
    var results: [Parameters] = []
    for threads in [1, 2, 3] {
      let trained = try TrainingNetwork(
        network, try Parameters.seeded(for: network, seed: 1),
        batches: [BatchShape(inputLength: 6_000, samples: 5)])
      let optimizer = Optimizer(.adam(), weightDecay: 1e-4, network: trained)
      let trainer = Trainer(trained, optimizer, Loss(), workers: Workers(threads: threads))
      var generator = SplitMix64(seed: 2)
      for step in 0..<3 {
        for sample in 0..<5 {
          let values = (0..<6_000).map { _ in Float(generator.nextNormal()) }
          trained.setInput("audio", sample: sample, values.span)
        }
        let targets: [Float] = [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0]
        _ = try trainer.step(samples: 5, targets: targets, rate: 1e-3, seed: UInt64(step))
      }
      results.append(trained.currentParameters())
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
  }

  @Test func parametersComeBackAsTheyWere() throws {
    for network in Self.networks {
      let parameters = try Parameters.seeded(for: network, seed: 5)
      let trained = try TrainingNetwork(network, parameters, batches: [BatchShape(samples: 1)])
      #expect(trained.currentParameters() == parameters)
    }
  }
}

extension [Layer] {
  /// The second input's convolution, in front of everything.
  fileprivate func insertingBranch() -> [Layer] {
    [
      Layer(
        name: "z_conv", operation: .convolution1D(Convolution1D(channels: 3, kernel: 2)),
        inputs: ["z"])
    ] + self
  }
}
