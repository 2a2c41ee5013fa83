import Compiler
import Graph
import Lowering
import Program

extension SampleModel {
  /// Every op of int16 activations, and both ways between them and int8.
  public static func wide() throws -> SampleModel {
    var random = SplitMix64(seed: 23)
    func convolution(
      _ inputs: Int, _ outputs: Int, rows: Int, groups: Int = 1, isLong: Bool
    ) -> ProgramOperation {
      var geometry = Geometry.point
      geometry.kernelRows = rows
      (geometry.padBefore, geometry.padAfter) = (rows / 2, rows / 2)
      return .convolution(
        ProgramConvolution(
          geometry: geometry, groups: groups,
          weights: (0..<outputs * rows * inputs / groups).map { _ in
            Int8.random(in: -127...127, using: &random)
          },
          // The first bias takes more than 32 bits.
          biases: (0..<outputs).map { output in
            let reach = isLong && output == 0 ? 1 << 33 : 1 << 20
            return Int.random(in: reach / 2...reach, using: &random)
          },
          factors: (0..<outputs).map { output in
            let q31 = Int32.random(in: 1 << 30...0x7FFE_FFFF, using: &random)
            return ScaleFactor(
              q31: isLong ? q31 & 0x7FFF_0000 : q31, shift: isLong && output == 0 ? -17 : -8)
          }, hasLongSums: isLong))
    }
    func op(
      _ name: String, _ operation: ProgramOperation, _ edges: [ProgramEdge], channels: Int,
      isWide: Bool = true
    ) -> ProgramOp {
      ProgramOp(
        name: name, operation: operation, edges: edges,
        row: RowShape(width: 1, channels: channels), isWide: isWide)
    }
    func from(_ tensors: Int...) -> [ProgramEdge] { tensors.map { ProgramEdge(tensor: $0) } }
    func sigmoid(isTanh: Bool) -> ProgramOperation {
      .sigmoid(
        ProgramSigmoid(
          isTanh: isTanh, multiplier: 30_001, shift: 13,
          table: (0..<256).map { UInt16(65_535 - 32_767 / (1 + $0)) }))
    }
    var pool = Geometry.point
    (pool.kernelRows, pool.strideRows, pool.padBefore) = (3, 2, 1)
    let rows = 7
    let half = ScaleFactor(q31: 1_500_000_001, shift: 0)
    let third = ScaleFactor(q31: 1_400_000_003, shift: -1)
    let quarter = ScaleFactor(q31: 1 << 30, shift: -1)
    let softmax = ProgramSoftmax(
      factor: ScaleFactor(q31: 1_717_171_717, shift: 2),
      exponentials: (0...512).map { Int16($0 * $0 / 8 - $0 / 512) },
      reciprocals: (0...512).map { Int16(16_777_215 / (512 + $0)) })
    var ops = [
      op("long", convolution(4, 4, rows: 3, isLong: true), from(0), channels: 4),
      op("short", convolution(4, 4, rows: 1, isLong: false), from(0), channels: 4),
      op("depthwise", convolution(4, 4, rows: 3, groups: 4, isLong: true), from(1), channels: 4),
      op(
        "sum", .add(ScaleFactor(q31: 1_234_567_891, shift: -13)),
        [ProgramEdge(tensor: 2, factor: half), ProgramEdge(tensor: 3, factor: third)],
        channels: 4),
      op("product", .multiply(ScaleFactor(q31: 1_999_999_999, shift: -14)), from(2, 4), channels: 4),
      op(
        "leaky", .rescale(positive: half, negative: third),
        [ProgramEdge(tensor: 5, factor: third)], channels: 4),
      op(
        "narrow", .rescale(positive: ScaleFactor(q31: 1 << 30, shift: -7), negative: .zero),
        [ProgramEdge(tensor: 6, factor: .zero)], channels: 4, isWide: false),
      op(
        "again", .rescale(positive: ScaleFactor(q31: 1 << 30, shift: 8), negative: quarter),
        [ProgramEdge(tensor: 7, factor: quarter)], channels: 4),
      op("tanh", sigmoid(isTanh: true), from(5), channels: 4),
      op("logistic", sigmoid(isTanh: false), from(8), channels: 4),
      op("highest", .maxPool(pool), from(9), channels: 4),
      op("mean", .averagePool(pool), from(10), channels: 4),
      op("concat", .concat, from(11, 12), channels: 8),
      op("average", .valueAverage, from(13), channels: 8),
      op("scaled", .scaledSum(third), from(13), channels: 8),
      op("rows", .flatten(rows: 3, order: .channelsRowsColumns), from(13), channels: 24),
      op("joined", .concat, from(14, 15, 16), channels: 40),
      op("fc", convolution(40, 3, rows: 1, isLong: true), from(17), channels: 3),
      op("softmax", .interpolatedSoftmax(softmax), from(18), channels: 3),
    ]
    ops[3].lowest = 0
    ops[11].highest = 20_000
    var zeros = [Int32](repeating: 0, count: ops.count + 1)
    zeros[7] = -9
    let program = IntegerProgram(
      name: "wide", rounding: .tflm,
      inputs: [
        ProgramInput(
          name: "features", row: RowShape(width: 1, channels: 4), isWide: true,
          samplesPerSecond: 0, fixedRows: rows, minimumRows: rows, standardisation: .fixed)
      ],
      ops: ops, quantisations: zeros.map { Quantisation(scale: 1 / 32_768, zeroPoint: $0) },
      labels: [])
    return SampleModel(program: program, file: try CompiledModel(program).file)
  }
}
