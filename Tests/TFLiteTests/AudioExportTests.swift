import FixedPoint
import ModelFormat
import Program
import TFLite
import Testing

@Suite struct AudioExportTests {
  /// A convolution of samples whose activations have 8 or 16 bits, and an average.
  private func program(isInt16: Bool) -> IntegerProgram {
    var geometry = Geometry.point
    (geometry.kernelRows, geometry.strideRows) = (4, 4)
    let factor = ScaleFactor(q31: 1 << 30, shift: -7)
    let quantisation = Quantisation(scale: 1 / 64, zeroPoint: 0)
    let convolution = IntegerConvolution(
      geometry: geometry, groups: 1, weights: [1, 2, 3, 4], biases: [5], factors: [factor])
    let row = RowShape(width: 1, channels: 1)
    return IntegerProgram(
      name: "audio", rounding: .single,
      inputs: [
        IntegerProgram.Input(
          name: "audio", row: row, isInt16: true, samplesPerSecond: 8_000, fixedRows: nil,
          minimumRows: 4, standardisation: .fixed,
          quantisation: Quantisation(scale: 1 / 32_768, zeroPoint: 0))
      ],
      ops: [
        IntegerProgram.Op(
          name: "conv", operation: .convolution(convolution),
          edges: [IntegerProgram.Edge(tensor: 0)], row: row, quantisation: quantisation,
          isInt16: isInt16),
        IntegerProgram.Op(
          name: "average", operation: .globalAverage(factor),
          edges: [IntegerProgram.Edge(tensor: 1)], row: row, quantisation: quantisation),
      ], labels: [])
  }

  @Test func samplesPassALayerOf16Bits() throws {
    let export = try TFLiteExport(program(isInt16: false), inputRows: [40])
    #expect(!export.file.isEmpty)
  }

  @Test func activationsOf16BitsAreRefused() {
    #expect(throws: TFLiteExportError.self) {
      try TFLiteExport(program(isInt16: true), inputRows: [40])
    }
  }
}
