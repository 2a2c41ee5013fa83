import Basics
import Program

/// Writes a program as a TFLite model, op by op.
///
/// TFLite finds its multipliers from scales: those of weights are chosen so that it comes to the
/// program's, within the 24 bits of a float.
struct Exporter {
  private let program: IntegerProgram
  /// Rows of each tensor.
  private let rows: [Int]
  private var tensors: [FlatNode] = []
  private var buffers: [FlatNode] = [.table([:])]
  private var ops: [FlatNode] = []
  private var codes: [TFLiteKind] = []
  /// The TFLite tensor of each of the program's.
  private var numbers: [Int] = []
  private(set) var approximations: [String] = []

  /// - Parameter inputRows: of each input; TFLite's shapes are fixed.
  init(_ program: IntegerProgram, inputRows: [Int]) {
    self.program = program
    rows = program.rows(of: inputRows)
  }

  mutating func file() throws(TFLiteExportError) -> [UInt8] {
    for (index, input) in program.inputs.enumerated() {
      numbers.append(
        activation(
          shape(index), program.quantisation(index), name: input.name, isInt16: input.isInt16))
    }
    let inputs = numbers
    for op in program.ops { numbers.append(try add(op, tensor: numbers.count)) }
    let last = program.tensorCount - 1
    let scores = program.rowShape(last).elements
    let output = reshape(numbers[last], [1, scores], program.quantisation(last))
    let graph: FlatNode = .table([
      0: .node(.nodes(tensors)), 1: .node(.int32s(inputs)), 2: .node(.int32s([output])),
      3: .node(.nodes(ops)), 4: .node(.text(program.name)),
    ])
    let operatorCodes: [FlatNode] = codes.map { kind in
      .table([
        0: .int8(Int8(min(kind.rawValue, 127))), 2: .int32(kind.version), 3: .int32(kind.rawValue),
      ])
    }
    let model: FlatNode = .table([
      0: .int32(3), 1: .node(.nodes(operatorCodes)), 2: .node(.nodes([graph])),
      3: .node(.text("Stapes")), 4: .node(.nodes(buffers)),
    ])
    return FlatBufferWriter(root: model, identifier: "TFL3").bytes
  }

  private func shape(_ tensor: Int) -> [Int] { shape(tensor, program.rowShape(tensor)) }

  private func shape(_ tensor: Int, _ row: RowShape) -> [Int] {
    [1, rows[tensor], row.width, row.channels]
  }
}

/// Ops.
extension Exporter {
  /// - Returns: the TFLite tensor of the op's output.
  private mutating func add(
    _ op: IntegerProgram.Op, tensor: Int
  ) throws(TFLiteExportError) -> Int {
    let quantisation = program.quantisation(tensor)
    let sources = op.edges.map { seen($0) }
    func output() -> Int { activation(shape(tensor), quantisation, name: op.name) }
    let int16 = op.inexpressible("16-bit activations are imported alone")
    guard !op.isInt16 else { throw int16 }
    switch op.operation {
    case .convolution(let convolution):
      return try addConvolution(convolution, op, tensor, source: sources[0])
    case .maxPool(let geometry), .averagePool(let geometry):
      let isMaximum = if case .maxPool = op.operation { true } else { false }
      var source = sources[0]
      let padding = sameCode(geometry, op.edges[0])
      if padding == nil {
        guard isMaximum else {
          throw op.inexpressible("its padding is neither SAME nor VALID, as an average's must be")
        }
        source = pad(source, geometry, quantisation, for: op, with: .min)
      }
      return add(
        isMaximum ? .maxPool : .averagePool, [source], output(),
        poolOptions(geometry, padding ?? Self.valid, try activationCode(op)))
    case .globalAverage, .scaledSum:
      if case .globalAverage = op.operation {
        approximations.append("\(op.name): MEAN rounds once where Stapes rounds twice")
      }
      try checkRange(op)
      return add(.mean, [sources[0], constant([1, 2])], output(), [.int8(1)])
    case .valueAverage:
      let whole = Geometry(
        kernelRows: rows[op.edges[0].tensor], kernelAcross: program.rowShape(op.edges[0]).width)
      return add(
        .averagePool, sources, output(), poolOptions(whole, Self.valid, try activationCode(op)))
    case .add:
      return add(.add, sources, output(), [.int8(try activationCode(op))])
    case .subtract:
      return add(.subtract, sources, output(), [.int8(try activationCode(op))])
    case .offset:
      throw op.inexpressible("sums with constants are imported alone")
    case .multiply:
      return add(.multiply, sources, output(), [.int8(try activationCode(op))])
    case .concat:
      try checkRange(op)
      let parts = zip(sources, op.edges).map { source, edge in
        guard program.quantisation(edge.tensor) != quantisation else { return source }
        return add(
          .quantize, [source], activation(seenShape(edge), quantisation, name: "\(op.name)_part"))
      }
      return add(.concatenation, parts, output(), [.int32(3), .int8(0)])
    case .lookup(.piecewise):
      throw op.inexpressible("factors are exported once they are a table")
    case .flatten(_, let order):
      let axes: [Int]? =
        switch order {
        case .rowsColumnsChannels: nil
        case .channelsRowsColumns: [0, 3, 1, 2]
        case .channelsColumnsRows: [0, 3, 2, 1]
        }
      guard let axes else { return reshape(sources[0], shape(tensor), quantisation) }
      let dimensions = seenShape(op.edges[0])
      let transposed = add(
        .transpose, [sources[0], constant(axes)],
        activation(axes.map { dimensions[$0] }, quantisation, name: "\(op.name)_transposed"))
      return reshape(transposed, shape(tensor), quantisation)
    case .softmax, .gemmlowpSoftmax:
      if case .softmax = op.operation {
        approximations.append("\(op.name): TFLite's exponentials have other bits")
      }
      return add(.softmax, sources, output(), [.float(1)])
    case .lookup(.table(let table)):
      let input = program.quantisation(op.edges[0].tensor)
      guard let function = TableFunction(table, input: input, output: quantisation) else {
        throw op.inexpressible("its table of values is no function of TFLite's")
      }
      if !function.isExact {
        approximations.append("\(op.name): TFLite's function differs by one step in places")
      }
      switch function.kind {
      case .logistic: return add(.logistic, sources, output())
      case .tanh: return add(.tanh, sources, output())
      case .leakyReLU(let slope): return add(.leakyReLU, sources, output(), [.float(slope)])
      }
    case .windowAverage:
      throw op.inexpressible("TFLite has no window that slides on and on")
    case .rescale, .sigmoid, .interpolatedSoftmax:
      throw int16
    }
  }

  private mutating func addConvolution(
    _ convolution: IntegerConvolution, _ op: IntegerProgram.Op, _ tensor: Int, source: Int
  ) throws(TFLiteExportError) -> Int {
    let edge = op.edges[0]
    let row = program.rowShape(edge)
    let geometry = convolution.geometry
    let isInt16 = program.isInt16(edge.tensor)
    let input = program.quantisation(edge.tensor)
    let quantisation = program.quantisation(tensor)
    // TFLite's convolutions of int16 give int16.
    let output =
      isInt16
      ? Quantisation(scale: quantisation.scale / 128, zeroPoint: 0) : quantisation
    let padding = sameCode(geometry, edge)
    let source = padding == nil ? pad(source, geometry, input, for: op) : source
    let isDepthwise = convolution.groups == row.channels && convolution.groups > 1
    let channels = convolution.biases.count
    let window = [geometry.kernelRows, geometry.kernelAcross]
    let inputs = convolution.weightsPerOutput / (window[0] * window[1])
    let weights =
      isDepthwise ? convolution.weights.transposed(outputs: channels) : convolution.weights
    let scales = convolution.factors.map { factor in
      // A factor of zero, which no scale of TFLite's is.
      max(
        Float(factor.value * Double(quantisation.scale) / Double(input.scale)),
        .leastNormalMagnitude)
    }
    let kernel = constant(
      weights.map { UInt8(bitPattern: $0) },
      isDepthwise ? [1] + window + [channels] : [channels] + window + [inputs], .int8,
      scales: scales, axis: isDepthwise ? 3 : 0)
    let bias = constant(
      isInt16
        ? [UInt8](littleEndian: convolution.biases.map { Int64($0) })
        : [UInt8](littleEndian: convolution.biases.map { Int32($0) }),
      [channels], isInt16 ? .int64 : .int32, scales: scales.map { $0 * input.scale })
    var options: [FlatField] = [
      .int8(padding ?? Self.valid), .int32(geometry.strideAcross), .int32(geometry.strideRows),
    ]
    if isDepthwise { options.append(.int32(channels / row.channels)) }
    options += [.int8(try activationCode(op)), .int32(1), .int32(1)]
    let result = add(
      isDepthwise ? .depthwise : .convolution, [source, kernel, bias],
      activation(shape(tensor), output, name: op.name, isInt16: isInt16), options)
    guard isInt16 else { return result }
    approximations.append("\(op.name): rounds to 16 bits first, and then to 8")
    return add(.quantize, [result], activation(shape(tensor), quantisation, name: op.name))
  }

  /// What an op reads first, with a geometry's padding as rows and columns of their own: zeros, or
  /// one value of int8.
  private mutating func pad(
    _ source: Int, _ geometry: Geometry, _ quantisation: Quantisation,
    for op: IntegerProgram.Op, with value: Int8? = nil
  ) -> Int {
    var shape = seenShape(op.edges[0])
    shape[1] += geometry.padBefore + geometry.padAfter
    shape[2] += geometry.padLeft + geometry.padRight
    let paddings = constant(
      [
        0, 0, geometry.padBefore, geometry.padAfter, geometry.padLeft, geometry.padRight, 0, 0,
      ], [4, 2])
    let output = activation(
      shape, quantisation, name: "\(op.name)_padded",
      isInt16: program.isInt16(op.edges[0].tensor))
    guard let value else { return add(.pad, [source, paddings], output) }
    let filling = constant(
      [UInt8(bitPattern: value)], [1], .int8, scales: [quantisation.scale],
      zeroPoint: quantisation.zeroPoint)
    return add(.padV2, [source, paddings, filling], output)
  }

  /// A tensor as an edge sees it.
  private mutating func seen(_ edge: IntegerProgram.Edge) -> Int {
    guard edge.isTransposed else { return numbers[edge.tensor] }
    return reshape(numbers[edge.tensor], seenShape(edge), program.quantisation(edge.tensor))
  }

  private func seenShape(_ edge: IntegerProgram.Edge) -> [Int] {
    shape(edge.tensor, program.rowShape(edge))
  }

  private mutating func reshape(
    _ source: Int, _ shape: [Int], _ quantisation: Quantisation
  ) -> Int {
    let isInt16 = source < program.inputs.count && program.inputs[source].isInt16
    return add(
      .reshape, [source, constant(shape)],
      activation(shape, quantisation, name: "reshape\(ops.count)", isInt16: isInt16),
      [.node(.int32s(shape))])
  }

  private static let valid: Int8 = 1

  /// 0 for SAME, 1 for VALID; nil where neither pads so.
  private func sameCode(_ geometry: Geometry, _ edge: IntegerProgram.Edge) -> Int8? {
    if geometry.isUnpadded { return Self.valid }
    func isSame(_ length: Int, _ kernel: Int, _ stride: Int, _ before: Int, _ outputs: Int) -> Bool
    {
      let count = (length + stride - 1) / stride
      return outputs == count && before == max((count - 1) * stride + kernel - length, 0) / 2
    }
    let (rows, width) = (rows[edge.tensor], program.rowShape(edge).width)
    return isSame(
      rows, geometry.kernelRows, geometry.strideRows, geometry.padBefore,
      geometry.outputRows(rows))
      && isSame(
        width, geometry.kernelAcross, geometry.strideAcross, geometry.padLeft,
        geometry.outputWidth(width))
      ? 0 : nil
  }

  /// The fused activation that clamps as an op does.
  private func activationCode(_ op: IntegerProgram.Op) throws(TFLiteExportError) -> Int8 {
    func limited(_ real: Float) -> Int16 {
      Int16(Int8(clamping: op.form.quantisation.level(real)))
    }
    switch (op.lowest, op.highest) {
    case (-128, 127): return 0
    case (limited(0), 127): return 1
    case (limited(0), limited(6)): return 3
    case (limited(-1), limited(1)): return 2
    default:
      throw op.inexpressible(
        "clamps to \(op.lowest) … \(op.highest), as no activation of TFLite's does")
    }
  }

  private func checkRange(_ op: IntegerProgram.Op) throws(TFLiteExportError) {
    guard op.isUnclamped else {
      throw op.inexpressible("clamps its output, which TFLite's op does not")
    }
  }
}

/// Parts of the file.
extension Exporter {
  private mutating func activation(
    _ shape: [Int], _ quantisation: Quantisation, name: String, isInt16: Bool = false
  ) -> Int {
    tensor(
      shape, isInt16 ? .int16 : .int8, buffer: 0, name, scales: [quantisation.scale],
      zeroPoint: quantisation.zeroPoint)
  }

  private mutating func constant(_ values: [Int], _ shape: [Int]? = nil) -> Int {
    constant(
      [UInt8](littleEndian: values.map { Int32($0) }), shape ?? [values.count], .int32)
  }

  private mutating func constant(
    _ bytes: [UInt8], _ shape: [Int], _ type: TFLiteType, scales: [Float] = [],
    zeroPoint: Int32 = 0, axis: Int = 0
  ) -> Int {
    buffers.append(.table([0: .node(.bytes(bytes))]))
    let number = buffers.count - 1
    return tensor(
      shape, type, buffer: number, "constant\(number)", scales: scales, zeroPoint: zeroPoint,
      axis: axis)
  }

  private mutating func tensor(
    _ shape: [Int], _ type: TFLiteType, buffer: Int, _ name: String, scales: [Float],
    zeroPoint: Int32, axis: Int = 0
  ) -> Int {
    var fields: [Int: FlatField] = [
      0: .node(.int32s(shape)), 1: .int8(type.rawValue), 2: .int32(buffer), 3: .node(.text(name)),
    ]
    if !scales.isEmpty {
      fields[4] = .node(
        .table([
          2: .node(.floats(scales)), 3: .node(.int64s(scales.map { _ in Int64(zeroPoint) })),
          6: .int32(axis),
        ]))
    }
    tensors.append(.table(fields))
    return tensors.count - 1
  }

  private func poolOptions(
    _ geometry: Geometry, _ padding: Int8, _ activation: Int8
  ) -> [FlatField] {
    [
      .int8(padding), .int32(geometry.strideAcross), .int32(geometry.strideRows),
      .int32(geometry.kernelAcross), .int32(geometry.kernelRows), .int8(activation),
    ]
  }

  /// - Parameter options: the fields of their table from number 0 on.
  /// - Returns: the output.
  private mutating func add(
    _ kind: TFLiteKind, _ inputs: [Int], _ output: Int, _ options: [FlatField] = []
  ) -> Int {
    let options = Dictionary(uniqueKeysWithValues: zip(0..., options))
    let code = codes.firstIndex(of: kind) ?? codes.count
    if code == codes.count { codes.append(kind) }
    ops.append(
      .table([
        0: .int32(code), 1: .node(.int32s(inputs)), 2: .node(.int32s([output])),
        3: .int8(kind.optionsNumber), 4: .node(.table(options)),
      ]))
    return output
  }
}

extension TFLiteKind {
  /// The version of the op that takes int8 activations.
  fileprivate var version: Int {
    switch self {
    case .convolution, .depthwise: 3
    case .reshape, .pad, .padV2: 1
    default: 2
    }
  }

  /// The number of its table of options; 0 where it needs none, or is not exported.
  fileprivate var optionsNumber: Int8 {
    switch self {
    case .convolution: 1
    case .depthwise: 2
    case .averagePool, .maxPool: 5
    case .softmax: 9
    case .concatenation: 10
    case .add: 11
    case .reshape: 17
    case .multiply: 21
    case .pad: 22
    case .transpose: 26
    case .mean: 27
    case .subtract: 28
    case .padV2: 43
    case .leakyReLU: 75
    case .quantize: 89
    case .logistic, .tanh, .dequantize, .expandDimensions, .fullyConnected, .relu, .relu6,
      .squeeze:
      0
    }
  }
}

extension IntegerProgram.Op {
  fileprivate func inexpressible(_ reason: String) -> TFLiteExportError {
    .inexpressible(layer: name, reason: reason)
  }
}
