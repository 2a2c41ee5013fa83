import Compiler
import Graph
import Program

/// A network over 4-channel rows of any length.
func network(_ layers: [Layer], channels: Int = 4) -> Network {
  Network(
    name: "test", inputs: [Input(name: "rows", kind: .sequence(channels: channels, length: nil))],
    layers: layers)
}

func layer(_ name: String, _ operation: Graph.Operation, _ inputs: String...) -> Layer {
  Layer(name: name, operation: operation, inputs: inputs)
}

func convolution(_ channels: Int, _ kernel: Int, padding: Int = 0) -> Graph.Operation {
  .convolution1D(
    Convolution1D(channels: channels, kernel: kernel, padding: padding, bias: true))
}

/// Normal values, the same for a seed.
func normal(_ count: Int, seed: UInt64) -> [Float] {
  var random = SplitMix64(seed: seed)
  return (0..<count).map { _ in Float(random.nextNormal()) }
}

func audio(_ count: Int, seed: UInt64) -> [Int16] {
  normal(count, seed: seed).map { Int16(max(-32_768, min(32_767, 3_000 * $0))) }
}

extension Network {
  func lowered(seed: UInt64) throws -> StreamGraph {
    try StreamGraph(lowering: self, Parameters.seeded(for: self, seed: seed))
  }
}

extension StreamGraph {
  /// Calibrated on one second of noise.
  func calibrated(_ choice: StandardisationChoice) throws -> Calibration {
    let example = inputs.enumerated().map { index, input -> CalibrationInput in
      input.samplesPerSecond == nil
        ? .rows(normal(100 * input.row.elements, seed: UInt64(index)))
        : .audio(audio(16_000, seed: UInt64(index)))
    }
    return try Calibration(self, examples: [example], standardisation: choice)
  }
}

extension ProgramOperation {
  /// The convolution, for tests that cannot go on without one.
  var convolution: ProgramConvolution? {
    if case .convolution(let convolution) = self { convolution } else { nil }
  }
}
