import Basics
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

  /// - Parameter table: of entropy-coded weights.
  init(
    _ program: IntegerProgram, _ index: Int, _ plan: Plan, table: SymbolTable?
  ) throws(CompileError) {
    let memory = plan.memory[index]
    switch program.ops[index].operation {
    case .convolution(let convolution):
      kind = program.isDepthwise(index) ? .depthwise : .convolution
      try append(convolution, program, index, plan, table)
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
      kind = offset.isReversed ? .reversedOffset : .offset
      append(offset.factor)
      append(table: offset.constants)
    case .multiply(let factor):
      kind = .multiply
      append(factor)
    case .concat: kind = .concat
    case .lookup(let lookup):
      kind = .lookup
      append(table: program.table(lookup, ofOp: index))
    case .flatten(let rows, let order):
      kind = .flatten
      fields.append(UInt16(truncatingIfNeeded: rows))
      fields.append(order.rawValue)
    case .softmax(let exponentials):
      kind = .softmax
      append(table: exponentials)
    case .gemmlowpSoftmax(let exponentials):
      kind = .gemmlowpSoftmax
      append(table: exponentials)
    case .rescale(let positive, let negative):
      kind = .rescale
      append(positive)
      append(negative)
    case .sigmoid(let sigmoid):
      kind = sigmoid.isTanh ? .hyperbolicTangent : .logistic
      append(ScaleFactor(q31: sigmoid.multiplier, shift: sigmoid.shift))
      append(table: sigmoid.table)
    case .interpolatedSoftmax(let softmax):
      kind = .interpolatedSoftmax
      append(softmax.factor)
      append(table: softmax.exponentials + softmax.reciprocals)
    }
    fields.align()
  }

  private mutating func append(
    _ convolution: IntegerConvolution, _ program: IntegerProgram, _ index: Int, _ plan: Plan,
    _ table: SymbolTable?
  ) throws(CompileError) {
    let op = program.ops[index]
    let zeroPoint = program.quantisation(op.edges[0].tensor).zeroPoint
    guard let channels = convolution.channelBytes(zeroPoint: zeroPoint) else {
      throw .channelForm(layer: op.name)
    }
    let storage = plan.storage[index]
    let weights = EncodedWeights(
      program.storedWeights(ofOp: index), storage.encoding, channels: op.row.channels, table: table)
    let isInPlace = plan.rings[program.inputs.count + index].isInPlace
    append(convolution.geometry)
    fields.append(UInt16(truncatingIfNeeded: convolution.groups))
    fields.append(UInt16(truncatingIfNeeded: storage.strip))
    fields.append(UInt8(convolution.pool.rows))
    fields.append(UInt8(convolution.pool.across))
    fields.append(storage.encoding.rawValue)
    fields.append(
      UInt8(
        (isInPlace ? Layout.Placement.inPlace : 0)
          | (storage.isResident ? Layout.Placement.resident : 0)
          | (storage.isAlone ? Layout.Placement.alone : 0)))
    fields.append(convolution.channelForm.form.rawValue)
    fields.append(Int8(convolution.channelForm.biasShift ?? 0))
    fields.append(Int8(convolution.channelForm.factorShift ?? 0))
    fields.append(UInt8(convolution.largestWeight))
    for word in [0, 0, weights.bytes.count, plan.memory[index], plan.windows[index]] {
      fields.append(UInt32(word))
    }
    blobs = [
      Blob(section: .channels, place: Layout.Convolution.parameters, bytes: channels),
      Blob(
        section: .weights, place: Layout.Convolution.weights, bytes: weights.bytes,
        symbolTable: weights.table?.bytes),
    ]
  }

  private mutating func append(_ geometry: Geometry) {
    for field in geometry.fields { fields.append(UInt16(truncatingIfNeeded: field)) }
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

  private mutating func append(table: [some FixedWidthInteger]) {
    let bytes = [UInt8](littleEndian: table)
    blobs.append(Blob(section: .tables, place: fields.count + Layout.Table.position, bytes: bytes))
    fields.append(UInt32(0))
    fields.append(UInt32(bytes.count))
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
      self = .windowAverage(Geometry(reading: op.window), factor(Layout.WindowAverage.factor))
    case .globalAverage: self = .globalAverage(factor())
    case .valueAverage: self = .valueAverage
    case .scaledSum: self = .scaledSum(factor())
    case .add: self = .add(factor())
    case .subtract: self = .subtract(factor())
    case .offset, .reversedOffset:
      self = .offset(
        Offset(
          factor: factor(Layout.Interpolation.factor),
          constants: model.values(op.table(at: Layout.Interpolation.table), of: Int32.self),
          isReversed: op.kind == .reversedOffset))
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

  /// In the payload's order.
  var fields: [Int] {
    [kernelRows, kernelAcross, strideRows, strideAcross, padBefore, padAfter, padLeft, padRight]
  }
}

extension Model {
  /// The values of a table.
  fileprivate func values<Value: FixedWidthInteger>(
    _ section: Section, of type: Value.Type
  ) -> [Value] {
    content(section).littleEndianNumbers(type)
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
