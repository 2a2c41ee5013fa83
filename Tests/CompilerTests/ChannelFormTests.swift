import Compiler
import ModelFormat
import Program
import Testing

/// The form in which a convolution's biases and factors are recorded.
@Suite struct ChannelFormTests {
  struct Example: Sendable, CustomStringConvertible {
    var description: String
    var biases: [Int]
    var q31: Int32 = 0x4008_0000
    var shifts = [-3, -4]
    var form: ChannelStorage

    var factors: [ScaleFactor] { shifts.map { ScaleFactor(q31: q31, shift: $0) } }
  }

  static let examples = [
    Example(
      description: "small biases", biases: [48, -80],
      form: .short(biasShift: -31, factorShift: -3)),
    Example(
      description: "biases in steps of 64", biases: [1 << 20, 1 << 10],
      form: .short(biasShift: 6, factorShift: -3)),
    Example(
      description: "an odd bias of 17 bits", biases: [40_001, 1], form: .medium(factorShift: -3)),
    Example(
      description: "a mantissa of 31 bits", biases: [48, -80], q31: 0x4000_0001,
      form: .medium(factorShift: -3)),
    Example(description: "an odd bias of 25 bits", biases: [1 << 23 + 1, 1], form: .whole),
    Example(
      description: "shifts far apart", biases: [48, -80], q31: 0x4000_0001, shifts: [-3, -7],
      form: .whole),
  ]

  /// Rows of two channels through one convolution, whose weights add up to 0.
  private func program(_ convolution: IntegerConvolution) -> IntegerProgram {
    let quantisation = Quantisation(scale: 1, zeroPoint: -5)
    let row = RowShape(width: 1, channels: 2)
    return IntegerProgram(
      name: "small", rounding: .tflm,
      inputs: [
        IntegerProgram.Input(
          name: "rows", row: row, isInt16: false, samplesPerSecond: nil, fixedRows: nil,
          minimumRows: 1, standardisation: .fixed, quantisation: quantisation)
      ],
      ops: [
        IntegerProgram.Op(
          name: "conv", operation: .convolution(convolution),
          edges: [IntegerProgram.Edge(tensor: 0)], row: row, quantisation: quantisation),
        IntegerProgram.Op(
          name: "average", operation: .globalAverage(ScaleFactor(q31: 1 << 30, shift: -7)),
          edges: [IntegerProgram.Edge(tensor: 1)], row: row, quantisation: quantisation),
      ], labels: [])
  }

  private func convolution(_ example: Example, _ form: ChannelStorage) -> IntegerConvolution {
    IntegerConvolution(
      geometry: .point, groups: 1, weights: [1, -1, 7, -7], biases: example.biases,
      factors: example.factors, channelForm: form)
  }

  @Test(arguments: examples) func theShortestThatHoldsThem(_ example: Example) throws {
    var convolution = convolution(example, .whole)
    convolution.chooseChannelForm(zeroPoint: -5)
    #expect(convolution.channelForm == example.form)
    let compiled = try CompiledModel(program(convolution))
    #expect(IntegerProgram(reading: try Model(compiled.file.span)) == compiled.program)
  }

  /// A form that is too short is an error, and no search for another one.
  @Test(arguments: examples.dropFirst()) func aFormThatDoesNotHoldThem(_ example: Example) {
    let tooShort = convolution(example, .short(biasShift: -31, factorShift: -3))
    #expect(throws: CompileError.channelForm(layer: "conv")) {
      try CompiledModel(program(tooShort))
    }
  }
}
