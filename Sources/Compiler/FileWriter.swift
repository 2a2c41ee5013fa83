import FixedPoint
import Lowering
import ModelFormat
import Program

/// Writes a program and its plan as a `.stapes` file.
struct FileWriter {
  private let program: IntegerProgram
  private let plan: Plan
  private let selfTest: SelfTest?
  private var channels = ByteWriter()
  private var weights = ByteWriter()
  private var tables = ByteWriter()
  /// Where a table with these bytes already stands.
  private var knownTables: [[UInt8]: Int] = [:]
  private var blobs: [Blob] = []
  /// Of each op whose weights are entropy-coded.
  private var symbolTables: [Int: SymbolTable] = [:]

  /// An op's bytes, as positions within their sections.
  private struct Blob {
    var parameters = 0
    var weights = 0
    var weightBytes = 0
    var largestWeight = 0
    /// Of entropy-coded weights.
    var symbolTable: Int?
    /// nil in the wide form.
    var compactChannels: CompactChannels?
  }

  /// - Parameter selfTest: without, the file has its length, but no true checksums.
  init(
    _ program: IntegerProgram, _ plan: Plan, selfTest: SelfTest? = nil
  ) throws(CompileError) {
    self.program = program
    self.plan = plan
    self.selfTest = selfTest
    let coded = program.ops.indices.filter { plan.storage[$0].encoding == .entropy }
    let shared = SharedTables(coded.map { program.storedWeights(ofOp: $0) })
    symbolTables = Dictionary(uniqueKeysWithValues: zip(coded, shared.tables))
    for index in program.ops.indices { blobs.append(try writeBlob(index)) }
  }

  func file() throws(CompileError) -> [UInt8] {
    let sections: [(kind: SectionKind, bytes: [UInt8])] = [
      (.channels, channels.bytes), (.weights, weights.bytes), (.tables, tables.bytes),
      (.labels, strings(program.labels)),
      (.names, strings(program.inputs.map(\.name) + program.ops.map(\.name))),
      (.provenance, Array(program.name.utf8)),
      (.selfTest, SelfTest.section(program, selfTest, memory: plan.checksums)),
    ].filter { !$0.bytes.isEmpty }
    var file = try header(sectionCount: sections.count)
    let directory = file.count
    file.append([UInt8](repeating: 0, count: sections.count * Layout.Directory.entryBytes))
    let tables = [
      (Layout.Header.inputs, inputRecords()), (Layout.Header.tensors, try tensorRecords()),
      (Layout.Header.edges, edgeRecords()), (Layout.Header.consumers, consumerTable()),
      (Layout.Header.pace, paceTable()),
      (Layout.Header.ops, [UInt8](repeating: 0, count: program.ops.count * Layout.Op.recordBytes)),
    ].filter { !$0.1.isEmpty }
    for (field, bytes) in tables {
      file.align()
      file.replace(at: field, with: UInt32(file.count))
      file.append(bytes)
    }
    let opPosition = file.count - program.ops.count * Layout.Op.recordBytes
    var places: [SectionKind: Int] = [:]
    for (index, section) in sections.enumerated() {
      file.align()
      places[section.kind] = file.count
      let entry = directory + index * Layout.Directory.entryBytes
      file.replace(at: entry + Layout.Directory.kind, with: section.kind.rawValue)
      file.replace(at: entry + Layout.Directory.offset, with: UInt32(file.count))
      file.replace(at: entry + Layout.Directory.byteCount, with: UInt32(section.bytes.count))
      file.append(section.bytes)
    }
    file.align()
    file.replace(at: opPosition, with: try opRecords(places))
    for blob in blobs {
      guard let table = blob.symbolTable else { continue }
      file.replace(
        at: (places[.weights] ?? 0) + blob.weights + Layout.Entropy.table,
        with: UInt32((places[.tables] ?? 0) + table))
    }
    file.replace(at: Layout.Header.totalBytes, with: UInt32(file.count))
    let checksum = Checksum.ofFile(file.bytes.span)
    file.replace(at: Layout.Header.checksum, with: checksum.first)
    file.replace(at: Layout.Header.checksum + 4, with: checksum.second)
    return file.bytes
  }

  private func header(sectionCount: Int) throws(CompileError) -> ByteWriter {
    var header = ByteWriter()
    header.append(Layout.magic)
    header.append(Layout.majorVersion)
    header.append(Layout.minorVersion)
    header.append(UInt32(0))
    let isWide = program.ops.indices.contains(where: program.isWide)
    header.append(isWide ? Layout.Features.wideTensors : 0)
    header.append(UInt64(0))
    header.append(UInt32(plan.arenaBytes))
    header.append(UInt8(program.rounding == .single ? 0 : 1))
    header.append(UInt8(sectionCount))
    for (count, quantity) in [
      (program.inputs.count, "number of inputs"), (edges.count, "number of connections"),
      (program.ops.count, "number of ops"),
    ] {
      guard count <= Layout.longestTable else {
        throw .tooLarge(
          layer: program.name, quantity: quantity, value: count, limit: Layout.longestTable)
      }
      header.append(UInt16(count))
    }
    header.append([UInt8](repeating: 0, count: Layout.Header.byteCount - header.count))
    return header
  }

  private func paceTable() -> [UInt8] {
    guard let pace = plan.pace else { return [] }
    var table = ByteWriter()
    table.append(UInt32(pace.creditPerRow))
    table.append(UInt32(plan.credit))
    for effort in pace.efforts { table.append(UInt32(effort)) }
    return table.bytes
  }

  private func inputRecords() -> [UInt8] {
    var records = ByteWriter()
    for (index, input) in program.inputs.enumerated() {
      let kind: StandardisationKind
      var minimum: UInt32 = 0
      var initial: UInt32 = 0
      switch input.standardisation {
      case .fixed: kind = .fixed
      case .clip(let minimumDeviation):
        kind = .clip
        minimum = minimumDeviation
      case .running(let minimumDeviation, let initialDeviation):
        kind = .running
        minimum = minimumDeviation
        initial = initialDeviation
      }
      records.append(UInt32(kind.rawValue))
      records.append(UInt32(input.samplesPerSecond))
      records.append(UInt32(input.fixedRows))
      records.append(UInt32(input.minimumRows))
      records.append(minimum)
      records.append(initial)
      records.append(UInt32(plan.statistics[index]))
    }
    return records.bytes
  }

  private func tensorRecords() throws(CompileError) -> [UInt8] {
    var records = ByteWriter()
    var firstConsumer = 0
    for index in plan.rings.indices {
      let name = program.tensorName(index)
      let row = program.rowShape(index)
      let ring = plan.rings[index]
      let consumers = edges.filter { $0.edge.tensor == index }.count
      records.append(try dimension(row.channels, "number of channels", name))
      records.append(try dimension(row.width, "width", name))
      records.append(try dimension(ring.capacity, "number of rows held", name))
      records.append(UInt8(program.elementBytes(index)))
      records.append(Int8(clamping: program.quantisations[index].zeroPoint))
      records.append(UInt32(ring.offset))
      records.append(program.quantisations[index].scale.bitPattern)
      records.append(UInt16(truncatingIfNeeded: firstConsumer))
      records.append(UInt16(truncatingIfNeeded: consumers))
      records.append(UInt16(ring.firstSlot))
      records.append(UInt16(0))
      firstConsumer += consumers
    }
    return records.bytes
  }

  /// All edges with their ops, in the order of the ops.
  private var edges: [(edge: ProgramEdge, op: Int)] {
    program.ops.enumerated().flatMap { index, op in op.edges.map { ($0, index) } }
  }

  private func edgeRecords() -> [UInt8] {
    var records = ByteWriter()
    for (edge, op) in edges {
      records.append(UInt16(truncatingIfNeeded: edge.tensor))
      records.append(UInt16(truncatingIfNeeded: op))
      records.append(edge.factor.q31)
      records.append(Int8(edge.factor.shift))
      records.append(UInt8(edge.isTransposed ? 1 : 0))
      records.append(UInt16(0))
    }
    return records.bytes
  }

  private func consumerTable() -> [UInt8] {
    var table = ByteWriter()
    let edges = edges
    for tensor in plan.rings.indices {
      for (index, edge) in edges.enumerated() where edge.edge.tensor == tensor {
        table.append(UInt16(truncatingIfNeeded: index))
      }
    }
    return table.bytes
  }

  private func opRecords(_ places: [SectionKind: Int]) throws(CompileError) -> [UInt8] {
    var records = ByteWriter()
    var firstEdge = 0
    for (index, op) in program.ops.enumerated() {
      let fields = fields(index)
      let blob = blobs[index]
      let section: SectionKind = fields.kind.hasWeights ? .weights : .tables
      records.append(fields.kind.rawValue)
      records.append(Int8(clamping: op.lowest))
      records.append(Int8(clamping: op.highest))
      records.append(plan.storage[index].encoding.rawValue)
      records.append(UInt16(truncatingIfNeeded: firstEdge))
      records.append(UInt16(op.edges.count))
      records.append(UInt16(fields.groups))
      records.append(flags(index))
      let geometry = fields.geometry
      for (value, quantity) in [
        (geometry.kernelRows, "kernel length"), (geometry.kernelAcross, "kernel width"),
        (geometry.strideRows, "stride"), (geometry.strideAcross, "stride across"),
        (geometry.padBefore, "padding"), (geometry.padAfter, "padding"),
        (geometry.padLeft, "padding"), (geometry.padRight, "padding"),
      ] {
        records.append(try dimension(value, quantity, op.name))
      }
      if program.isWide(index) {
        records.append(UInt16(bitPattern: op.lowest))
        records.append(UInt16(bitPattern: op.highest))
      } else {
        records.append(try dimension(fields.pool.rows, "pool length", op.name))
        records.append(try dimension(fields.pool.across, "pool width", op.name))
      }
      records.append(
        UInt32(fields.kind.hasWeights ? (places[.channels] ?? 0) + blob.parameters : 0))
      records.append(UInt32(blob.weightBytes > 0 ? (places[section] ?? 0) + blob.weights : 0))
      records.append(UInt32(blob.weightBytes))
      if fields.kind.hasWeights {
        records.append(Int8(blob.compactChannels?.biasShift ?? 0))
        records.append(Int8(blob.compactChannels?.factorShift ?? 0))
        records.append(UInt8(blob.largestWeight))
        records.append(UInt8(0))
        records.append(UInt16(0))
        records.append(UInt16(plan.storage[index].strip))
      } else {
        records.append(fields.factor.q31)
        records.append(Int8(fields.factor.shift))
        records.append(UInt8(0))
        records.append(UInt16(0))
      }
      records.append(UInt32(plan.memory[index]))
      firstEdge += op.edges.count
    }
    return records.bytes
  }

  private func flags(_ index: Int) -> UInt16 {
    var flags = 0
    if plan.rings[program.inputs.count + index].isInPlace { flags |= Layout.Flags.inPlace }
    if plan.storage[index].isResident { flags |= Layout.Flags.resident }
    flags |= blobs[index].compactChannels?.flag ?? 0
    if program.isWide(index) { flags |= Layout.Flags.wide }
    if program.hasLongSums(index) { flags |= Layout.Flags.longSums }
    return UInt16(flags)
  }

  /// The fields of an op's record that depend on its kind.
  private struct Fields {
    var kind: OpKind
    var geometry = Geometry.point
    var groups = 1
    var pool = PoolSize.none
    var factor = ScaleFactor.zero
  }

  private func fields(_ index: Int) -> Fields {
    let op = program.ops[index]
    switch op.operation {
    case .convolution(let convolution):
      return Fields(
        kind: program.isDepthwise(index) ? .depthwise : .convolution,
        geometry: convolution.geometry, groups: convolution.groups, pool: convolution.pool)
    case .maxPool(let geometry): return Fields(kind: .maxPool, geometry: geometry)
    case .averagePool(let geometry): return Fields(kind: .averagePool, geometry: geometry)
    case .globalAverage(let factor): return Fields(kind: .globalAverage, factor: factor)
    case .windowAverage(let geometry, let factor):
      return Fields(kind: .windowAverage, geometry: geometry, factor: factor)
    case .valueAverage: return Fields(kind: .valueAverage)
    case .scaledSum(let factor): return Fields(kind: .scaledSum, factor: factor)
    case .add(let factor): return Fields(kind: .add, factor: factor)
    case .multiply(let factor): return Fields(kind: .multiply, factor: factor)
    case .concat: return Fields(kind: .concat)
    case .lookup: return Fields(kind: .lookup)
    case .softmax: return Fields(kind: .softmax)
    case .gemmlowpSoftmax: return Fields(kind: .gemmlowpSoftmax)
    case .rescale(let positive, _): return Fields(kind: .rescale, factor: positive)
    case .sigmoid(let sigmoid):
      return Fields(
        kind: sigmoid.isTanh ? .hyperbolicTangent : .logistic,
        factor: ScaleFactor(q31: sigmoid.multiplier, shift: sigmoid.shift))
    case .interpolatedSoftmax(let softmax):
      return Fields(kind: .interpolatedSoftmax, factor: softmax.factor)
    case .flatten(let rows, let order):
      let row = program.rowShape(op.edges[0])
      var fields = Fields(kind: .flatten)
      fields.geometry.kernelRows = rows
      (fields.geometry.strideRows, fields.geometry.strideAcross, fields.geometry.kernelAcross) =
        switch order {
        case .channelsRowsColumns: (row.width, 1, rows * row.width)
        case .channelsColumnsRows: (1, rows, rows * row.width)
        case .rowsColumnsChannels: (row.elements, row.channels, 1)
        }
      return fields
    }
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

  private func strings(_ strings: [String]) -> [UInt8] {
    guard !strings.isEmpty else { return [] }
    var section = ByteWriter()
    section.append(UInt16(strings.count))
    for string in strings {
      // A name of any length is cut where its length field ends.
      let bytes = Array(string.utf8.prefix(Int(UInt16.max)))
      section.append(UInt16(bytes.count))
      section.append(bytes)
    }
    return section.bytes
  }

  private func dimension(
    _ value: Int, _ quantity: String, _ layer: String
  ) throws(CompileError) -> UInt16 {
    guard value <= Layout.longestDimension else {
      throw .tooLarge(
        layer: layer, quantity: quantity, value: value, limit: Layout.longestDimension)
    }
    return UInt16(value)
  }
}

extension OpKind {
  /// Whether the op's blob is weights with channel parameters; else it is a table.
  var hasWeights: Bool { self == .convolution || self == .depthwise }
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
