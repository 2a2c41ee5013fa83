import Basics
import Graph
import Testing

@Suite struct ParameterTests {
  private let network = chain(
    .picture(channels: 4, height: 8, width: 6),
    .convolution2D(
      Convolution2D(
        channels: 6, kernel: Size2D(height: 3, width: 5), padding: 2, groups: 2, bias: true)),
    .batchNorm(), .globalAveragePool, .fullyConnected(outputs: 3))

  @Test func namesAndLayoutsArePyTorchs() throws {
    let expected: [(String, [Int], Bool)] = [
      ("layer1.weight", [6, 2, 3, 5], true), ("layer1.bias", [6], true),
      ("layer2.weight", [6], true), ("layer2.bias", [6], true),
      ("layer2.running_mean", [6], false), ("layer2.running_var", [6], false),
      ("layer4.weight", [3, 6], true), ("layer4.bias", [3], true),
    ]
    #expect(
      try network.parameterShapes()
        == expected.map { ParameterShape(name: $0.0, shape: $0.1, isTrainable: $0.2) })
    let sequence = chain(
      rows, .convolution1D(Convolution1D(channels: 8, kernel: 3, groups: 4)))
    #expect(try sequence.parameterShapes().map(\.shape) == [[8, 1, 3]])
  }

  @Test func aSeedGivesTheSameParameters() throws {
    let first = try Parameters.seeded(for: network, seed: 7)
    #expect(try first == Parameters.seeded(for: network, seed: 7))
    #expect(try first != Parameters.seeded(for: network, seed: 8))
    try first.check(against: network)
  }

  /// Values that another implementation of the documentation must reproduce.
  @Test func theFirstSeededValues() throws {
    let parameters = try Parameters.seeded(for: network, seed: 1)
    var generator = SplitMix64(seed: 1)
    let deviation = (2.0 / 30).squareRoot()
    let weight = try #require(parameters["layer1.weight"])
    for value in weight.values { #expect(value == Float(generator.nextNormal() * deviation)) }
    let bias = try #require(parameters["layer1.bias"])
    for value in bias.values { #expect(value == Float(0.2 * generator.nextUnit() - 0.1)) }
  }

  @Test func seededParametersExerciseEverything() throws {
    let flagship = Zoo.aemNetDW(width: 0.5, llf: .configuration2)
    let parameters = try Parameters.seeded(for: flagship, seed: 1)
    try parameters.check(against: flagship)
    let weight = try #require(parameters["conv2.weight"]).values
    let variance = weight.reduce(0) { $0 + $1 * $1 } / Float(weight.count)
    #expect(abs(variance * 160 - 1) < 0.05)
    for (name, range) in [
      ("weight", 0.5...1.5), ("running_var", 0.5...1.5), ("bias", -0.1...0.1),
      ("running_mean", -0.1...0.1),
    ] as [(String, ClosedRange<Float>)] {
      let values = try #require(parameters["conv2_norm.\(name)"]).values
      #expect(values.allSatisfy(range.contains))
      #expect(Set(values).count == values.count)
    }
  }

  @Test func countsOfTheFlagship() throws {
    let flagship = Zoo.aemNetDW(width: 0.5, llf: .configuration2)
    var parameters = try Parameters.seeded(for: flagship, seed: 1)
    var count = try parameters.count(for: flagship)
    #expect(count.all == .init(total: 319_093, nonZero: 319_093))
    #expect(count.weights == .init(total: 314_793, nonZero: 314_793))
    #expect(count.channelValues == .init(total: 4_300, nonZero: 4_300))
    parameters["conv12.weight"]?.values[7] = 0
    parameters["conv12.weight"]?.values[8] = -0.0
    parameters["conv12.bias"]?.values[0] = 0
    parameters["conv1_norm.running_mean"]?.values[0] = 0
    count = try parameters.count(for: flagship)
    #expect(count.weights.nonZero == 314_791)
    #expect(count.channelValues.nonZero == 4_299)
    #expect(count.all.nonZero == 319_090)
  }

  private func expect(
    _ error: ParameterError, _ message: String, _ change: (inout Parameters) -> Void
  ) throws {
    var parameters = try Parameters.seeded(for: network, seed: 1)
    change(&parameters)
    #expect(throws: error) { try parameters.check(against: network) }
    #expect(throws: error) { try parameters.count(for: network) }
    #expect(error.description == message)
  }

  @Test func parametersThatDoNotFit() throws {
    try expect(
      .missing(name: "layer2.running_var", expected: [6]),
      "layer2.running_var: missing; the network needs [6]"
    ) { $0["layer2.running_var"] = nil }
    try expect(
      .unexpected(name: "layer1.scale", actual: [2]),
      "layer1.scale: the network has no such parameter, but one of shape [2] is given"
    ) {
      $0["layer1.scale"] = Tensor(shape: [2], values: [0, 0])
      $0["z"] = Tensor(shape: [], values: [0])
    }
    try expect(
      .wrongShape(name: "layer4.weight", expected: [3, 6], actual: [6, 3]),
      "layer4.weight: the network needs the shape [3, 6], not [6, 3]"
    ) { $0["layer4.weight"]?.shape = [6, 3] }
    try expect(
      .wrongCount(name: "layer4.bias", shape: [3], actual: 2),
      "layer4.bias: 2 values do not fill the shape [3]"
    ) { $0["layer4.bias"]?.values = [0, 0] }
    for value in [Float.nan, .infinity, -.infinity] {
      try expect(
        .notFinite(name: "layer1.weight", index: 3),
        "layer1.weight: the value at 3 is not finite"
      ) { $0["layer1.weight"]?.values[3] = value }
    }
    try expect(
      .negativeVariance(name: "layer2.running_var", index: 5),
      "layer2.running_var: the variance at 5 is negative"
    ) { $0["layer2.running_var"]?.values[5] = -1e-9 }
    #expect(throws: ParameterError.network(.noLayers)) {
      try Parameters().check(
        against: Network(name: "", inputs: [Input(name: "a", kind: rows)], layers: []))
    }
  }
}
