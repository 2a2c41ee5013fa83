import Basics
import Compiler
import Graph
import Program
import Testing
import Training

/// Training in a program's integers; that they are the program's is for the verification's tests.
@Suite struct QuantisedTrainingTests {
  private static let pass = Pass(
    samples: 24, isTraining: false, workers: Workers(threads: 2), seed: 3)

  private static func scheme(
    _ network: Network, _ parameters: Parameters, grid: Int = 127,
    examples: [[CalibrationInput]]? = nil
  ) throws -> QuantisationScheme {
    let graph = try FloatGraph(lowering: network, parameters)
    let calibration = try Calibration(
      graph, examples: examples ?? CalibrationNoise.examples(graph), standardisation: .clip,
      ranges: .minMax)
    return QuantisationScheme(
      try Quantiser(graph, calibration, .clip, grid: WeightGrid(largest: grid)).program())
  }

  private static func quantised(
    _ network: Network, _ parameters: Parameters, _ scheme: QuantisationScheme,
    samples: Int = 3
  ) throws -> TrainingNetwork {
    try TrainingNetwork(network, parameters, batches: [BatchShape(samples: samples)]) {
      try Quantiser(FloatGraph(lowering: network, $0), by: scheme).program()
    }
  }

  /// Gives networks the same samples, which it returns.
  @discardableResult
  private static func fill(
    _ trained: [TrainingNetwork], samples: Int = 3, seed: UInt64 = 11
  ) -> [[CalibrationInput]] {
    var generator = SplitMix64(seed: seed)
    return (0..<samples).map { sample in
      trained[0].network.inputs.map { input in
        let count = trained[0].sampleCount(ofInput: input.name)
        let values = (0..<count).map { _ in Float(generator.nextNormal()) }
        for network in trained { network.setInput(input.name, sample: sample, values.span) }
        return .rows(values)
      }
    }
  }

  /// Every layer that learns or passes gradients on: as rounding is looked through, the gradients
  /// are nearly those of the float network with its batch norms' statistics as they are.
  @Test(arguments: GradientTests.networks)
  func gradientsAreNearlyTheFloatNetworks(network: Network) throws {
    let parameters = try Parameters.seeded(for: network, seed: 7)
    let float = try TrainingNetwork(network, parameters, batches: [BatchShape(samples: 24)])
    let examples = Self.fill([float], samples: 24)
    let quantised = try Self.quantised(
      network, parameters, Self.scheme(network, parameters, examples: examples), samples: 24)
    Self.fill([quantised], samples: 24)
    let targets = (0..<72).map { Float($0 % 3 == 0 ? 1 : 0) }
    for trained in [float, quantised] {
      let result = Loss()(logits: try trained.forward(Self.pass), targets: targets, classes: 3)
      trained.backward(Self.pass, gradient: result.gradient)
    }
    let expected = float.currentGradients()
    let gradients = quantised.currentGradients()
    #expect(gradients.tensors.keys.contains("fc.weight"))
    for (name, tensor) in gradients.tensors {
      let theirs = expected[name]?.values ?? []
      #expect(tensor.shape == expected[name]?.shape)
      let likeness = cosine(tensor.values, theirs)
      let ratio = norm(tensor.values) / max(norm(theirs), 1e-12)
      #expect(
        likeness > 0.9 && abs(ratio - 1) < 0.2, "\(network.name), \(name): \(likeness), \(ratio)")
    }
    // Weights and biases learn, and the biases of batch norms; their factors stay.
    let learnt = Set(gradients.tensors.keys)
    let norms = Set(expected.tensors.keys.filter { $0.contains("norm") && $0.hasSuffix(".weight") })
    #expect(Set(expected.tensors.keys).subtracting(learnt) == norms)
  }

  @Test(arguments: GradientTests.networks)
  func parametersComeBackAsTheyWere(network: Network) throws {
    let parameters = try Parameters.seeded(for: network, seed: 5)
    let other = try Parameters.seeded(for: network, seed: 6)
    let trained = try Self.quantised(network, parameters, Self.scheme(network, parameters))
    #expect(trained.currentParameters() == parameters)
    try trained.setParameters(other)
    #expect(trained.currentParameters() == other)
  }

  /// On a grid of 4 bits, where rounding a trained network costs most.
  @Test func learnsWhatRoundingCost() throws {
    let network = GradientTests.networks[0]
    let parameters = try Parameters.seeded(for: network, seed: 7)
    let scheme = try Self.scheme(network, parameters, grid: 7)
    let trained = try Self.quantised(network, parameters, scheme, samples: 12)
    let optimizer = Optimizer(.adam(), weightDecay: 0, network: trained)
    let trainer = Trainer(trained, optimizer, Loss(), workers: Workers(threads: 1))
    Self.fill([trained], samples: 12)
    let targets = (0..<12).flatMap { sample in (0..<3).map { $0 == sample % 3 ? Float(1) : 0 } }
    let losses = try (0..<60).map {
      try trainer.step(samples: 12, targets: targets, rate: 3e-3, seed: UInt64($0)).loss
    }
    #expect(losses[59] < 0.6 * losses[0], "\(losses[0]) to \(losses[59])")
    let program = try Quantiser(
      FloatGraph(lowering: network, trained.currentParameters()), by: scheme
    ).program()
    let convolutions = program.ops.compactMap { op in
      if case .convolution(let convolution) = op.operation { convolution } else { nil }
    }
    #expect(!convolutions.isEmpty)
    for convolution in convolutions {
      #expect(convolution.weights.allSatisfy { abs($0) <= 7 })
      #expect(Set(convolution.weights).count > 4)
    }
  }

  @Test func threadsChangeNoBit() throws {
    let network = Zoo.aemNetDW(width: 0.1, classes: 3)
    let parameters = try Parameters.seeded(for: network, seed: 1)
    let scheme = try Self.scheme(network, parameters)
    let results = try [1, 2, 3].map { threads in
      let trained = try TrainingNetwork(
        network, parameters, batches: [BatchShape(inputLength: 6_000, samples: 5)]
      ) { try Quantiser(FloatGraph(lowering: network, $0), by: scheme).program() }
      let optimizer = Optimizer(.adam(), weightDecay: 1e-4, network: trained)
      let trainer = Trainer(trained, optimizer, Loss(), workers: Workers(threads: threads))
      for step in 0..<3 {
        Self.fill([trained], samples: 5, seed: UInt64(step))
        let targets: [Float] = [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0]
        _ = try trainer.step(samples: 5, targets: targets, rate: 1e-3, seed: UInt64(step))
      }
      return trained.currentParameters()
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
    #expect(results[0] != parameters)
  }

  /// Memory for the longest serves all lengths, one after the other.
  @Test func takesSamplesOfAnyLength() throws {
    let network = Zoo.aemNetDW(width: 0.1, classes: 3)
    let parameters = try Parameters.seeded(for: network, seed: 1)
    let scheme = try Self.scheme(network, parameters)
    func trained(_ length: Int) throws -> TrainingNetwork {
      try TrainingNetwork(
        network, parameters, batches: [BatchShape(inputLength: length, samples: 2)]
      ) { try Quantiser(FloatGraph(lowering: network, $0), by: scheme).program() }
    }
    let shared = try trained(9_000)
    for length in [8_000, 9_000, 8_777] {
      let own = try trained(length)
      try shared.use(inputLength: length)
      Self.fill([own, shared], samples: 2)
      let workers = Workers(threads: 2)
      #expect(
        try own.logits(samples: 2, workers: workers) == shared.logits(samples: 2, workers: workers))
    }
  }
}

private func norm(_ values: [Float]) -> Double {
  values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
}

private func cosine(_ first: [Float], _ second: [Float]) -> Double {
  let product = zip(first, second).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  return product / max(norm(first) * norm(second), 1e-30)
}
