import Basics
import Compiler
import Graph
import Program
import Reference

/// AemNet-DW's kinds of layers in a small size, compiled, and something to run it on.
struct SmallNetwork {
  let graph: FloatGraph
  let compiled: CompiledModel
  let values: ProgramValues

  init(fused: Bool = true) throws {
    let network = Zoo.aemNetDW(width: 0.1, classes: 4, llf: .configuration2, embedding: 12)
    graph = try FloatGraph(lowering: network, Parameters.seeded(for: network, seed: 7))
    let recordings = (1...2).map { Self.noise(8_000, seed: $0) }
    let calibration = try Calibration(
      graph, examples: recordings.map { [.audio($0)] }, standardisation: .running)
    compiled = try CompiledModel(graph, calibration, .running, fused: fused)
    values = ProgramValues([Self.noise(7_001, seed: 3)])
  }

  /// What the checkpoint gives with a file's scales.
  func reference(like program: IntegerProgram, fused: Bool = true) throws -> IntegerProgram {
    let made = try Quantiser(graph, by: QuantisationScheme(program)).program()
    return fused ? made.fusingPools() : made
  }

  static func noise(_ count: Int, seed: UInt64) -> [Int16] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      Int16(max(-32_768, min(32_767, random.nextNormal() * 2_000)))
    }
  }
}

extension IntegerOperation {
  /// The convolution, for tests that cannot go on without one.
  var convolution: IntegerConvolution? {
    if case .convolution(let convolution) = self { convolution } else { nil }
  }
}
