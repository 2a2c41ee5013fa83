import Compiler
import Graph
import ModelFormat
import Program
import SampleModels
import StapesRuntime
import Testing

/// The share of flipped bits of weights that a self-test notices, against a device that has them.
@Suite struct SelfTestCoverageTests {
  /// 122 weights, so that all of their bits are tried.
  private func program(depthwise: Bool) throws -> IntegerProgram {
    let middle = Convolution1D(
      channels: 4, kernel: 3, groups: depthwise ? 4 : 1, bias: true)
    let network = Network(
      name: "checked", inputs: [Input(name: "audio", kind: .waveform(rate: 8_000))],
      layers: [
        Layer(
          name: "conv",
          operation: .convolution1D(Convolution1D(channels: 4, kernel: 8, stride: 2, padding: 2)),
          inputs: ["audio"]),
        Layer(name: "relu", operation: .relu, inputs: ["conv"]),
        Layer(name: "pool", operation: .maxPool1D(Pool1D(kernel: 3, stride: 3)), inputs: ["relu"]),
        Layer(name: "middle", operation: .convolution1D(middle), inputs: ["pool"]),
        Layer(name: "mean", operation: .globalAveragePool, inputs: ["middle"]),
        Layer(name: "fc", operation: .fullyConnected(outputs: 3), inputs: ["mean"]),
      ])
    let graph = try FloatGraph(lowering: network, Parameters.seeded(for: network, seed: 5))
    let calibration = try Calibration(
      graph, examples: CalibrationNoise.examples(graph), standardisation: .clip)
    return try Quantiser(graph, calibration, .clip).program()
  }

  private func selfTest(_ file: [UInt8]) throws -> Int? {
    let model = try Model(file.span)
    var memory = [UInt8](repeating: 0, count: Executor.requiredArenaBytes(model))
    var executor = try Executor(model, arena: memory.mutableSpan)
    return try executor.selfTest()
  }

  /// Flips every bit of every weight in the file, one at a time.
  private func noticedShare(_ compiled: CompiledModel) throws -> Double {
    var (bits, noticed) = (0, 0)
    let places = try Self.weightPlaces(compiled.file)
    for place in places {
      for bit in 0..<8 {
        var file = ModelFile(compiled.file)
        file.bytes[place] ^= 1 << UInt8(bit)
        file.seal()
        bits += 1
        if try selfTest(file.bytes) != nil { noticed += 1 }
      }
    }
    return Double(noticed) / Double(bits)
  }

  private static func weightPlaces(_ file: [UInt8]) throws -> [Int] {
    let model = try Model(file.span)
    return (0..<model.opCount).filter { model.op($0).kind.isConvolution }.flatMap { index in
      let op = model.op(index).convolution
      return Array(op.weights..<op.weights + op.weightBytes)
    }
  }

  @Test(arguments: [false, true])
  func theShareIsThatOfADevice(depthwise: Bool) throws {
    let compiled = try CompiledModel(try program(depthwise: depthwise))
    let (best, coverage) = try compiled.withBestSelfTest()
    #expect(try selfTest(best.file) == nil)
    let share = try noticedShare(best)
    #expect(abs(coverage.share - share) < 1e-9, "\(coverage.text), a device \(share)")
    #expect(coverage.triedBits == 8 * (try Self.weightPlaces(best.file).count))
    // The seed is chosen: no worse than the first.
    #expect(try noticedShare(compiled) <= share)
    #expect(share > 0.5 && share < 1)
    // The same again is the same file.
    #expect(try compiled.withBestSelfTest().model.file == best.file)
  }
}
