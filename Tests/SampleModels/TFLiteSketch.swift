import Basics
package import TFLite

/// A TFLite model, tensor by tensor and op by op, that need not make sense: shapes are as given.
package struct TFLiteSketch {
  private var tensors: [FlatNode] = []
  private var buffers: [FlatNode] = [.table([:])]
  private var codes: [Int] = []
  private var ops: [FlatNode] = []
  private var inputs: [Int] = []

  package enum Element: Int8, Sendable { case float = 0, int32 = 2, int64 = 4, int16 = 7, int8 = 9 }

  package init() {}

  /// A tensor that an op gives.
  package mutating func tensor(
    _ shape: [Int], _ element: Element = .int8, scale: Float = 0.5, zeroPoint: Int64 = 0,
    buffer: Int = 0
  ) -> Int {
    tensor(shape, element, scales: [scale], zeroPoint: zeroPoint, buffer: buffer)
  }

  private mutating func tensor(
    _ shape: [Int], _ element: Element, scales: [Float], zeroPoint: Int64 = 0, buffer: Int
  ) -> Int {
    tensors.append(
      .table([
        0: .node(.int32s(shape)), 1: .int8(element.rawValue), 2: .int32(buffer),
        3: .node(.text("tensor\(tensors.count)")),
        4: .node(
          .table([2: .node(.floats(scales)), 3: .node(.int64s(scales.map { _ in zeroPoint }))])),
      ]))
    return tensors.count - 1
  }

  package mutating func input(
    _ shape: [Int], _ element: Element = .int8, scale: Float = 0.5, zeroPoint: Int64 = 0
  ) -> Int {
    inputs.append(tensor(shape, element, scale: scale, zeroPoint: zeroPoint))
    return inputs[inputs.count - 1]
  }

  /// A buffer, which several constants may have.
  package mutating func buffer(_ bytes: [UInt8]) -> Int {
    buffers.append(.table([0: .node(.bytes(bytes))]))
    return buffers.count - 1
  }

  package mutating func constant(
    _ values: [some FixedWidthInteger], _ shape: [Int]? = nil, _ element: Element = .int32,
    scales: [Float] = [0.5]
  ) -> Int {
    let buffer = buffer([UInt8](littleEndian: values))
    return tensor(shape ?? [values.count], element, scales: scales, buffer: buffer)
  }

  /// Weights of int8, with a seeded pattern.
  package mutating func weights(_ shape: [Int]) -> Int {
    let count = shape.reduce(1, *)
    return constant((0..<count).map { Int8(truncatingIfNeeded: $0 * 37 % 41 - 20) }, shape, .int8)
  }

  /// Adds an op of a kind, by its number in TFLite.
  ///
  /// - Returns: its output.
  @discardableResult
  package mutating func op(
    _ kind: Int, _ inputs: [Int], _ output: Int, _ options: [FlatField] = []
  ) -> Int {
    let code = codes.firstIndex(of: kind) ?? codes.count
    if code == codes.count { codes.append(kind) }
    ops.append(
      .table([
        0: .int32(code), 1: .node(.int32s(inputs)), 2: .node(.int32s([output])), 3: .int8(1),
        4: .node(.table(Dictionary(uniqueKeysWithValues: zip(0..., options)))),
      ]))
    return output
  }

  /// The file of a model that gives one of its tensors.
  package func file(_ output: Int) -> [UInt8] {
    let graph: FlatNode = .table([
      0: .node(.nodes(tensors)), 1: .node(.int32s(inputs)), 2: .node(.int32s([output])),
      3: .node(.nodes(ops)),
    ])
    let codes: [FlatNode] = codes.map {
      .table([0: .int8(Int8(min($0, 127))), 2: .int32(1), 3: .int32($0)])
    }
    return FlatBufferWriter(
      root: .table([
        0: .int32(3), 1: .node(.nodes(codes)), 2: .node(.nodes([graph])),
        3: .node(.text("a sketch")), 4: .node(.nodes(buffers)),
      ]), identifier: "TFL3"
    ).bytes
  }
}

/// Ops by their number in TFLite.
extension TFLiteSketch {
  package static let add = 0
  package static let averagePool = 1
  package static let concatenation = 2
  package static let convolution = 3
  package static let depthwise = 4
  package static let fullyConnected = 9
  package static let logistic = 14
  package static let maxPool = 17
  package static let multiply = 18
  package static let relu = 19
  package static let reshape = 22
  package static let softmax = 25
  package static let tanh = 28
  package static let pad = 34
  package static let transpose = 39
  package static let mean = 40
  package static let subtract = 41
  package static let leakyReLU = 98
  package static let quantize = 114

  /// Of a convolution: padding (0 SAME, 1 VALID), strides across and along rows, activation, dilations
  /// across and along rows.
  package static func convolutionOptions(
    padding: Int8 = 1, stride: (across: Int, rows: Int) = (1, 1),
    dilation: (across: Int, rows: Int) = (1, 1), multiplier: Int? = nil
  ) -> [FlatField] {
    [.int8(padding), .int32(stride.across), .int32(stride.rows)]
      + (multiplier.map { [.int32($0)] } ?? [])
      + [.int8(0), .int32(dilation.across), .int32(dilation.rows)]
  }

  package static func poolOptions(
    padding: Int8 = 1, stride: (across: Int, rows: Int), kernel: (across: Int, rows: Int)
  ) -> [FlatField] {
    [
      .int8(padding), .int32(stride.across), .int32(stride.rows), .int32(kernel.across),
      .int32(kernel.rows), .int8(0),
    ]
  }
}
