import Basics
import Compiler
import Graph
import Program
import Reference
import Testing
import Verification

/// Strips of rows change when something is computed, and nothing else.
@Suite struct StripTests {
  private func program(
    _ input: InputKind, _ layers: [(String, Graph.Operation)]
  ) throws -> (graph: FloatGraph, program: IntegerProgram) {
    var source = "rows"
    let network = Network(
      name: "strips", inputs: [Input(name: source, kind: input)],
      layers: layers.map { name, operation in
        defer { source = name }
        return Layer(name: name, operation: operation, inputs: [source])
      })
    let graph = try FloatGraph(lowering: network, Parameters.seeded(for: network, seed: 3))
    let rows = graph.inputs[0].fixedRows ?? 4_000
    let values = noise(rows * graph.inputs[0].row.elements)
    let calibration = try Calibration(
      graph, examples: [[.rows(values.map { Float($0) / 64 })]], standardisation: .fixed)
    return (graph, try Quantiser(graph, calibration, .fixed).program())
  }

  private func noise(_ count: Int) -> [Int16] {
    var random = SplitMix64(seed: 9)
    return (0..<count).map { _ in Int16(Int8(truncatingIfNeeded: random.next())) }
  }

  /// Runs a stream whole and in pieces; nil if every tensor is the whole clip's.
  private func difference(
    _ program: IntegerProgram, _ strips: [String: Int], rows: Int
  ) throws -> String? {
    let storage = program.ops.map { op in
      guard case .convolution = op.operation else { return WeightStorage() }
      return WeightStorage(.packed, strip: strips[op.name] ?? 1)
    }
    let compiled = try CompiledModel(program, fused: false, storage: storage)
    let values = ProgramValues([noise(rows * program.inputs[0].row.elements)])
    let reference = WholeClip(compiled.program).tensors(values)
    for chunking in [.whole, .pieces(1)] as [Chunking] {
      let trace = try RuntimeTrace(file: compiled.file.span, values, chunking: chunking)
      if let difference = Difference(compiled.program, runtime: trace, reference: reference) {
        return "\(difference)"
      }
    }
    return nil
  }

  /// Strips and windows that go out of step, in streams long enough to meet in every phase.
  @Test(arguments: [3, 8, 16, 32], [4, 5, 7, 10])
  func stripsOutOfStepWithTheirReaders(strip: Int, stride: Int) throws {
    let made = try program(
      .sequence(channels: 1, length: nil),
      [
        // Few of the lengths that the planner tries become many rows behind this.
        ("front", .convolution1D(Convolution1D(channels: 2, kernel: 64, stride: 64))),
        ("wide", .convolution1D(Convolution1D(channels: 3, kernel: 1))),
        ("pool", .averagePool1D(Pool1D(kernel: stride, stride: stride))),
        ("narrow", .convolution1D(Convolution1D(channels: 3, kernel: 2, stride: 3))),
        ("mean", .globalAveragePool), ("fc", .fullyConnected(outputs: 2)),
      ])
    for rows in [700, 1_001].map({ 64 * $0 }) {
      #expect(try difference(made.program, ["wide": strip], rows: rows) == nil)
      #expect(try difference(made.program, ["wide": strip, "narrow": 3], rows: rows) == nil)
      #expect(try difference(made.program, ["wide": 1, "narrow": strip], rows: rows) == nil)
    }
  }

  /// A depthwise convolution that overwrites its input, right behind rows that come together and
  /// are few.
  @Test(arguments: 3...9, [2, 3, 4, 5, 8])
  func stripsInFrontOfAnOpInPlace(height: Int, strip: Int) throws {
    let made = try program(
      .picture(channels: 1, height: height, width: 2),
      [
        ("spread", .convolution2D(Convolution2D(channels: 4, kernel: 1, bias: true))),
        ("first", .convolution2D(Convolution2D(channels: 4, kernel: 1, bias: true))),
        (
          "depthwise",
          .convolution2D(Convolution2D(channels: 4, kernel: 3, padding: 1, groups: 4))
        ),
        ("last", .convolution2D(Convolution2D(channels: 3, kernel: 1))),
        ("mean", .globalAveragePool), ("fc", .fullyConnected(outputs: 2)),
      ])
    #expect(try difference(made.program, ["first": strip], rows: height) == nil)
  }
}
