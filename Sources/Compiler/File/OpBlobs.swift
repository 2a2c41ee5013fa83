import Basics
import FixedPoint
import ModelFormat
import Program

/// The bytes that ops point to: channel parameters, weights, and tables, each in its section.
struct OpBlobs {
  private let program: IntegerProgram
  private let plan: Plan
  private(set) var channels = ByteWriter()
  private(set) var weights = ByteWriter()
  private(set) var tables = ByteWriter()
  /// Of each op.
  private(set) var places: [Blob] = []
  /// Where a table with these bytes already stands.
  private var knownTables: [[UInt8]: Int] = [:]
  /// Of each op whose weights are entropy-coded.
  private let symbolTables: [Int: SymbolTable]

  /// An op's bytes, as positions within their sections.
  struct Blob {
    var parameters = 0
    var weights = 0
    var weightBytes = 0
    var largestWeight = 0
    /// Of entropy-coded weights.
    var symbolTable: Int?
    /// nil in the wide form.
    var compactChannels: CompactChannels?
  }

  init(_ program: IntegerProgram, _ plan: Plan) throws(CompileError) {
    self.program = program
    self.plan = plan
    let coded = program.ops.indices.filter { plan.storage[$0].encoding == .entropy }
    let shared = SharedTables(coded.map { program.storedWeights(ofOp: $0) })
    symbolTables = Dictionary(uniqueKeysWithValues: zip(coded, shared.tables))
    for index in program.ops.indices { places.append(try writeBlob(index)) }
  }

  private mutating func writeBlob(_ index: Int) throws(CompileError) -> Blob {
    let op = program.ops[index]
    switch op.operation {
    case .convolution(let convolution):
      return try writeConvolution(convolution, index)
    case .lookup(let lookup):
      return writeTable(lookUpTable(lookup, op, index).map { UInt8(bitPattern: $0) })
    case .softmax(let exponentials):
      var table = ByteWriter()
      for exponential in exponentials { table.append(exponential) }
      return writeTable(table.bytes)
    case .gemmlowpSoftmax(let exponentials):
      var table = ByteWriter()
      for exponential in exponentials { table.append(exponential) }
      return writeTable(table.bytes)
    case .sigmoid(let sigmoid):
      var table = ByteWriter()
      for value in sigmoid.table { table.append(value) }
      return writeTable(table.bytes)
    case .interpolatedSoftmax(let softmax):
      var table = ByteWriter()
      for value in softmax.exponentials + softmax.reciprocals {
        table.append(UInt16(bitPattern: value))
      }
      return writeTable(table.bytes)
    default: return Blob()
    }
  }

  private mutating func writeConvolution(
    _ convolution: ProgramConvolution, _ index: Int
  ) throws(CompileError) -> Blob {
    let op = program.ops[index]
    channels.align()
    weights.align()
    var blob = Blob()
    blob.parameters = channels.count
    blob.weights = weights.count
    blob.largestWeight = convolution.largestWeight
    if convolution.hasLongSums {
      channels.append(convolution.longChannels)
    } else {
      try writeChannels(convolution, op, &blob)
    }
    let encoded = EncodedWeights(
      program.storedWeights(ofOp: index), plan.storage[index].encoding,
      table: symbolTables[index])
    weights.append(encoded.bytes)
    blob.weightBytes = encoded.bytes.count
    blob.symbolTable = encoded.table.map { writeTable($0.bytes).weights }
    return blob
  }

  private mutating func writeChannels(
    _ convolution: ProgramConvolution, _ op: ProgramOp, _ blob: inout Blob
  ) throws(CompileError) {
    let biases = try foldedBiases(convolution, op)
    blob.compactChannels =
      CompactChannels(short: biases, convolution.factors)
      ?? CompactChannels(medium: biases, convolution.factors)
    if let compact = blob.compactChannels {
      channels.append(compact.bytes)
    } else {
      for bias in biases { channels.append(bias) }
      for factor in convolution.factors { channels.append(factor.q31) }
      for factor in convolution.factors { channels.append(Int8(factor.shift)) }
    }
  }

  /// The biases with what the input's zero point adds to the sums.
  private func foldedBiases(
    _ convolution: ProgramConvolution, _ op: ProgramOp
  ) throws(CompileError) -> [Int32] {
    let zeroPoint = Int(program.quantisations[op.edges[0].tensor].zeroPoint)
    let count = convolution.weightsPerOutput
    var folded: [Int32] = []
    for (channel, bias) in convolution.biases.enumerated() {
      let sum = convolution.weights[channel * count..<(channel + 1) * count]
        .reduce(0) { $0 + Int($1) }
      guard let value = Int32(exactly: bias - zeroPoint * sum) else {
        throw .accumulatorOverflow(
          layer: op.name, channel: channel, bound: Double(bias - zeroPoint * sum))
      }
      folded.append(value)
    }
    return folded
  }

  /// The values of a lookup op, by the bit pattern of its input.
  private func lookUpTable(_ lookup: Lookup, _ op: ProgramOp, _ index: Int) -> [Int8] {
    (0..<256).map { pattern in
      let input = Int32(Int8(bitPattern: UInt8(pattern)))
      switch lookup {
      case .table(let table): return table[Int(input) + 128]
      case .piecewise(let positive, let negative):
        let value = input - program.quantisations[op.edges[0].tensor].zeroPoint
        let factor = value < 0 ? negative : positive
        let scaled = Multiplier(q31: factor.q31, shift: Int32(factor.shift))
          .scale(value, program.rounding == .single ? .single : .tflm)
        let zeroPoint = program.quantisations[program.inputs.count + index].zeroPoint
        return Int8(max(Int32(op.lowest), min(Int32(op.highest), scaled + zeroPoint)))
      }
    }
  }

  private mutating func writeTable(_ table: [UInt8]) -> Blob {
    var blob = Blob()
    blob.weightBytes = table.count
    if let known = knownTables[table] {
      blob.weights = known
    } else {
      tables.align()
      blob.weights = tables.count
      knownTables[table] = tables.count
      tables.append(table)
    }
    return blob
  }
}

extension IntegerProgram {
  /// A convolution's weights in the order in which the file has them.
  func storedWeights(ofOp index: Int) -> [Int8] {
    guard case .convolution(let convolution) = ops[index].operation else { return [] }
    guard isDepthwise(index) else { return convolution.weights }
    let count = convolution.weightsPerOutput
    return (0..<count).flatMap { tap in
      convolution.biases.indices.map { convolution.weights[$0 * count + tap] }
    }
  }
}
