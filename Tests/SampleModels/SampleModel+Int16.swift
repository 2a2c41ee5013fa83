import Basics
import Compiler
import Graph
import ModelFormat
import Program

/// Ops of int16 activations.
extension SampleModel {
  /// Sums and products of rows: convolutions with sums of 32 bits and of 48, joins, pools, averages.
  public static func int16() throws -> SampleModel {
    var random = SplitMix64(seed: 23)
    var pool = Geometry.point
    (pool.kernelRows, pool.strideRows, pool.padBefore) = (3, 2, 1)
    var ops = [
      op("long", convolution(4, 4, rows: 3, isLong: true, &random), [0], channels: 4),
      op("short", convolution(4, 4, isLong: false, &random), [0], channels: 4),
      op(
        "depthwise", convolution(4, 4, rows: 3, groups: 4, isLong: true, &random), [1],
        channels: 4),
      op("sum", .add(ScaleFactor(q31: 1_234_567_891, shift: -13)), [2, 3], channels: 4),
      op(
        "product", .multiply(ScaleFactor(q31: 1_999_999_999, shift: -14)), [2, 4], channels: 4),
      op("highest", .maxPool(pool), [4], channels: 4),
      op("mean", .averagePool(pool), [5], channels: 4),
      op("concat", .concat, [6, 7], channels: 8),
      op("average", .valueAverage, [8], channels: 8),
      op("scaled", .scaledSum(third), [8], channels: 8),
      op("rows", .flatten(rows: 3, order: .channelsRowsColumns), [8], channels: 24),
      op("joined", .concat, [9, 10, 11], channels: 40),
      op("fc", convolution(40, 3, isLong: true, &random), [12], channels: 3),
    ]
    ops[3].edges[0].factor = half
    ops[3].edges[1].factor = third
    ops[3].form.lowest = 0
    ops[6].form.highest = 20_000
    return try model("int16", ops, isInt16: true, zeroPoints: [:])
  }

  /// Functions of single values, both ways between int16 and int8, and a softmax.
  public static func int16Functions() throws -> SampleModel {
    func sigmoid(isTanh: Bool) -> IntegerOperation {
      .sigmoid(
        Sigmoid(
          isTanh: isTanh, multiplier: 30_001, shift: 13,
          table: (0..<256).map { UInt16(65_535 - 32_767 / (1 + $0)) }))
    }
    let exponentials = (0...512).map { (step: Int) -> Int16 in
      let square = step * step / 8
      return Int16(square - step / 512)
    }
    let softmax = InterpolatedSoftmax(
      factor: ScaleFactor(q31: 1_717_171_717, shift: 2), exponentials: exponentials,
      reciprocals: (0...512).map { Int16(16_777_215 / (512 + $0)) })
    var random = SplitMix64(seed: 29)
    let narrowing = ScaleFactor(q31: 1 << 30, shift: -7)
    let widening = ScaleFactor(q31: 1_345_678_901, shift: 8)
    var ops = [
      op("widened", .rescale(positive: widening, negative: widening), [0], channels: 4),
      op("mixed", convolution(4, 4, isLong: true, &random), [1], channels: 4),
      op("leaky", .rescale(positive: half, negative: third), [2], channels: 4),
      op(
        "narrow", .rescale(positive: narrowing, negative: .zero), [3], channels: 4, isInt16: false),
      op("again", .rescale(positive: widening, negative: third), [4], channels: 4),
      op("tanh", sigmoid(isTanh: true), [3], channels: 4),
      op("logistic", sigmoid(isTanh: false), [5], channels: 4),
      op("sum", .add(ScaleFactor(q31: 1_234_567_891, shift: -13)), [6, 7], channels: 4),
      op("rows", .flatten(rows: 7, order: .rowsColumnsChannels), [8], channels: 28),
      op("softmax", .interpolatedSoftmax(softmax), [9], channels: 28),
    ]
    ops[7].edges[0].factor = half
    ops[7].edges[1].factor = third
    return try model("int16 functions", ops, isInt16: false, zeroPoints: [0: 5, 4: -9])
  }

  /// Differences of two tensors, of int8 and of int16, and from constants.
  public static func differences() throws -> SampleModel {
    let widening = ScaleFactor(q31: 1_345_678_901, shift: 8)
    var random = SplitMix64(seed: 31)
    var ops = [
      op("leaky", .rescale(positive: half, negative: third), [0], channels: 4, isInt16: false),
      op(
        "difference", .subtract(ScaleFactor(q31: 1_345_678_901, shift: -19)), [0, 1], channels: 4,
        isInt16: false),
      op("widened", .rescale(positive: widening, negative: widening), [2], channels: 4),
      op("bent", .rescale(positive: half, negative: third), [3], channels: 4),
      op(
        "wide difference", .subtract(ScaleFactor(q31: 1_234_567_891, shift: -13)), [3, 4],
        channels: 4),
      op(
        "offset",
        .offset(
          Offset(
            factor: ScaleFactor(q31: 1_234_567_891, shift: -13),
            constants: [-90_000_000, 40_000_000, 0, 123_456_789], isReversed: true)), [5],
        channels: 4),
      op(
        "offset back",
        .offset(
          Offset(
            factor: ScaleFactor(q31: 1_234_567_891, shift: -13),
            constants: [7_000_000, 0, -123_456_789, 1], isReversed: false)), [6],
        channels: 4),
      op("average", .valueAverage, [7], channels: 4),
      op("fc", convolution(4, 3, isLong: true, &random), [8], channels: 3),
    ]
    ops[5].edges[0].factor = third
    ops[6].edges[0].factor = half
    for index in [1, 4] {
      ops[index].edges[0].factor = half
      ops[index].edges[1].factor = third
    }
    ops[4].form.highest = 12_000
    return try model("differences", ops, isInt16: false, zeroPoints: [0: 5, 1: -9, 2: 3])
  }

  private static let half = ScaleFactor(q31: 1_500_000_001, shift: 0)
  private static let third = ScaleFactor(q31: 1_400_000_003, shift: -1)

  private static func convolution(
    _ inputs: Int, _ outputs: Int, rows: Int = 1, groups: Int = 1, isLong: Bool,
    _ random: inout SplitMix64
  ) -> IntegerOperation {
    var geometry = Geometry.point
    geometry.kernelRows = rows
    (geometry.padBefore, geometry.padAfter) = (rows / 2, rows / 2)
    return .convolution(
      IntegerConvolution(
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
        }, channelForm: isLong ? .long : .whole))
  }

  private static func op(
    _ name: String, _ operation: IntegerOperation, _ tensors: [Int], channels: Int,
    isInt16: Bool = true
  ) -> IntegerProgram.Op {
    IntegerProgram.Op(
      name: name, operation: operation, edges: tensors.map { IntegerProgram.Edge(tensor: $0) },
      row: RowShape(width: 1, channels: channels),
      quantisation: Quantisation(scale: 1 / 32_768, zeroPoint: 0), isInt16: isInt16)
  }

  /// - Parameter zeroPoints: other than 0, by tensor.
  private static func model(
    _ name: String, _ ops: [IntegerProgram.Op], isInt16: Bool, zeroPoints: [Int: Int32]
  ) throws -> SampleModel {
    let rows = 7
    func quantisation(_ tensor: Int) -> Quantisation {
      Quantisation(scale: 1 / 32_768, zeroPoint: zeroPoints[tensor] ?? 0)
    }
    var ops = ops
    for index in ops.indices { ops[index].form.quantisation = quantisation(index + 1) }
    let program = IntegerProgram(
      name: name, rounding: .tflm,
      inputs: [
        IntegerProgram.Input(
          name: "features", row: RowShape(width: 1, channels: 4), isInt16: isInt16,
          samplesPerSecond: nil, fixedRows: rows, minimumRows: rows, standardisation: .fixed,
          quantisation: quantisation(0))
      ],
      ops: ops, labels: []
    ).choosingChannelForms()
    return SampleModel(program: program, file: try CompiledModel(program).file)
  }
}
