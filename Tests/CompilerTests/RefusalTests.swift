import Compiler
import Graph
import Program
import Testing

/// What cannot be proven to fit is refused, with the layer and the channel.
@Suite struct RefusalTests {
  private static let longKernel = Network(
    name: "long", inputs: [Input(name: "audio", kind: .waveform(rate: 16_000))],
    layers: [
      layer("first", convolution(2, 900), "audio"), layer("pool", .globalAveragePool, "first"),
    ])

  /// 900 weights of 127 under samples of 2¹⁵ pass 2³¹; the channel beside them does not.
  @Test func accumulatorOverflow() throws {
    var parameters = try Parameters.seeded(for: Self.longKernel, seed: 1)
    let weights = (0..<1_800).map { Float($0 == 0 || $0 >= 900 ? 0.01 : 0) }
    parameters["first.weight"]?.values = weights
    let graph = try FloatGraph(lowering: Self.longKernel, parameters)
    let calibration = try graph.calibrated(.running)
    let error = #expect(throws: CompileError.self) {
      try CompiledModel(graph, calibration, .running)
    }
    guard case .accumulatorOverflow(let layer, let channel, let bound) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(layer == "first")
    #expect(channel == 1)
    #expect(bound > 0x1p31 && bound < 0x1p32)
  }

  @Test func outputOverflow() throws {
    let network = network([
      layer("conv", convolution(2, 1), "rows"), layer("relu", .relu, "conv"),
      layer("pool", .globalAveragePool, "relu"),
    ])
    let graph = try network.lowered(seed: 1)
    var calibration = try graph.calibrated(.running)
    calibration.ranges[1] = ValueRange(low: 0, high: 1e-8)
    let error = #expect(throws: CompileError.self) {
      try CompiledModel(graph, calibration, .running)
    }
    guard case .outputOverflow(let layer, let channel, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(layer == "conv")
    #expect(channel == 0)
  }

  /// The same for ops that have one factor only.
  @Test(arguments: [Graph.Operation.leakyReLU(slope: 0.5), .add, .concat, .globalAveragePool])
  func outputOverflow(operation: Graph.Operation) throws {
    let network = network(
      [
        layer("max", .maxPool1D(Pool1D(kernel: 2, stride: 1)), "rows"),
        operation == .add || operation == .concat
          ? layer("last", operation, "max", "max") : layer("last", operation, "max"),
      ] + (operation == .globalAveragePool ? [] : [layer("pool", .globalAveragePool, "last")]))
    let graph = try network.lowered(seed: 1)
    var calibration = try graph.calibrated(.running)
    calibration.ranges[2] = ValueRange(low: 0, high: 1e-8)
    let error = #expect(throws: CompileError.self) {
      try CompiledModel(graph, calibration, .running)
    }
    guard case .outputOverflow("last", 0, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func paddingBeyondKernel() throws {
    let graph = try network([
      layer("conv", convolution(2, 2, padding: 2), "rows"),
      layer("pool", .globalAveragePool, "conv"),
    ]).lowered(seed: 1)
    let calibration = try graph.calibrated(.running)
    let problem = ProgramError.Problem.outOfRange(
      "padding in front of or behind the rows", 2, 0...1)
    #expect(throws: CompileError.program(ProgramError(layer: "conv", problem))) {
      try CompiledModel(graph, calibration, .running)
    }
  }

  /// Before a calibration sees the padding.
  @Test func longPadding() throws {
    let network = network([
      layer("conv", convolution(2, 2, padding: 20_000), "rows"),
      layer("pool", .globalAveragePool, "conv"),
    ])
    #expect(throws: LoweringError.tooLong(layer: "conv", size: 20_000, limit: 16_384)) {
      try network.lowered(seed: 1)
    }
  }

  /// Four strides of 10,000 ask for 10¹⁶ rows, whose product with more would not fit an Int.
  @Test func rowsThatNoFormatHolds() throws {
    let pools = (1...6).map { index in
      IntegerProgram.Op(
        name: "pool\(index)",
        operation: .maxPool(Geometry(kernelRows: 1, kernelAcross: 1, strideRows: 10_000)),
        edges: [IntegerProgram.Edge(tensor: index - 1)], row: RowShape(width: 1, channels: 1),
        quantisation: Quantisation(scale: 1, zeroPoint: 0))
    }
    let program = IntegerProgram(
      name: "slow", rounding: .single,
      inputs: [
        IntegerProgram.Input(
          name: "rows", row: RowShape(width: 1, channels: 1), isInt16: false,
          samplesPerSecond: nil, fixedRows: nil, minimumRows: 1, standardisation: .fixed,
          quantisation: Quantisation(scale: 1, zeroPoint: 0))
      ], ops: pools, labels: [])
    #expect(
      throws: CompileError.tooLarge(
        layer: "rows", quantity: "number of rows that a plan needs", value: 1 << 24 + 1,
        limit: 1 << 24)
    ) { try CompiledModel(program) }
  }

  @Test func shortCalibration() throws {
    let graph = try Self.longKernel.lowered(seed: 1)
    #expect(throws: CompileError.calibrationTooShort(input: "audio", rows: 899, minimum: 900)) {
      try Calibration(
        graph, examples: [[.audio(audio(899, seed: 1))]], standardisation: .running)
    }
    #expect(throws: CompileError.noCalibration) {
      try Calibration(graph, examples: [], standardisation: .running)
    }
  }
}
