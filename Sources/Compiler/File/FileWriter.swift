import Basics
import ModelFormat
import Program

/// Writes a program and its plan as a `.stapes` file.
struct FileWriter {
  private let program: IntegerProgram
  private let plan: Plan
  private let selfTest: SelfTest?
  private let blobs: OpBlobs

  /// - Parameter selfTest: without, the file has its length, but no true checksums.
  init(
    _ program: IntegerProgram, _ plan: Plan, selfTest: SelfTest? = nil
  ) throws(CompileError) {
    self.program = program
    self.plan = plan
    self.selfTest = selfTest
    blobs = try OpBlobs(program, plan)
  }

  func file() throws(CompileError) -> [UInt8] {
    let sections: [(kind: SectionKind, bytes: [UInt8])] = [
      (.channels, blobs.channels.bytes), (.weights, blobs.weights.bytes),
      (.tables, blobs.tables.bytes),
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
    for blob in blobs.places {
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
      let blob = blobs.places[index]
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
    flags |= blobs.places[index].compactChannels?.flag ?? 0
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
