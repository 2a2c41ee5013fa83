import Basics
import Graph
import Testing
import Training

/// Which weights pruning keeps, and that the others stay 0.
@Suite struct WeightMaskTests {
  private let network = Network(
    name: "small", inputs: [Input(name: "x", kind: .sequence(channels: 2, length: 6))],
    layers: [
      Layer(
        name: "conv", operation: .convolution1D(Convolution1D(channels: 3, kernel: 3, bias: true)),
        inputs: ["x"]),
      Layer(name: "norm", operation: .batchNorm(), inputs: ["conv"]),
      Layer(name: "average", operation: .globalAveragePool, inputs: ["norm"]),
      Layer(name: "fc", operation: .fullyConnected(outputs: 2), inputs: ["average"]),
    ], labels: ["a", "b"])

  /// The convolution's weights are 1 to 18, those of the layer behind it −0.1 to −0.6.
  private func parameters() throws -> Parameters {
    var parameters = try Initialisation.he.parameters(for: network, seed: 1)
    parameters["conv.weight"] = Tensor(shape: [3, 2, 3], values: (1...18).map { Float($0) })
    parameters["fc.weight"] = Tensor(shape: [2, 3], values: (1...6).map { -Float($0) / 10 })
    return parameters
  }

  private func kept(
    _ share: Double, _ scope: WeightMask.Scope, protected: Set<String> = [],
    within: WeightMask? = nil
  ) throws -> [String: [Int]] {
    let mask = try WeightMask(
      keeping: share, of: parameters(), in: network, scope: scope,
      protected: { protected.contains($0) }, within: within)
    let masked = mask.applied(to: try parameters())
    return ["conv.weight", "fc.weight"].reduce(into: [:]) { kept, name in
      let values = masked[name]?.values ?? []
      kept[name] = values.indices.filter { values[$0] != 0 }
    }
  }

  @Test func theLargestOfTheNetworkStay() throws {
    // 10 of 24 weights.
    let kept = try kept(10.0 / 24, .network)
    #expect(kept["conv.weight"] == Array(8..<18))
    #expect(kept["fc.weight"] == [])
  }

  @Test func theLargestOfEachLayerStay() throws {
    let kept = try kept(0.5, .layer)
    #expect(kept["conv.weight"] == Array(9..<18))
    #expect(kept["fc.weight"] == [3, 4, 5])
  }

  @Test func protectedLayersKeepAllAndAreNotCounted() throws {
    let kept = try kept(0.5, .network, protected: ["conv"])
    #expect(kept["conv.weight"] == Array(0..<18))
    #expect(kept["fc.weight"] == [3, 4, 5])
  }

  @Test func equalWeightsStayInOrder() throws {
    var parameters = try parameters()
    parameters["conv.weight"] = Tensor(
      shape: [3, 2, 3], values: (0..<18).map { $0 % 2 == 0 ? 1 : -1 })
    let mask = try WeightMask(
      keeping: 4.0 / 24, of: parameters, in: network, scope: .network, protected: { _ in false })
    #expect(
      mask.applied(to: parameters)["conv.weight"]?.values == [1, -1, 1, -1]
        + [Float](repeating: 0, count: 14))
  }

  @Test func nothingComesBackFromAnEarlierMask() throws {
    let earlier = try WeightMask(
      keeping: 0.5, of: parameters(), in: network, scope: .layer, protected: { _ in false })
    // By size alone, the convolution's first weights would all come before the other layer's.
    let kept = try kept(20.0 / 24, .network, within: earlier)
    #expect(kept["conv.weight"] == Array(9..<18))
    #expect(kept["fc.weight"] == [3, 4, 5])
  }

  @Test(arguments: [OptimizerKind.sgd(momentum: 0.9), .adam(), .adamW()])
  func stepsMoveWhatStaysAndNothingElse(kind: OptimizerKind) throws {
    let parameters = try Initialisation.he.parameters(for: network, seed: 3)
    let trained = try TrainingNetwork(network, parameters, batches: [BatchShape(samples: 2)])
    let mask = try WeightMask(
      keeping: 0.5, of: parameters, in: network, scope: .network, protected: { _ in false })
    trained.keep(mask)
    #expect(trained.currentParameters() == mask.applied(to: parameters))
    let trainer = Trainer(
      trained, Optimizer(kind, weightDecay: 0.1, network: trained), Loss(),
      workers: Workers(threads: 1))
    for sample in 0..<2 {
      let values = (0..<12).map { Float(($0 * 7 + sample * 5) % 11) - 5 }
      trained.setInput("x", sample: sample, values.span)
    }
    for step in 0..<3 {
      _ = try trainer.step(samples: 2, targets: [1, 0, 0, 1], rate: 0.01, seed: UInt64(step))
    }
    let after = trained.currentParameters()
    for name in ["conv.weight", "fc.weight"] {
      let stays = try #require(mask.stays(name))
      let (before, after) = (parameters[name]?.values ?? [], after[name]?.values ?? [])
      for index in stays.indices {
        #expect((after[index] != 0) == stays[index])
        #expect(!stays[index] || after[index] != before[index])
      }
    }
  }
}
