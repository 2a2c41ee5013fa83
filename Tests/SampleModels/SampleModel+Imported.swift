import Basics
import Compiler
import Program

extension SampleModel {
  /// Ops and factors that only imported models have: products, averages of values as they stand,
  /// scaled sums, rows in order, gemmlowp's softmax, 31 bits of mantissa.
  public static func imported() throws -> SampleModel {
    var random = SplitMix64(seed: 17)
    func convolution(_ inputs: Int, _ outputs: Int, rows: Int) -> ProgramOperation {
      var geometry = Geometry.point
      geometry.kernelRows = rows
      (geometry.padBefore, geometry.padAfter) = (rows / 2, rows / 2)
      return .convolution(
        ProgramConvolution(
          geometry: geometry, groups: 1,
          weights: (0..<outputs * rows * inputs).map { _ in
            Int8.random(in: -127...127, using: &random)
          },
          biases: (0..<outputs).map { _ in
            Int(Int32.random(in: -3_000...3_000, using: &random))
          },
          factors: (0..<outputs).map { _ in
            ScaleFactor(
              q31: Int32.random(in: 1 << 30...Int32.max, using: &random),
              shift: -Int.random(in: 7...9, using: &random))
          }))
    }
    func op(
      _ name: String, _ operation: ProgramOperation, _ tensors: [Int], channels: Int
    ) -> ProgramOp {
      ProgramOp(
        name: name, operation: operation, edges: tensors.map { ProgramEdge(tensor: $0) },
        row: RowShape(width: 1, channels: channels))
    }
    let rows = 6
    let half = ScaleFactor(q31: 1_500_000_001, shift: -6)
    let program = IntegerProgram(
      name: "imported", rounding: .tflm,
      inputs: [
        ProgramInput(
          name: "features", row: RowShape(width: 1, channels: 4), isWide: false,
          samplesPerSecond: 0, fixedRows: rows, minimumRows: rows, standardisation: .fixed)
      ],
      ops: [
        op("left", convolution(4, 6, rows: 3), [0], channels: 6),
        op("right", convolution(4, 6, rows: 1), [0], channels: 6),
        op("product", .multiply(half), [1, 2], channels: 6),
        op("average", .valueAverage, [3], channels: 6),
        op("sum", .scaledSum(ScaleFactor(q31: 1_234_567_891, shift: -2)), [3], channels: 6),
        op("rows", .flatten(rows: rows, order: .rowsColumnsChannels), [3], channels: 36),
        op("concat", .concat, [4, 5, 6], channels: 48),
        op("fc", convolution(48, 3, rows: 1), [7], channels: 3),
        op(
          "softmax",
          .gemmlowpSoftmax(
            exponentials: (0..<90).map { Int32(clamping: Int(0x1p31) * (90 - $0) / 90) }), [8],
          channels: 3),
      ],
      quantisations: [3, -5, 7, 2, 2, 2, 2, 2, 11, -128].map {
        Quantisation(scale: 1 / 64, zeroPoint: $0)
      }, labels: [])
    return SampleModel(program: program, file: try CompiledModel(program).file)
  }
}
