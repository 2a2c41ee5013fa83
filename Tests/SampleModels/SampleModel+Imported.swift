import Basics
import Compiler
import Graph
import ModelFormat
public import Program

extension SampleModel {
  /// Ops and factors that only imported models have: products, averages of values as they stand,
  /// scaled sums, rows in order, gemmlowp's softmax, 31 bits of mantissa.
  public static func imported() throws -> SampleModel {
    var random = SplitMix64(seed: 17)
    func convolution(_ inputs: Int, _ outputs: Int, rows: Int) -> IntegerOperation {
      var geometry = Geometry.point
      geometry.kernelRows = rows
      (geometry.padBefore, geometry.padAfter) = (rows / 2, rows / 2)
      return .convolution(
        IntegerConvolution(
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
      _ name: String, _ operation: IntegerOperation, _ tensors: [Int], channels: Int,
      zeroPoint: Int32 = 2
    ) -> IntegerProgram.Op {
      IntegerProgram.Op(
        name: name, operation: operation, edges: tensors.map { IntegerProgram.Edge(tensor: $0) },
        row: RowShape(width: 1, channels: channels),
        quantisation: Quantisation(scale: 1 / 64, zeroPoint: zeroPoint))
    }
    let rows = 6
    let half = ScaleFactor(q31: 1_500_000_001, shift: -6)
    let program = IntegerProgram(
      name: "imported", rounding: .tflm,
      inputs: [
        IntegerProgram.Input(
          name: "features", row: RowShape(width: 1, channels: 4), isInt16: false,
          samplesPerSecond: nil, fixedRows: rows, minimumRows: rows, standardisation: .fixed,
          quantisation: Quantisation(scale: 1 / 64, zeroPoint: 3))
      ],
      ops: [
        op("left", convolution(4, 6, rows: 3), [0], channels: 6, zeroPoint: -5),
        op("right", convolution(4, 6, rows: 1), [0], channels: 6, zeroPoint: 7),
        op("product", .multiply(half), [1, 2], channels: 6),
        op("average", .valueAverage, [3], channels: 6),
        op("sum", .scaledSum(ScaleFactor(q31: 1_234_567_891, shift: -2)), [3], channels: 6),
        op("rows", .flatten(rows: rows, order: .rowsColumnsChannels), [3], channels: 36),
        op("concat", .concat, [4, 5, 6], channels: 48),
        op("fc", convolution(48, 3, rows: 1), [7], channels: 3, zeroPoint: 11),
        op(
          "softmax",
          .gemmlowpSoftmax(
            exponentials: (0..<90).map { Int32(clamping: Int(0x1p31) * (90 - $0) / 90) }), [8],
          channels: 3, zeroPoint: -128),
      ], labels: []
    ).choosingChannelForms()
    return SampleModel(program: program, file: try CompiledModel(program).file)
  }
}

extension IntegerProgram {
  /// Convolutions made by hand in the shortest form that holds them.
  public func choosingChannelForms() -> IntegerProgram {
    var program = self
    for (index, op) in ops.enumerated() {
      guard case .convolution(var convolution) = op.operation else { continue }
      convolution.chooseChannelForm(
        zeroPoint: quantisation(op.edges[0].tensor).zeroPoint)
      program.ops[index].operation = .convolution(convolution)
    }
    return program
  }
}
