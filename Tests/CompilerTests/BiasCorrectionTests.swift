import Basics
import Compiler
import Graph
import Program
import Reference
import Testing
import Training

/// Biases that make up for rounded weights.
@Suite struct BiasCorrectionTests {
  private static let network = Network(
    name: "rounded", inputs: [Input(name: "x", kind: .sequence(channels: 4, length: 40))],
    layers: [
      Layer(
        name: "conv", operation: .convolution1D(Convolution1D(channels: 6, kernel: 3)),
        inputs: ["x"]),
      Layer(name: "norm", operation: .batchNorm(), inputs: ["conv"]),
      Layer(name: "relu", operation: .relu, inputs: ["norm"]),
      Layer(
        name: "grouped",
        operation: .convolution1D(Convolution1D(channels: 4, kernel: 2, groups: 2, bias: true)),
        inputs: ["relu"]),
      Layer(name: "average", operation: .globalAveragePool, inputs: ["grouped"]),
      Layer(name: "fc", operation: .fullyConnected(outputs: 3), inputs: ["average"]),
    ])

  /// The mean over all rows of each channel of an op's output, in real numbers.
  private func means(_ stream: Stream<Float>) -> [Double] {
    (0..<stream.row.channels).map { channel in
      let values = stride(from: channel, to: stream.values.count, by: stream.row.channels)
        .map { Double(stream.values[$0]) }
      return values.reduce(0, +) / Double(values.count)
    }
  }

  /// Of several batch norms behind one convolution, and with any epsilon, it is the last one's biases
  /// that are added to, each at its output.
  @Test func theLastNormOfAChainHasTheLastWord() throws {
    var network = Self.network
    network.layers[1].operation = .batchNorm(epsilon: 2)
    network.layers.insert(
      Layer(name: "second", operation: .batchNorm(epsilon: 0.5), inputs: ["norm"]), at: 2)
    network.layers[3].inputs = ["second"]
    let parameters = try Parameters.seeded(for: network, seed: 3)
    let graph = try FloatGraph(lowering: network, parameters)
    let additions = graph.ops.enumerated().map { index, op -> [Double] in
      guard case .convolution(let convolution) = op.operation else { return [] }
      return convolution.biases.indices.map { Double(index * 100 + $0 + 1) }
    }
    let changed = try parameters.addingToBiases(additions, of: network)
    #expect(changed["norm.bias"] == parameters["norm.bias"])
    var compared = 0
    for (before, after) in zip(graph.ops, try FloatGraph(lowering: network, changed).ops) {
      guard case .convolution(let old) = before.operation,
        case .convolution(let new) = after.operation,
        let index = graph.ops.firstIndex(of: before)
      else { continue }
      compared += 1
      for output in old.biases.indices {
        #expect(
          abs(new.biases[output] - old.biases[output] - additions[index][output]) < 1e-3)
      }
    }
    #expect(compared == 3)
  }

  @Test func outputsKeepTheirMeans() throws {
    let network = Self.network
    let parameters = try Parameters.seeded(for: network, seed: 3)
    let graph = try FloatGraph(lowering: network, parameters)
    var generator = SplitMix64(seed: 5)
    // Inputs that are not centred: rounding takes from every output.
    let values = (0..<160).map { _ in Float(generator.nextNormal() + 2) }
    let calibration = try Calibration(
      graph, examples: [[.rows(values)]], standardisation: .clip, ranges: .minMax)
    let program = try Quantiser(graph, calibration, .clip, grid: WeightGrid(largest: 3)).program()
    let corrections = program.biasCorrections(of: graph, means: calibration.means)
    #expect(
      corrections.map(\.count)
        == graph.ops.map { op in
          if case .convolution(let convolution) = op.operation {
            convolution.biases.count
          } else {
            0
          }
        })
    let corrected = try parameters.addingToBiases(corrections, of: network)
    #expect(corrected["conv.weight"] == parameters["conv.weight"])
    #expect(corrected["norm.bias"] != parameters["norm.bias"])
    #expect(corrected["norm.weight"] == parameters["norm.weight"])
    #expect(corrected["grouped.bias"] != parameters["grouped.bias"])

    /// The convolution with its weights as they are rounded, in floats: what its outputs miss.
    func missing(_ parameters: Parameters, op: Int) throws -> Double {
      var rounded = try FloatGraph(lowering: network, parameters)
      let again = try Quantiser(rounded, by: QuantisationScheme(program)).program()
      guard case .convolution(var convolution) = rounded.ops[op].operation,
        case .convolution(let integers) = again.ops[op].operation
      else { return .infinity }
      let input = again.quantisation(again.ops[op].edges[0].tensor).scale
      let output = again.quantisation(again.inputs.count + op).scale
      convolution.weights = integers.weights.indices.map { index in
        let factor = integers.factors[index / convolution.weightsPerOutput].value
        return Double(integers.weights[index]) * factor * Double(output) / Double(input)
      }
      convolution.activation = .none
      rounded.ops[op].operation = .convolution(convolution)
      var exact = graph
      guard case .convolution(var whole) = exact.ops[op].operation else { return .infinity }
      whole.activation = .none
      exact.ops[op].operation = .convolution(whole)
      // Both with the float network's inputs.
      rounded.ops.replaceSubrange(0..<op, with: exact.ops[0..<op])
      let streams = [Stream(row: graph.inputs[0].row, values: values)]
      let theirs = means(FloatNetwork(exact).tensors(streams)[op + 1])
      let mine = means(FloatNetwork(rounded).tensors(streams)[op + 1])
      return zip(mine, theirs).reduce(0) { $0 + abs($1.0 - $1.1) }
    }
    for op in [0, 1] {
      let before = try missing(parameters, op: op)
      let after = try missing(corrected, op: op)
      #expect(before > 0.05 && after < 0.1 * before, "\(graph.ops[op].name): \(before), \(after)")
    }
  }
}
