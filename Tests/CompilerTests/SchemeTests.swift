import Compiler
import Graph
import Program
import Testing

/// The ops that a scheme records for a training: where constants come from, and the channels' forms.
@Suite struct SchemeTests {
  private let branches = network([
    layer("conv", convolution(6, 3), "rows"), layer("norm", .batchNorm(), "conv"),
    layer("second", .batchNorm(), "norm"), layer("relu", .relu6, "second"),
    layer("transpose", .transpose, "relu"),
    layer(
      "picture",
      .convolution2D(
        Convolution2D(channels: 3, kernel: Size2D(height: 2, width: 3))), "transpose"),
    layer("alone", .batchNorm(), "picture"),
    layer("max", .maxPool2D(Pool2D(kernel: 2, stride: 1)), "picture"),
    layer("pool", .globalAveragePool, "max"), layer("mean", .globalAveragePool, "alone"),
    layer("both", .concat, "pool", "mean"),
    layer("fc", .fullyConnected(outputs: 2, bias: true), "both"),
  ])

  private func quantiser(
    _ scheme: QuantisationScheme, biasFactor: Float = 1
  ) throws -> (FloatGraph, Quantiser) {
    var parameters = try Parameters.seeded(for: branches, seed: 3)
    for name in ["second.bias", "alone.bias", "fc.bias"] {
      let values = try #require(parameters[name]).values
      parameters[name]?.values = values.map { $0 * biasFactor }
    }
    let graph = try FloatGraph(lowering: branches, parameters)
    return (graph, try Quantiser(graph, by: scheme))
  }

  private func schemes() throws -> (plain: QuantisationScheme, recorded: QuantisationScheme) {
    let graph = try branches.lowered(seed: 3)
    let program = try Quantiser(graph, try graph.calibrated(.fixed), .fixed).program()
    return (QuantisationScheme(program), QuantisationScheme(program, of: graph))
  }

  @Test func constantsComeFromTheirOrigins() throws {
    let graph = try branches.lowered(seed: 3)
    let parameters = try Parameters.seeded(for: branches, seed: 3)
    func values(_ name: String) throws -> [Double] {
      try #require(parameters[name]).values.map(Double.init)
    }
    var origins: [String: ParameterOrigin] = [:]
    for op in graph.ops {
      guard case .convolution(let convolution) = op.operation else { continue }
      let origin = convolution.origin
      origins[op.name] = origin
      var weights = [Double](repeating: 1, count: convolution.weights.count)
      var biases = [Double](repeating: 0, count: convolution.biases.count)
      if let layer = origin.layer {
        let inputs = try #require(parameters["\(layer).weight"]).shape[1]
        weights = WeightOrder(
          convolution.geometry, inputs: inputs, isTimeAcross: origin.isTimeAcross
        ).stream(fromPyTorch: try values("\(layer).weight"))
        if parameters["\(layer).bias"] != nil { biases = try values("\(layer).bias") }
      }
      for norm in origin.norms {
        let (scale, offset) = (try values("\(norm).weight"), try values("\(norm).bias"))
        let mean = try values("\(norm).running_mean")
        let variance = try values("\(norm).running_var")
        for output in biases.indices {
          let slope = scale[output] / (variance[output] + 1e-5).squareRoot()
          for index in 0..<convolution.weightsPerOutput {
            weights[output * convolution.weightsPerOutput + index] *= slope
          }
          biases[output] = biases[output] * slope + (offset[output] - mean[output] * slope)
        }
      }
      #expect(weights == convolution.weights, "\(op.name)")
      #expect(biases == convolution.biases, "\(op.name)")
    }
    #expect(
      origins == [
        "conv": ParameterOrigin(layer: "conv", norms: ["norm", "second"]),
        "picture": ParameterOrigin(layer: "picture", isTimeAcross: true),
        "alone": ParameterOrigin(norms: ["alone"]), "fc": ParameterOrigin(layer: "fc"),
      ])
  }

  @Test func theTextKeepsTheOps() throws {
    let (plain, recorded) = try schemes()
    let text = try recorded.text
    #expect(try QuantisationScheme(text: text) == recorded)
    #expect(recorded != plain)
    #expect(text.contains(#""biasShift":"#))
    let impossible = text.replacing(/"biasShift":-?\d+/, with: #""biasShift":17"#)
    #expect(throws: CompileError.badScheme) { try QuantisationScheme(text: impossible) }
  }

  /// What was found is found again; where biases grow, the next form that holds them.
  @Test(arguments: [1, 3, 100, 10_000] as [Float])
  func recordedFormsGiveTheSameProgram(biasFactor: Float) throws {
    let (plain, recorded) = try schemes()
    let searched = try quantiser(plain, biasFactor: biasFactor).1.program()
    #expect(try quantiser(recorded, biasFactor: biasFactor).1.program() == searched)
  }

  /// Biases that get smaller keep their steps.
  @Test func formsStay() throws {
    let plain = try schemes().plain
    let (graph, large) = try quantiser(plain, biasFactor: 1_000)
    let recorded = QuantisationScheme(try large.program(), of: graph)
    let searched = try quantiser(plain).1.program()
    let kept = try quantiser(recorded).1.program()
    #expect(kept != searched)
    for (kept, searched) in zip(kept.ops, searched.ops) {
      guard case .convolution(let coarse) = kept.operation,
        case .convolution(let fine) = searched.operation
      else { continue }
      #expect(coarse.weights == fine.weights)
      #expect(coarse.factors == fine.factors)
    }
  }
}
