import Compiler
import Graph
import Program
import Testing

/// Weights that pruning has left.
@Suite struct LostSurvivorTests {
  /// Two layers, of which the first is pruned; many weights are far below a step.
  private func graph() throws -> StreamGraph {
    let network = network([
      layer("pruned", convolution(8, 3), "rows"), layer("dense", convolution(8, 3), "pruned"),
      layer("pool", .globalAveragePool, "dense"),
    ])
    var parameters = try Parameters.seeded(for: network, seed: 4)
    for name in ["pruned.weight", "dense.weight"] {
      let values = try #require(parameters[name]?.values)
      parameters[name]?.values = values.enumerated().map { place, value in
        place % 3 == 0 ? value : value * 1e-4
      }
    }
    parameters["pruned.weight"]?.values[5] = 0
    return try StreamGraph(lowering: network, parameters)
  }

  @Test(arguments: [127, 31, 3, 1]) func noneIsLost(grid: Int) throws {
    let graph = try graph()
    let program = try Quantiser(
      graph, try graph.calibrated(.fixed), .fixed, grid: WeightGrid(largest: grid)
    ).program()
    #expect(program.lostSurvivors(of: graph) == 0)
    // In the layer that is not pruned, small weights are 0.
    let dense = try #require(program.ops[1].operation.convolution)
    #expect(dense.weights.contains(0))
  }

  @Test func theLostAreCounted() throws {
    let graph = try graph()
    var program = try Quantiser(graph, try graph.calibrated(.fixed), .fixed).program()
    var convolution = try #require(program.ops[0].operation.convolution)
    for place in [0, 1, 7] { convolution.weights[place] = 0 }
    program.ops[0].operation = .convolution(convolution)
    #expect(program.lostSurvivors(of: graph) == 3)
  }
}
