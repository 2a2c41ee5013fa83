import Graph
import Testing
import Training

/// What a training begins with.
@Suite struct InitialisationTests {
  private let network = Network(
    name: "wide", inputs: [Input(name: "x", kind: .sequence(channels: 40, length: 20))],
    layers: [
      Layer(
        name: "conv", operation: .convolution1D(Convolution1D(channels: 80, kernel: 5, bias: true)),
        inputs: ["x"]),
      Layer(name: "norm", operation: .batchNorm(), inputs: ["conv"]),
      Layer(
        name: "groups",
        operation: .convolution1D(Convolution1D(channels: 80, kernel: 16, groups: 80)),
        inputs: ["norm"]),
      Layer(name: "average", operation: .globalAveragePool, inputs: ["groups"]),
      Layer(name: "fc", operation: .fullyConnected(outputs: 100), inputs: ["average"]),
    ])

  private func statistics(_ tensor: Tensor?) throws -> (variance: Double, largest: Double) {
    let values = try #require(tensor).values.map(Double.init)
    let count = Double(values.count)
    #expect(abs(values.reduce(0, +) / count) < 0.02)
    return (values.reduce(0) { $0 + $1 * $1 } / count, values.map(abs).max() ?? 0)
  }

  @Test func he() throws {
    let parameters = try Initialisation.he.parameters(for: network, seed: 1)
    let conv = try statistics(parameters["conv.weight"])
    #expect(abs(conv.variance / (2 / 200) - 1) < 0.05)
    // Normal, not uniform: beyond √3 deviations.
    #expect(conv.largest > 3 * (2.0 / 200).squareRoot())
    // A group sees one channel.
    let groups = try statistics(parameters["groups.weight"])
    #expect(abs(groups.variance / (2 / 16) - 1) < 0.15)
    let full = try statistics(parameters["fc.weight"])
    #expect(full.largest <= (1 / 80.0).squareRoot())
    #expect(abs(full.variance / (1 / 240) - 1) < 0.05)
  }

  @Test func glorot() throws {
    let parameters = try Initialisation.glorot.parameters(for: network, seed: 1)
    for (name, fans) in [("conv", 200.0 + 400), ("fc", 180)] {
      let weight = try statistics(parameters["\(name).weight"])
      #expect(abs(weight.variance / (2 / fans) - 1) < 0.05)
      #expect(weight.largest <= (6 / fans).squareRoot() * 1.000_001)
    }
  }

  @Test(arguments: Initialisation.allCases)
  func theRestIsNeutral(kind: Initialisation) throws {
    let parameters = try kind.parameters(for: network, seed: 1)
    for (name, value) in [
      ("norm.weight", 1), ("norm.bias", 0), ("norm.running_mean", 0), ("norm.running_var", 1),
      ("conv.bias", 0), ("fc.bias", 0),
    ] as [(String, Float)] {
      #expect(try #require(parameters[name]).values.allSatisfy { $0 == value }, "\(name)")
    }
    try parameters.check(against: network)
  }

  @Test(arguments: Initialisation.allCases)
  func theSeedMakesThem(kind: Initialisation) throws {
    let first = try kind.parameters(for: network, seed: 1)
    #expect(try kind.parameters(for: network, seed: 1) == first)
    #expect(try kind.parameters(for: network, seed: 2) != first)
  }
}
