import Compiler
import Graph
import Program
import Reference
import Testing

/// Channels that add nothing leave the program, and nobody can tell by the scores.
@Suite struct SimplificationTests {
  private static let point = Geometry.point
  private static let same = Geometry(
    kernelRows: 3, kernelAcross: 1, strideRows: 1, strideAcross: 1, padBefore: 1, padAfter: 1,
    padLeft: 0, padRight: 0)

  /// Rows of two channels through convolutions of the given outputs, each of weights 1, 2, 3, … and
  /// then a global average.
  private func program(_ layers: [(Geometry, outputs: Int)]) -> IntegerProgram {
    var ops: [ProgramOp] = []
    var inputs = 2
    for (index, (geometry, outputs)) in layers.enumerated() {
      let count = outputs * geometry.kernelRows * inputs
      ops.append(
        ProgramOp(
          name: "conv\(index + 1)",
          operation: .convolution(
            ProgramConvolution(
              geometry: geometry, groups: 1,
              weights: (0..<count).map { Int8($0 % 7 - 3) == 0 ? 4 : Int8($0 % 7 - 3) },
              biases: (0..<outputs).map { 100 * $0 + 50 },
              factors: [ScaleFactor](
                repeating: ScaleFactor(q31: 1 << 30, shift: -4), count: outputs))),
          edges: [ProgramEdge(tensor: index)], row: RowShape(width: 1, channels: outputs)))
      inputs = outputs
    }
    ops.append(
      ProgramOp(
        name: "average", operation: .globalAverage(ScaleFactor(q31: 1 << 30, shift: -7)),
        edges: [ProgramEdge(tensor: layers.count)], row: RowShape(width: 1, channels: inputs)))
    return IntegerProgram(
      name: "small", rounding: .single,
      inputs: [
        ProgramInput(
          name: "rows", row: RowShape(width: 1, channels: 2), isWide: false, samplesPerSecond: 0,
          fixedRows: 0, minimumRows: 1, standardisation: .fixed)
      ],
      ops: ops,
      quantisations: [Quantisation](
        repeating: Quantisation(scale: 1, zeroPoint: -5), count: ops.count + 1), labels: [])
  }

  private func scores(_ program: IntegerProgram) -> [Int16] {
    var random = SplitMix64(seed: 5)
    let rows = (0..<40).map { _ in Int16(Int8(truncatingIfNeeded: random.next())) }
    return WholeClip(program).tensors(ProgramValues([rows])).last?.values ?? []
  }

  private func clear(_ program: inout IntegerProgram, op: Int, output: Int) throws {
    var convolution = try #require(program.ops[op].operation.convolution)
    let count = convolution.weightsPerOutput
    for place in 0..<count { convolution.weights[output * count + place] = 0 }
    program.ops[op].operation = .convolution(convolution)
  }

  private func channels(_ program: IntegerProgram) -> [Int] { program.ops.map(\.row.channels) }

  @Test func nothingGoesWhereEverythingCounts() {
    let full = program([(Self.same, 4), (Self.point, 3)])
    #expect(full.simplified().program == full)
    #expect(full.simplified().report.layers.isEmpty)
  }

  @Test func aConstantChannelMovesIntoTheBias() throws {
    var pruned = program([(Self.same, 4), (Self.point, 3)])
    try clear(&pruned, op: 0, output: 1)
    let (simplified, report) = pruned.simplified()
    #expect(channels(simplified) == [3, 3, 3])
    #expect(scores(simplified) == scores(pruned))
    #expect(report.layers.map(\.name) == ["conv1", "conv2"])
    #expect(report.layers.map(\.removed) == [1, 0])
    #expect(report.layers.map(\.weightsLeft) == [18, 9])
    #expect(report.removedChannels == 1 && report.removedWeights == 9)
  }

  /// The padding's zeros are not the constant: at the border the sum differs.
  @Test func aConstantBeforePaddingStays() throws {
    var pruned = program([(Self.point, 4), (Self.same, 3)])
    try clear(&pruned, op: 0, output: 1)
    #expect(channels(pruned.simplified().program) == [4, 3, 3])
  }

  @Test func aConstantZeroBeforePaddingGoes() throws {
    var pruned = program([(Self.point, 4), (Self.same, 3)])
    try clear(&pruned, op: 0, output: 1)
    var convolution = try #require(pruned.ops[0].operation.convolution)
    convolution.biases[1] = 0
    pruned.ops[0].operation = .convolution(convolution)
    let simplified = pruned.simplified().program
    #expect(channels(simplified) == [3, 3, 3])
    #expect(scores(simplified) == scores(pruned))
  }

  @Test func whatNobodyReadsGoesWithAllInFrontOfIt() throws {
    var pruned = program([(Self.same, 4), (Self.same, 5), (Self.point, 3)])
    var last = try #require(pruned.ops[2].operation.convolution)
    for place in last.weights.indices where place % 5 == 2 { last.weights[place] = 0 }
    pruned.ops[2].operation = .convolution(last)
    var middle = try #require(pruned.ops[1].operation.convolution)
    // The only reader of the first layer's channel 3 is the second's channel 2.
    for output in [0, 1, 3, 4] {
      for place in 0..<middle.weightsPerOutput where place % 4 == 3 {
        middle.weights[output * middle.weightsPerOutput + place] = 0
      }
    }
    pruned.ops[1].operation = .convolution(middle)
    let simplified = pruned.simplified().program
    #expect(channels(simplified) == [3, 4, 3, 3])
    #expect(scores(simplified) == scores(pruned))
  }

  @Test func aLayerKeepsAChannel() throws {
    var pruned = program([(Self.same, 4), (Self.point, 3)])
    for output in 0..<4 { try clear(&pruned, op: 0, output: output) }
    let simplified = pruned.simplified().program
    #expect(channels(simplified) == [1, 3, 3])
    #expect(scores(simplified) == scores(pruned))
  }
}
