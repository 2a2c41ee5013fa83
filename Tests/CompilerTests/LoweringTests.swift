import Graph
import Program
import Reference
import Testing

/// Rewriting changes no result of the float network but by rounding.
@Suite struct LoweringTests {
  /// Relative to the largest value.
  private static let tolerance: Float = 1e-5

  @Test func foldedBatchNorm() throws {
    let layers = [
      layer("conv", convolution(6, 3), "rows"), layer("norm", .batchNorm(), "conv"),
      layer("max", .maxPool1D(Pool1D(kernel: 2, stride: 1)), "norm"),
      layer("pool", .globalAveragePool, "max"),
    ]
    let folded = try network(layers).lowered(seed: 5)
    // A second reader keeps the convolution as it is.
    let apart = try network(
      layers + [
        layer("other", .globalAveragePool, "conv"), layer("both", .concat, "pool", "other"),
      ]
    ).lowered(seed: 5)
    #expect(folded.ops.map(\.name) == ["conv", "max", "pool"])
    #expect(apart.ops.map(\.name) == ["conv", "norm", "max", "pool", "other", "both"])
    let rows = Stream(row: apart.inputs[0].row, values: normal(400, seed: 1))
    let expected = FloatNetwork(apart).tensors([rows])[2].values
    expectEqual(FloatNetwork(folded).tensors([rows])[1].values, expected)
  }

  /// Against PyTorch's formula, value by value.
  @Test func batchNormAlone() throws {
    let network = network([
      layer("norm", .batchNorm(), "rows"),
      layer("max", .maxPool1D(Pool1D(kernel: 2, stride: 1)), "norm"),
      layer("pool", .globalAveragePool, "max"),
    ])
    let parameters = try Parameters.seeded(for: network, seed: 2)
    let graph = try FloatGraph(lowering: network, parameters)
    let rows = Stream(row: graph.inputs[0].row, values: normal(80, seed: 4))
    let weight = try #require(parameters["norm.weight"]).values
    let bias = try #require(parameters["norm.bias"]).values
    let mean = try #require(parameters["norm.running_mean"]).values
    let variance = try #require(parameters["norm.running_var"]).values
    var expected: [Float] = []
    for (index, value) in rows.values.enumerated() {
      let deviation: Float = (variance[index % 4] + 1e-5).squareRoot()
      let standard: Float = (value - mean[index % 4]) / deviation
      expected.append(standard * weight[index % 4] + bias[index % 4])
    }
    expectEqual(FloatNetwork(graph).tensors([rows])[1].values, expected)
  }

  @Test func poolBeforePointwise() throws {
    let layers = [
      layer("conv", convolution(7, 1), "rows"), layer("pool", .globalAveragePool, "conv"),
    ]
    let moved = try network(layers).lowered(seed: 8)
    let kept = try network(
      layers + [
        layer("max", .maxPool1D(Pool1D(kernel: 2, stride: 1)), "conv"),
        layer("second", .globalAveragePool, "max"), layer("both", .concat, "pool", "second"),
      ]
    ).lowered(seed: 8)
    #expect(moved.ops.map(\.name) == ["pool", "conv"])
    let rows = Stream(row: moved.inputs[0].row, values: normal(240, seed: 6))
    let index = try #require(kept.ops.firstIndex { $0.name == "pool" })
    let expected = FloatNetwork(kept).tensors([rows])[1 + index].values
    expectEqual(FloatNetwork(moved).tensors([rows])[2].values, expected)
  }

  /// Only convolutions read 16 bits: neither does a pool move in front of one that reads audio.
  @Test func poolBehindWaveform() throws {
    let network = Network(
      name: "audio", inputs: [Input(name: "audio", kind: .waveform(rate: 100))],
      layers: [
        layer("conv", convolution(3, 1), "audio"), layer("pool", .globalAveragePool, "conv"),
      ])
    #expect(try network.lowered(seed: 1).ops.map(\.name) == ["conv", "pool"])
  }

  private func expectEqual(_ values: [Float], _ expected: [Float]) {
    let largest = expected.reduce(0) { max($0, abs($1)) }
    #expect(values.count == expected.count && largest > 0)
    for (value, expected) in zip(values, expected) {
      #expect(abs(value - expected) <= Self.tolerance * largest)
    }
  }
}
