import Basics
import Graph
import Testing
import Training

/// One network for samples of several lengths.
@Suite struct LengthTests {
  /// Average pools with padding, a residual sum, a concatenation and a flattening-free end.
  private static let pooled = Network(
    name: "pooled", inputs: [Input(name: "audio", kind: .waveform(rate: 16_000))],
    layers: [
      Layer(
        name: "conv", operation: .convolution1D(Convolution1D(channels: 4, kernel: 7, stride: 3)),
        inputs: ["audio"]),
      Layer(name: "norm", operation: .batchNorm(), inputs: ["conv"]),
      Layer(
        name: "average",
        operation: .averagePool1D(Pool1D(kernel: 4, stride: 3, padding: 1)), inputs: ["norm"]),
      Layer(
        name: "same",
        operation: .convolution1D(Convolution1D(channels: 4, kernel: 3, padding: 1)),
        inputs: ["average"]),
      Layer(name: "sum", operation: .add, inputs: ["average", "same"]),
      Layer(name: "both", operation: .concat, inputs: ["sum", "average"]),
      Layer(name: "turned", operation: .transpose, inputs: ["both"]),
      Layer(
        name: "picture",
        operation: .convolution2D(Convolution2D(channels: 3, kernel: 3, padding: 1)),
        inputs: ["turned"]),
      Layer(
        name: "pool", operation: .averagePool2D(Pool2D(kernel: 2, stride: 2)), inputs: ["picture"]),
      Layer(name: "global", operation: .globalAveragePool, inputs: ["pool"]),
      Layer(name: "fc", operation: .fullyConnected(outputs: 3), inputs: ["global"]),
    ])

  static let networks = [
    Zoo.aemNetDW(width: 0.1, classes: 3, embedding: 16),
    Zoo.aemResNet(width: 0.05, classes: 3, embedding: 16), pooled,
  ]

  private func fill(_ network: TrainingNetwork, _ length: Int, samples: Int) {
    for sample in 0..<samples {
      var random = SplitMix64(seed: UInt64(length + sample))
      let values = (0..<length).map { _ in Float(random.nextNormal()) }
      network.setInput("audio", sample: sample, values.span)
    }
  }

  @Test(arguments: networks)
  func logitsAreThoseOfANetworkForTheLength(network: Network) throws {
    let parameters = try Parameters.seeded(for: network, seed: 3)
    let workers = Workers(threads: 2)
    let shared = try TrainingNetwork(
      network, parameters,
      batches: [
        BatchShape(inputLength: 9_000, samples: 3), BatchShape(inputLength: 16_000, samples: 1),
      ])
    for (length, samples) in [
      (9_000, 3), (16_000, 1), (8_111, 3), (7_000, 2), (12_345, 1), (9_000, 3),
    ] {
      let own = try TrainingNetwork(
        network, parameters, batches: [BatchShape(inputLength: length, samples: samples)])
      try shared.use(inputLength: length)
      #expect(shared.sampleCount(ofInput: "audio") == length)
      for network in [own, shared] { fill(network, length, samples: samples) }
      #expect(
        try shared.logits(samples: samples, workers: workers)
          == own.logits(samples: samples, workers: workers), "\(length)")
    }
  }

  @Test(arguments: networks)
  func trainingGoesOnAfterAnotherLength(network: Network) throws {
    func trained(interrupted: Bool) throws -> Parameters {
      let trained = try TrainingNetwork(
        network, try Parameters.seeded(for: network, seed: 3),
        batches: [
          BatchShape(inputLength: 7_000, samples: 2), BatchShape(inputLength: 9_000, samples: 2),
        ])
      let optimizer = Optimizer(.adam(), weightDecay: 1e-4, network: trained)
      let workers = Workers(threads: 1)
      let trainer = Trainer(trained, optimizer, Loss(), workers: workers)
      for step in 0..<3 {
        if interrupted {
          try trained.use(inputLength: 8_000 + 500 * step)
          fill(trained, 8_000 + 500 * step, samples: 2)
          _ = try trained.logits(samples: 2, workers: workers)
          try trained.use(inputLength: 7_000)
        }
        fill(trained, 7_000, samples: 2)
        _ = try trainer.step(
          samples: 2, targets: [1, 0, 0, 0, 1, 0], rate: 1e-3, seed: UInt64(step))
      }
      return trained.currentParameters()
    }
    #expect(try trained(interrupted: true) == trained(interrupted: false))
  }

  @Test(arguments: networks)
  func parametersAreTakenOver(network: Network) throws {
    let (first, second) = (
      try Parameters.seeded(for: network, seed: 1), try Parameters.seeded(for: network, seed: 2)
    )
    let trained = try TrainingNetwork(
      network, first, batches: [BatchShape(inputLength: 8_000, samples: 1)])
    try trained.setParameters(second)
    #expect(trained.currentParameters() == second)
    var broken = second
    broken[try #require(second.tensors.keys.sorted().first)] = nil
    #expect(throws: ParameterError.self) { try trained.setParameters(broken) }
    #expect(trained.currentParameters() == second)
  }

  @Test(arguments: [OptimizerKind.sgd(momentum: 0.9), .adam(), .adamW()])
  func optimisersGoOnWhereOthersStood(kind: OptimizerKind) throws {
    let network = Self.pooled
    func step(_ trained: TrainingNetwork, _ optimizer: Optimizer, _ number: Int) throws {
      fill(trained, 7_000, samples: 1)
      _ = try Trainer(trained, optimizer, Loss(), workers: Workers(threads: 1))
        .step(samples: 1, targets: [0, 1, 0], rate: 1e-2, seed: UInt64(number))
    }
    func fresh(_ parameters: Parameters) throws -> (TrainingNetwork, Optimizer) {
      let trained = try TrainingNetwork(
        network, parameters, batches: [BatchShape(inputLength: 7_000, samples: 1)])
      return (trained, Optimizer(kind, weightDecay: 1e-2, network: trained))
    }
    let (first, optimizer) = try fresh(try Parameters.seeded(for: network, seed: 4))
    for number in 0..<3 { try step(first, optimizer, number) }
    let (second, other) = try fresh(first.currentParameters())
    #expect(other.restore(steps: optimizer.steps, moments: optimizer.moments))
    #expect(other.moments == optimizer.moments && other.steps == 3)
    for number in 3..<6 {
      try step(first, optimizer, number)
      try step(second, other, number)
    }
    #expect(first.currentParameters() == second.currentParameters())
    #expect(!other.restore(steps: 1, moments: [:]))
  }
}
