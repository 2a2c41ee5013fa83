import ModelFormat

/// A `.tflite` file as it stands: the tensors and ops of its one subgraph.
public struct TFLiteModel: Sendable {
  var tensors: [TFLiteTensor]
  var ops: [TFLiteOp]
  var inputs: [Int]
  var outputs: [Int]
  var description: String
  let buffer: FlatBuffer
}

struct TFLiteTensor: Sendable {
  var name: String
  var shape: [Int]
  var type: TFLiteType?
  /// Where its constant lies in the file; nil of a tensor that ops compute.
  var data: Range<Int>?
  var scales: FlatVector
  var zeroPoints: FlatVector
  var isVariable: Bool
  var isSparse: Bool

  var elements: Int { shape.reduce(1, *) }
}

/// Types of elements that matter here.
enum TFLiteType: Int8, Sendable {
  case float32 = 0
  case int32 = 2
  case int64 = 4
  case int16 = 7
  case int8 = 9

  var bytes: Int {
    switch self {
    case .float32, .int32: 4
    case .int64: 8
    case .int16: 2
    case .int8: 1
    }
  }
}

struct TFLiteOp: Sendable {
  var kind: TFLiteKind?
  /// As TFLite calls it.
  var name: String
  /// −1 for one that is left out.
  var inputs: [Int]
  var outputs: [Int]
  var options: FlatTable?
}

/// Ops that are imported, by their number in TFLite.
enum TFLiteKind: Int, CaseIterable, Sendable {
  case add = 0
  case averagePool = 1
  case concatenation = 2
  case convolution = 3
  case depthwise = 4
  case dequantize = 6
  case fullyConnected = 9
  case logistic = 14
  case maxPool = 17
  case multiply = 18
  case relu = 19
  case relu6 = 21
  case reshape = 22
  case softmax = 25
  case tanh = 28
  case pad = 34
  case transpose = 39
  case mean = 40
  case subtract = 41
  case squeeze = 43
  case padV2 = 60
  case expandDimensions = 70
  case leakyReLU = 98
  case quantize = 114

  /// What layers are called, with the op's place behind.
  var layerName: String {
    switch self {
    case .convolution: "conv"
    case .fullyConnected: "fc"
    case .averagePool, .maxPool: "pool"
    case .concatenation: "concat"
    case .multiply: "mul"
    case .subtract: "sub"
    case .relu6: "relu"
    case .leakyReLU: "leaky"
    case .padV2: "pad"
    case .expandDimensions: "expand"
    default: "\(self)"
    }
  }

  /// The ops that the importer makes of it, unless it goes into the op behind; none where there is
  /// nothing to compute.
  var imported: [OpKind] {
    switch self {
    case .add: [.add, .offset, .reversedOffset, .lookup]
    case .averagePool: [.averagePool, .valueAverage]
    case .concatenation: [.concat]
    case .convolution, .depthwise, .pad, .padV2: [.convolution, .depthwise]
    case .fullyConnected: [.convolution]
    case .logistic: [.lookup, .logistic]
    case .maxPool: [.maxPool]
    case .mean: [.scaledSum]
    case .multiply: [.multiply, .lookup, .depthwise]
    case .quantize, .relu, .relu6, .leakyReLU: [.lookup, .rescale]
    case .reshape, .squeeze, .expandDimensions, .transpose: [.flatten]
    case .softmax: [.gemmlowpSoftmax, .interpolatedSoftmax]
    case .tanh: [.lookup, .hyperbolicTangent]
    case .subtract: [.subtract, .offset, .reversedOffset, .lookup]
    case .dequantize: []
    }
  }

  /// The ops that the exporter writes it for, alone or with others.
  var exported: [OpKind] {
    switch self {
    case .add: [.add]
    case .averagePool: [.averagePool, .valueAverage]
    case .concatenation: [.concat]
    case .convolution: [.convolution]
    case .depthwise: [.depthwise]
    case .logistic, .tanh, .leakyReLU: [.lookup]
    case .maxPool, .padV2: [.maxPool]
    case .mean: [.globalAverage, .scaledSum]
    case .multiply: [.multiply]
    case .pad: [.convolution, .depthwise]
    case .quantize: [.convolution, .concat]
    case .reshape, .transpose: [.flatten]
    case .softmax: [.softmax, .gemmlowpSoftmax]
    case .subtract: [.subtract]
    case .dequantize, .expandDimensions, .fullyConnected, .relu, .relu6, .squeeze: []
    }
  }
}

extension TFLiteModel {
  private static let mostDimensions = 8
  private static let longestDimension = 1 << 24

  /// Reads a file.
  ///
  /// - Throws: the first place that leads out of the file, or holds what it cannot.
  public init(_ bytes: [UInt8]) throws(TFLiteError) {
    guard bytes.count >= 8, bytes[4..<8].elementsEqual("TFL3".utf8) else { throw .notAModel }
    buffer = FlatBuffer(bytes: bytes)
    let root = try buffer.root()
    description = try root.text(3, "the description")
    let graphs = try root.vector(2, "the subgraphs")
    guard graphs.count == 1 else { throw .subgraphs(graphs.count) }
    let graph = try graphs.table(0)
    let buffers = try root.vector(4, "the buffers")
    inputs = try graph.vector(1, "the graph's inputs").integers(limit: Ceilings.tensors)
    outputs = try graph.vector(2, "the graph's outputs").integers(limit: Ceilings.tensors)
    tensors = try graph.vector(0, "the tensors")
      .tables("tensors", limit: Ceilings.tensors) { table throws(TFLiteError) in
        try Self.tensor(table, buffers)
      }
    let codes = try root.vector(1, "the operator codes")
    ops = try graph.vector(3, "the operators")
      .tables("ops", limit: Ceilings.ops) { table throws(TFLiteError) in
        try Self.op(table, codes)
      }
    for index in inputs + outputs { try check(index, "a tensor of the graph") }
    for op in ops {
      for index in op.inputs where index != -1 { try check(index, "an input of \(op.name)") }
      for index in op.outputs { try check(index, "an output of \(op.name)") }
    }
  }

  private func check(_ tensor: Int, _ what: String) throws(TFLiteError) {
    guard tensors.indices.contains(tensor) else {
      throw .badValue(what: "\(what), of \(tensors.count) tensors,", value: tensor, byte: 0)
    }
  }

  private static func tensor(
    _ table: FlatTable, _ buffers: FlatVector
  ) throws(TFLiteError) -> TFLiteTensor {
    let shape = try table.vector(0, "a shape").integers(limit: mostDimensions)
    // The product of a shape must not overflow.
    var elements = 1
    for dimension in shape {
      guard dimension >= 0, dimension <= longestDimension else {
        throw .badValue(what: "a dimension of the tensor", value: dimension, byte: table.byte)
      }
      elements *= dimension
      guard elements <= longestDimension else {
        throw .badValue(
          what: "the number of elements of the tensor", value: elements, byte: table.byte)
      }
    }
    let number = Int(try table.number(2, default: UInt32(0)))
    var data: Range<Int>?
    if number > 0 {
      guard number < buffers.count else {
        throw .badValue(what: "the buffer of the tensor", value: number, byte: table.byte)
      }
      let buffer = try buffers.table(number)
      // Contents behind the FlatBuffer, as files of more than 2 GB have them.
      let isOutside = try buffer.number(1, default: UInt64(0)) > 1
      guard !isOutside else { throw .damaged(what: "a buffer", byte: buffer.byte) }
      let vector = try buffer.vector(0, elementBytes: 1, "a buffer")
      if vector.count > 0 { data = vector.byte..<vector.byte + vector.count }
    }
    let quantisation = try table.table(4, "a quantisation")
    let empty = FlatVector(buffer: table.buffer, byte: 0, count: 0, elementBytes: 4, what: "")
    return TFLiteTensor(
      name: try table.text(3, "a tensor's name"), shape: shape,
      type: TFLiteType(rawValue: try table.number(1, default: Int8(0))), data: data,
      scales: try quantisation?.vector(2, "scales") ?? empty,
      zeroPoints: try quantisation?.vector(3, elementBytes: 8, "zero points") ?? empty,
      isVariable: try table.number(5, default: UInt8(0)) != 0,
      isSparse: try table.table(6, "a sparsity") != nil)
  }

  private static func op(
    _ table: FlatTable, _ codes: FlatVector
  ) throws(TFLiteError) -> TFLiteOp {
    let number = Int(try table.number(0, default: UInt32(0)))
    guard number < codes.count else {
      throw .badValue(what: "the operator code", value: number, byte: table.byte)
    }
    let code = try codes.table(number)
    // Old files have the first field alone, new ones both; the larger one is right.
    let kind = max(Int(try code.number(0, default: Int8(0))), try code.integer(3))
    return TFLiteOp(
      kind: TFLiteKind(rawValue: kind),
      name: kind == 32 ? try code.text(1, "a custom op's name") : TFLiteModel.opName(kind),
      inputs: try table.vector(1, "an op's inputs").integers(limit: 256),
      outputs: try table.vector(2, "an op's outputs").integers(limit: 256),
      options: try table.table(4, "an op's options"))
  }
}
