import Basics
import FixedPoint
import ModelFormat
import Program

/// An op in the file: its kind, the fields of its payload, and the bytes that it points to.
///
/// What is written here is what `init(reading:)` of `IntegerOperation` below reads.
struct OpPayload {
  var kind: OpKind
  /// The payload, with 0 for positions in the file.
  var fields = ByteWriter()
  /// Bytes that the payload points to from some of its places.
  var blobs: [Blob] = []

  struct Blob {
    var section: SectionKind
    /// The place in the payload.
    var place: Int
    var bytes: [UInt8]
    /// Of entropy-coded weights, whose first bytes are to say where it stands.
    var symbolTable: [UInt8]?
  }

  /// Of all ops but convolutions.
  init(_ program: IntegerProgram, _ index: Int, memory: Int) {
    let op = program.ops[index]
    switch op.operation {
    case .convolution: preconditionFailure("a convolution needs its storage")
    case .maxPool(let geometry):
      kind = .maxPool
      append(geometry)
    case .averagePool(let geometry):
      kind = .averagePool
      append(geometry)
    case .windowAverage(let geometry, let factor):
      kind = .windowAverage
      append(geometry)
      append(factor)
    case .globalAverage(let factor):
      kind = .globalAverage
      append(factor, memory: memory)
    case .valueAverage:
      kind = .valueAverage
      append(.zero, memory: memory)
    case .scaledSum(let factor):
      kind = .scaledSum
      append(factor, memory: memory)
    case .add(let factor):
      kind = .add
      append(factor)
    case .subtract(let factor):
      kind = .subtract
      append(factor)
    case .offset(let offset):
      kind = .offset
      append(offset.factor)
      append(table: [UInt8](littleEndian: offset.constants))
      fields.append(UInt32(offset.isReversed ? 1 : 0))
    case .multiply(let factor):
      kind = .multiply
      append(factor)
    case .concat: kind = .concat
    case .lookup(let lookup):
      kind = .lookup
      append(table: program.table(lookup, ofOp: index).map { UInt8(bitPattern: $0) })
    case .flatten(let rows, let order):
      kind = .flatten
      fields.append(UInt16(truncatingIfNeeded: rows))
      fields.append(order.rawValue)
    case .softmax(let exponentials):
      kind = .softmax
      append(table: exponentials.littleEndian)
    case .gemmlowpSoftmax(let exponentials):
      kind = .gemmlowpSoftmax
      append(table: exponentials.littleEndian)
    case .rescale(let positive, let negative):
      kind = .rescale
      append(positive)
      append(negative)
    case .sigmoid(let sigmoid):
      kind = sigmoid.isTanh ? .hyperbolicTangent : .logistic
      append(ScaleFactor(q31: sigmoid.multiplier, shift: sigmoid.shift))
      append(table: sigmoid.table.littleEndian)
    case .interpolatedSoftmax(let softmax):
      kind = .interpolatedSoftmax
      append(softmax.factor)
      append(table: (softmax.exponentials + softmax.reciprocals).littleEndian)
    }
    fields.align()
  }

  /// Of a convolution; nil where the recorded form does not hold its channel parameters.
  init?(
    _ program: IntegerProgram, _ index: Int, _ convolution: IntegerConvolution,
    _ storage: WeightStorage, _ weights: EncodedWeights, isInPlace: Bool, memory: Int
  ) {
    typealias Field = Layout.Convolution
    let source = program.quantisation(program.ops[index].edges[0].tensor)
    guard let channels = convolution.channelBytes(zeroPoint: source.zeroPoint) else { return nil }
    kind = program.isDepthwise(index) ? .depthwise : .convolution
    append(convolution.geometry)
    fields.append(UInt16(truncatingIfNeeded: convolution.groups))
    fields.append(UInt16(truncatingIfNeeded: storage.strip))
    fields.append(UInt8(convolution.pool.rows))
    fields.append(UInt8(convolution.pool.across))
    fields.append(storage.encoding.rawValue)
    fields.append(
      UInt8(
        (isInPlace ? Layout.Placement.inPlace : 0)
          | (storage.isResident ? Layout.Placement.resident : 0)))
    fields.append(convolution.channelForm.form.rawValue)
    fields.append(Int8(convolution.channelForm.biasShift))
    fields.append(Int8(convolution.channelForm.factorShift))
    fields.append(UInt8(convolution.largestWeight))
    fields.append(UInt32(0))
    fields.append(UInt32(0))
    fields.append(UInt32(weights.bytes.count))
    fields.append(UInt32(memory))
    blobs = [
      Blob(section: .channels, place: Field.parameters, bytes: channels),
      Blob(
        section: .weights, place: Field.weights, bytes: weights.bytes,
        symbolTable: weights.table?.bytes),
    ]
  }

  private mutating func append(_ geometry: Geometry) {
    for value in [
      geometry.kernelRows, geometry.kernelAcross, geometry.strideRows, geometry.strideAcross,
      geometry.padBefore, geometry.padAfter, geometry.padLeft, geometry.padRight,
    ] { fields.append(UInt16(truncatingIfNeeded: value)) }
  }

  private mutating func append(_ factor: ScaleFactor) {
    fields.append(factor.q31)
    fields.append(Int8(factor.shift))
    fields.align()
  }

  private mutating func append(_ factor: ScaleFactor, memory: Int) {
    append(factor)
    fields.append(UInt32(memory))
  }

  private mutating func append(table: [UInt8]) {
    blobs.append(
      Blob(section: .tables, place: fields.count + Layout.Table.position, bytes: table))
    fields.append(UInt32(0))
    fields.append(UInt32(table.count))
  }
}

extension IntegerOperation {
  /// What op `index` of a file computes.
  init(reading model: Model, _ index: Int) {
    let op = model.op(index)
    func factor(_ offset: Int = 0) -> ScaleFactor { ScaleFactor(op.factor(at: offset)) }
    switch op.kind {
    case .convolution, .depthwise:
      self = .convolution(IntegerConvolution(reading: model, index))
    case .maxPool: self = .maxPool(Geometry(reading: op.window))
    case .averagePool: self = .averagePool(Geometry(reading: op.window))
    case .windowAverage:
      self = .windowAverage(
        Geometry(reading: op.window), factor(Layout.WindowAverage.factor))
    case .globalAverage: self = .globalAverage(factor())
    case .valueAverage: self = .valueAverage
    case .scaledSum: self = .scaledSum(factor())
    case .add: self = .add(factor())
    case .subtract: self = .subtract(factor())
    case .offset:
      self = .offset(
        Offset(
          factor: factor(Layout.Offset.factor),
          constants: model.values(op.table(at: Layout.Offset.table), of: Int32.self),
          isReversed: op.isReversed))
    case .multiply: self = .multiply(factor())
    case .concat: self = .concat
    case .lookup:
      let table = model.values(op.table(at: 0), of: Int8.self)
      self = .lookup(.table(Array(table[128...] + table[..<128])))
    case .flatten: self = .flatten(rows: op.flattenedRows, order: op.flattenOrder)
    case .softmax:
      self = .softmax(exponentials: model.values(op.table(at: 0), of: UInt16.self))
    case .gemmlowpSoftmax:
      self = .gemmlowpSoftmax(exponentials: model.values(op.table(at: 0), of: Int32.self))
    case .rescale:
      self = .rescale(
        positive: factor(Layout.Rescale.positive), negative: factor(Layout.Rescale.negative))
    case .logistic, .hyperbolicTangent:
      let multiplier = op.factor(at: Layout.Interpolation.factor)
      self = .sigmoid(
        Sigmoid(
          isTanh: op.kind == .hyperbolicTangent, multiplier: multiplier.q31,
          shift: Int(multiplier.shift),
          table: model.values(op.table(at: Layout.Interpolation.table), of: UInt16.self)))
    case .interpolatedSoftmax:
      let table = model.values(op.table(at: Layout.Interpolation.table), of: Int16.self)
      self = .interpolatedSoftmax(
        InterpolatedSoftmax(
          factor: factor(Layout.Interpolation.factor),
          exponentials: Array(table[..<Layout.interpolationEntries]),
          reciprocals: Array(table[Layout.interpolationEntries...])))
    }
  }
}

extension Geometry {
  init(reading window: WindowRecord) {
    self.init(
      kernelRows: window.kernelRows, kernelAcross: window.kernelAcross,
      strideRows: window.strideRows, strideAcross: window.strideAcross,
      padBefore: window.padBefore, padAfter: window.padAfter, padLeft: window.padLeft,
      padRight: window.padRight)
  }
}

extension Array where Element: FixedWidthInteger {
  /// The bytes of all values.
  fileprivate var littleEndian: [UInt8] {
    var writer = ByteWriter()
    for value in self { writer.append(value) }
    return writer.bytes
  }
}

extension Model {
  /// The values of a table.
  fileprivate func values<Value: FixedWidthInteger>(
    _ section: Section, of: Value.Type
  ) -> [Value] {
    let width = Value.bitWidth / 8
    return (0..<section.byteCount / width).map { index in
      (0..<width).reduce(0) { value, byte in
        value
          | Value(truncatingIfNeeded: bytes[section.offset + index * width + byte]) << (8 * byte)
      }
    }
  }
}

extension IntegerProgram {
  /// The values of a lookup op, by the bit pattern of its input.
  fileprivate func table(_ lookup: Lookup, ofOp index: Int) -> [Int8] {
    let op = ops[index]
    return (0..<256).map { pattern in
      let input = Int32(Int8(bitPattern: UInt8(pattern)))
      switch lookup {
      case .table(let table): return table[Int(input) + 128]
      case .piecewise(let positive, let negative):
        let value = input - quantisation(op.edges[0].tensor).zeroPoint
        let scaled = (value < 0 ? negative : positive).multiplier.scale(value, rounding)
        let result = scaled + op.form.quantisation.zeroPoint
        return Int8(max(Int32(op.lowest), min(Int32(op.highest), result)))
      }
    }
  }
}
