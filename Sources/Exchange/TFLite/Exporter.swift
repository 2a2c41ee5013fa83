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
    var rows = inputRows
    for op in program.ops {
      rows.append(op.operation.rowFlow.outputRows(op.edges.map { rows[$0.tensor] }.min() ?? 0))
    }
    self.rows = rows
  }

  mutating func file() throws(TFLiteExportError) -> [UInt8] {
    for (index, input) in program.inputs.enumerated() {
      numbers.append(
        activation(
          shape(index), program.quantisation(index), name: input.name, isInt16: input.isInt16))
    }
    let inputs = numbers.map { Int32($0) }
    for (index, op) in program.ops.enumerated() { try add(op, index) }
    let last = program.inputs.count + program.ops.count - 1
    let scores = program.rowShape(last).elements
    let output = reshape(numbers[last], [1, Int32(scores)], program.quantisation(last))
    let graph: FlatNode = .table([
      0: .node(.nodes(tensors)), 1: .node(.int32s(inputs)), 2: .node(.int32s([Int32(output)])),
      3: .node(.nodes(ops)), 4: .node(.text(program.name)),
    ])
    let model: FlatNode = .table([
      0: .int32(3),
      1: .node(
        .nodes(
          codes.map { kind in
            .table([
              0: .int8(Int8(min(kind.rawValue, 127))), 2: .int32(kind.version),
              3: .int32(Int32(kind.rawValue)),
            ])
          })),
      2: .node(.nodes([graph])), 3: .node(.text("Stapes")), 4: .node(.nodes(buffers)),
    ])
    return FlatBufferWriter(root: model, identifier: "TFL3").bytes
  }

  private func shape(_ tensor: Int) -> [Int32] { shape(tensor, program.rowShape(tensor)) }

  private func shape(_ tensor: Int, _ row: RowShape) -> [Int32] {
    [1, Int32(rows[tensor]), Int32(row.width), Int32(row.channels)]
  }
}

/// Ops.
extension Exporter {
  private mutating func add(_ op: IntegerProgram.Op, _ index: Int) throws(TFLiteExportError) {
    let tensor = program.inputs.count + index
    let quantisation = program.quantisation(tensor)
    let sources = op.edges.map { seen($0) }
    func output() -> Int {
      activation(shape(tensor), quantisation, name: op.name)
    }
    let int16 = TFLiteExportError.inexpressible(
      layer: op.name, reason: "16-bit activations are imported alone")
    guard !op.isInt16 else { throw int16 }
    switch op.operation {
    case .convolution(let convolution):
      numbers.append(try addConvolution(convolution, op, tensor, source: sources[0]))
    case .maxPool(let geometry), .averagePool(let geometry):
      let isMaximum = if case .maxPool = op.operation { true } else { false }
      var source = sources[0]
      var padding = Self.valid
      if let code = sameCode(
        geometry, rows: rows[op.edges[0].tensor], width: program.rowShape(op.edges[0]).width)
      {
        padding = code
      } else {
        guard isMaximum else {
          throw .inexpressible(
            layer: op.name,
            reason: "its padding is neither SAME nor VALID, as an average's must be")
        }
        source = pad(
          source, seenShape(op.edges[0]), geometry, quantisation, name: op.name, with: .min)
      }
      numbers.append(
        add(
          isMaximum ? .maxPool : .averagePool, [source], output(),
          poolOptions(geometry, padding, try activationCode(op, quantisation))))
    case .globalAverage, .scaledSum:
      if case .globalAverage = op.operation {
        approximations.append("\(op.name): MEAN rounds once where Stapes rounds twice")
      }
      try checkRange(op)
      let axes = constant([1, 2])
      numbers.append(
        add(.mean, [sources[0], axes], output(), options(27, [0: .int8(1)])))
    case .valueAverage:
      var geometry = Geometry.point
      geometry.kernelRows = rows[op.edges[0].tensor]
      geometry.kernelAcross = program.rowShape(op.edges[0]).width
      numbers.append(
        add(
          .averagePool, sources, output(),
          poolOptions(geometry, Self.valid, try activationCode(op, quantisation))))
    case .add:
      numbers.append(
        add(
          .add, sources, output(),
          options(11, [0: .int8(try activationCode(op, quantisation))])))
    case .subtract:
      numbers.append(
        add(
          .subtract, sources, output(),
          options(28, [0: .int8(try activationCode(op, quantisation))])))
    case .offset:
      throw .inexpressible(layer: op.name, reason: "sums with constants are imported alone")
    case .multiply:
      numbers.append(
        add(
          .multiply, sources, output(),
          options(21, [0: .int8(try activationCode(op, quantisation))])))
    case .concat:
      try checkRange(op)
      let parts = zip(sources, op.edges).map { source, edge in
        let own = program.quantisation(edge.tensor)
        guard own != quantisation else { return source }
        return add(
          .quantize, [source], activation(seenShape(edge), quantisation, name: "\(op.name)_part"),
          options(89, [:]))
      }
      numbers.append(
        add(.concatenation, parts, output(), options(10, [0: .int32(3), 1: .int8(0)])))
    case .lookup(.piecewise):
      throw .inexpressible(layer: op.name, reason: "factors are exported once they are a table")
    case .flatten(_, let order):
      var source = sources[0]
      let axes: [Int32]? =
        switch order {
        case .rowsColumnsChannels: nil
        case .channelsRowsColumns: [0, 3, 1, 2]
        case .channelsColumnsRows: [0, 3, 2, 1]
        }
      if let axes {
        let dimensions = seenShape(op.edges[0])
        source = add(
          .transpose, [source, constant(axes)],
          activation(
            axes.map { dimensions[Int($0)] }, quantisation, name: "\(op.name)_transposed"),
          options(26, [:]))
      }
      numbers.append(reshape(source, shape(tensor), quantisation))
    case .softmax, .gemmlowpSoftmax:
      if case .softmax = op.operation {
        approximations.append("\(op.name): TFLite's exponentials have other bits")
      }
      numbers.append(add(.softmax, sources, output(), options(9, [0: .float(1)])))
    case .lookup(.table(let table)):
      guard
        let function = TableFunction(
          table, input: program.quantisation(op.edges[0].tensor), output: quantisation)
      else {
        throw .inexpressible(
          layer: op.name, reason: "its table of values is no function of TFLite's")
      }
      if !function.isExact {
        approximations.append("\(op.name): TFLite's function differs by one step in places")
      }
      switch function.kind {
      case .logistic: numbers.append(add(.logistic, sources, output(), (0, .table([:]))))
      case .tanh: numbers.append(add(.tanh, sources, output(), (0, .table([:]))))
      case .leakyReLU(let slope):
        numbers.append(add(.leakyReLU, sources, output(), options(75, [0: .float(slope)])))
      }
    case .windowAverage:
      throw .inexpressible(layer: op.name, reason: "TFLite has no window that slides on and on")
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
    let isInt16 = program.elementBytes(edge.tensor) == 2
    let input = program.quantisation(edge.tensor)
    let quantisation = program.quantisation(tensor)
    // TFLite's convolutions of int16 give int16.
    let output =
      isInt16
      ? Quantisation(scale: quantisation.scale / 128, zeroPoint: 0) : quantisation
    var source = source
    var padding = Self.valid
    if let code = sameCode(geometry, rows: rows[edge.tensor], width: row.width) {
      padding = code
    } else {
      source = pad(source, seenShape(edge), geometry, input, name: op.name, isInt16: isInt16)
    }
    let scales = convolution.factors.map { factor in
      Float(factor.value * Double(quantisation.scale) / Double(input.scale))
    }
    let isDepthwise = convolution.groups == row.channels && convolution.groups > 1
    let (channels, taps) = (convolution.biases.count, geometry.kernelRows * geometry.kernelAcross)
    let inputs = convolution.weightsPerOutput / taps
    var weights = convolution.weights
    var shape = [
      Int32(channels), Int32(geometry.kernelRows), Int32(geometry.kernelAcross), Int32(inputs),
    ]
    if isDepthwise {
      weights = (0..<taps).flatMap { tap in
        (0..<channels).map { convolution.weights[$0 * taps + tap] }
      }
      shape = [1, shape[1], shape[2], shape[0]]
    }
    // A factor of zero, which no scale of TFLite's is.
    let positive = scales.map { max($0, .leastNormalMagnitude) }
    let kernel = constant(
      weights.map { UInt8(bitPattern: $0) }, shape, .int8, scales: positive,
      axis: isDepthwise ? 3 : 0)
    let biasScales = positive.map { $0 * input.scale }
    let bias = constant(
      isInt16
        ? [UInt8](littleEndian: convolution.biases.map { Int64($0) })
        : [UInt8](littleEndian: convolution.biases.map { Int32($0) }),
      [Int32(channels)], isInt16 ? .int64 : .int32, scales: biasScales, axis: 0)
    let code = try activationCode(op, quantisation)
    let strides: [Int: FlatField] = [
      0: .int8(padding), 1: .int32(Int32(geometry.strideAcross)),
      2: .int32(Int32(geometry.strideRows)),
    ]
    let later: [Int: FlatField] =
      isDepthwise
      ? [3: .int32(Int32(channels / row.channels)), 4: .int8(code), 5: .int32(1), 6: .int32(1)]
      : [3: .int8(code), 4: .int32(1), 5: .int32(1)]
    let result = add(
      isDepthwise ? .depthwise : .convolution, [source, kernel, bias],
      activation(self.shape(tensor), output, name: op.name, isInt16: isInt16),
      options(isDepthwise ? 2 : 1, strides.merging(later) { first, _ in first }))
    guard isInt16 else { return result }
    approximations.append("\(op.name): rounds to 16 bits first, and then to 8")
    return add(
      .quantize, [result], activation(self.shape(tensor), quantisation, name: op.name),
      options(89, [:]))
  }

  /// A map with a geometry's padding as rows and columns of their own: zeros, or one value of int8.
  private mutating func pad(
    _ source: Int, _ shape: [Int32], _ geometry: Geometry, _ quantisation: Quantisation,
    name: String, isInt16: Bool = false, with value: Int8? = nil
  ) -> Int {
    let sides: [Int32] = [
      0, 0, Int32(geometry.padBefore), Int32(geometry.padAfter), Int32(geometry.padLeft),
      Int32(geometry.padRight), 0, 0,
    ]
    let padded = [
      1, shape[1] + sides[2] + sides[3], shape[2] + sides[4] + sides[5], shape[3],
    ]
    let paddings = constant([UInt8](littleEndian: sides), [4, 2], .int32)
    let output = activation(padded, quantisation, name: "\(name)_padded", isInt16: isInt16)
    guard let value else { return add(.pad, [source, paddings], output, options(22, [:])) }
    let filling = constant(
      [UInt8(bitPattern: value)], [1], .int8, scales: [quantisation.scale],
      zeroPoint: quantisation.zeroPoint)
    return add(.padV2, [source, paddings, filling], output, options(43, [:]))
  }

  /// A tensor as an edge sees it.
  private mutating func seen(_ edge: IntegerProgram.Edge) -> Int {
    guard edge.isTransposed else { return numbers[edge.tensor] }
    return reshape(numbers[edge.tensor], seenShape(edge), program.quantisation(edge.tensor))
  }

  private func seenShape(_ edge: IntegerProgram.Edge) -> [Int32] {
    shape(edge.tensor, program.rowShape(edge))
  }

  private mutating func reshape(
    _ source: Int, _ shape: [Int32], _ quantisation: Quantisation
  ) -> Int {
    let isInt16 = source < program.inputs.count && program.inputs[source].isInt16
    return add(
      .reshape, [source, constant(shape)],
      activation(shape, quantisation, name: "reshape\(ops.count)", isInt16: isInt16),
      options(17, [0: .node(.int32s(shape))]))
  }

  private static let valid: Int8 = 1

  /// 0 for SAME, 1 for VALID; nil where neither pads so.
  private func sameCode(_ geometry: Geometry, rows: Int, width: Int) -> Int8? {
    if geometry.isUnpadded { return Self.valid }
    func isSame(_ length: Int, _ kernel: Int, _ stride: Int, _ before: Int, _ outputs: Int) -> Bool
    {
      let count = (length + stride - 1) / stride
      return outputs == count && before == max((count - 1) * stride + kernel - length, 0) / 2
    }
    return isSame(
      rows, geometry.kernelRows, geometry.strideRows, geometry.padBefore,
      geometry.outputRows(rows))
      && isSame(
        width, geometry.kernelAcross, geometry.strideAcross, geometry.padLeft,
        geometry.outputWidth(width))
      ? 0 : nil
  }

  /// The fused activation that clamps as an op does.
  private func activationCode(
    _ op: IntegerProgram.Op, _ quantisation: Quantisation
  ) throws(TFLiteExportError) -> Int8 {
    let range = (Int(op.lowest), Int(op.highest))
    func limited(_ real: Float) -> Int { max(-128, min(127, quantisation.level(real))) }
    if range == (-128, 127) { return 0 }
    if range == (limited(0), 127) { return 1 }
    if range == (limited(0), limited(6)) { return 3 }
    if range == (limited(-1), limited(1)) { return 2 }
    throw .inexpressible(
      layer: op.name, reason: "clamps to \(range.0) … \(range.1), as no activation of TFLite's does"
    )
  }

  private func checkRange(_ op: IntegerProgram.Op) throws(TFLiteExportError) {
    guard op.isUnclamped else {
      throw .inexpressible(
        layer: op.name, reason: "clamps its output, which TFLite's op does not")
    }
  }
}

/// Parts of the file.
extension Exporter {
  private mutating func activation(
    _ shape: [Int32], _ quantisation: Quantisation, name: String, isInt16: Bool = false
  ) -> Int {
    tensor(
      shape, isInt16 ? .int16 : .int8, buffer: 0, name, scales: [quantisation.scale],
      zeroPoint: quantisation.zeroPoint, axis: 0)
  }

  private mutating func constant(_ values: [Int32]) -> Int {
    constant([UInt8](littleEndian: values), [Int32(values.count)], .int32)
  }

  private mutating func constant(
    _ bytes: [UInt8], _ shape: [Int32], _ type: TFLiteType, scales: [Float] = [],
    axis: Int32 = 0, zeroPoint: Int32 = 0
  ) -> Int {
    buffers.append(.table([0: .node(.bytes(bytes))]))
    return tensor(
      shape, type, buffer: buffers.count - 1, "constant\(buffers.count - 1)", scales: scales,
      zeroPoint: zeroPoint, axis: axis)
  }

  private mutating func tensor(
    _ shape: [Int32], _ type: TFLiteType, buffer: Int, _ name: String, scales: [Float],
    zeroPoint: Int32, axis: Int32
  ) -> Int {
    var fields: [Int: FlatField] = [
      0: .node(.int32s(shape)), 1: .int8(type.rawValue), 2: .int32(Int32(buffer)),
      3: .node(.text(name)),
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
  ) -> (Int8, FlatNode) {
    options(
      5,
      [
        0: .int8(padding), 1: .int32(Int32(geometry.strideAcross)),
        2: .int32(Int32(geometry.strideRows)), 3: .int32(Int32(geometry.kernelAcross)),
        4: .int32(Int32(geometry.kernelRows)), 5: .int8(activation),
      ])
  }

  private func options(_ kind: Int8, _ fields: [Int: FlatField]) -> (Int8, FlatNode) {
    (kind, .table(fields))
  }

  private mutating func add(
    _ kind: TFLiteKind, _ inputs: [Int], _ output: Int, _ options: (kind: Int8, table: FlatNode)
  ) -> Int {
    let code = codes.firstIndex(of: kind) ?? codes.count
    if code == codes.count { codes.append(kind) }
    ops.append(
      .table([
        0: .int32(Int32(code)), 1: .node(.int32s(inputs.map { Int32($0) })),
        2: .node(.int32s([Int32(output)])), 3: .int8(options.kind), 4: .node(options.table),
      ]))
    return output
  }
}

extension TFLiteKind {
  /// The version of the op that takes int8 activations.
  fileprivate var version: Int32 {
    switch self {
    case .convolution, .depthwise: 3
    case .reshape, .pad, .padV2: 1
    default: 2
    }
  }
}
