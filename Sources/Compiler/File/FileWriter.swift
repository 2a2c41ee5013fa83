import Basics
import ModelFormat
import Program

/// Writes a program and its plan as a `.stapes` file.
struct FileWriter {
  private let program: IntegerProgram
  private let plan: Plan
  private let selfTest: SelfTest?
  /// All edges with their ops, in the order of the ops.
  private let edges: [(edge: IntegerProgram.Edge, op: Int)]
  /// For each tensor, the edges that read it.
  private let readers: [[Int]]

  /// - Parameters:
  ///   - program: one that passes its `check`.
  ///   - selfTest: without, the file has its length, but no true checksums.
  init(program: IntegerProgram, plan: Plan, selfTest: SelfTest? = nil) {
    self.program = program
    self.plan = plan
    self.selfTest = selfTest
    edges = program.ops.enumerated().flatMap { index, op in op.edges.map { ($0, index) } }
    var readers = [[Int]](repeating: [], count: program.tensorCount)
    for (number, edge) in edges.enumerated() { readers[edge.edge.tensor].append(number) }
    self.readers = readers
  }

  func file() throws(CompileError) -> [UInt8] {
    let blobs = try OpBlobs(program, plan)
    let expected =
      [UInt32(plan.checksums), selfTest?.seed ?? 0]
      + (selfTest?.checksums ?? program.ops.map { _ in 0 })
    let sections: [(kind: SectionKind, bytes: [UInt8])] = [
      (.channels, blobs.bytes(.channels)), (.weights, blobs.bytes(.weights)),
      (.tables, blobs.bytes(.tables)), (.labels, strings(program.labels)),
      (.names, strings(program.inputs.map(\.name) + program.ops.map(\.name))),
      (.provenance, Array(program.name.utf8)),
      (.selfTest, [UInt8](littleEndian: expected)),
      (.listening, Listening(program, plan)?.bytes ?? []),
    ].filter { !$0.bytes.isEmpty }
    var file = header(sectionCount: sections.count)
    let directory = file.count
    file.append([UInt8](repeating: 0, count: sections.count * Layout.Directory.entryBytes))
    for (field, bytes) in [
      (Layout.Header.inputs, inputRecords()), (Layout.Header.tensors, try tensorRecords()),
      (Layout.Header.edges, edgeRecords()), (Layout.Header.consumers, consumerTable()),
      (Layout.Header.pace, paceTable()), (Layout.Header.ops, try opHeads(blobs)),
      (Layout.Header.payloads, blobs.payloads.bytes),
    ] where !bytes.isEmpty {
      file.align()
      file.replace(at: field, with: UInt32(file.count))
      file.append(bytes)
    }
    let payloads = file.count - blobs.payloads.count
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
    for link in blobs.links {
      let target = UInt32((places[link.section] ?? 0) + link.target)
      file.replace(at: (link.from.map { places[$0] ?? 0 } ?? payloads) + link.place, with: target)
    }
    file.replace(at: Layout.Header.totalBytes, with: UInt32(file.count))
    let checksum = Checksum.ofFile(file.bytes.span)
    file.replace(at: Layout.Header.checksum, with: checksum.first)
    file.replace(at: Layout.Header.checksum + 4, with: checksum.second)
    return file.bytes
  }

  private func header(sectionCount: Int) -> ByteWriter {
    var header = ByteWriter()
    header.append(Layout.magic)
    header.append(Layout.majorVersion)
    header.append(Layout.minorVersion)
    header.append(UInt32(0))
    header.append(program.hasInt16 ? Layout.Features.int16 : 0)
    header.append(UInt64(0))
    header.append(UInt32(plan.arenaBytes))
    header.append(program.rounding.rawValue)
    header.append(UInt8(sectionCount))
    for count in [program.inputs.count, edges.count, program.ops.count] {
      header.append(UInt16(count))
    }
    header.append([UInt8](repeating: 0, count: Layout.Header.byteCount - header.count))
    return header
  }

  private func paceTable() -> [UInt8] {
    guard let pace = plan.pace else { return [] }
    return [UInt8](
      littleEndian: ([pace.creditPerRow, plan.credit] + pace.efforts).map { UInt32($0) })
  }

  private func inputRecords() -> [UInt8] {
    let words = program.inputs.enumerated().flatMap { index, input -> [UInt32] in
      let (kind, minimum, initial): (StandardisationKind, UInt32, UInt32) =
        switch input.standardisation {
        case .fixed: (.fixed, 0, 0)
        case .clip(let minimum): (.clip, minimum, 0)
        case .running(let minimum, let initial): (.running, minimum, initial)
        }
      return [
        UInt32(kind.rawValue), UInt32(input.samplesPerSecond ?? 0), UInt32(input.fixedRows ?? 0),
        UInt32(input.minimumRows), minimum, initial, UInt32(plan.statistics[index]),
      ]
    }
    return [UInt8](littleEndian: words)
  }

  private func tensorRecords() throws(CompileError) -> [UInt8] {
    var records = ByteWriter()
    var firstConsumer = 0
    for index in plan.rings.indices {
      let row = program.rowShape(index)
      let ring = plan.rings[index]
      let consumers = readers[index].count
      records.append(UInt16(row.channels))
      records.append(UInt16(row.width))
      records.append(
        try word(
          ring.capacity, "number of rows held", program.tensorName(index),
          limit: Layout.longestDimension))
      records.append(UInt8(program.elementBytes(index)))
      records.append(Int8(clamping: program.quantisation(index).zeroPoint))
      records.append(UInt32(ring.offset))
      records.append(program.quantisation(index).scale.bitPattern)
      records.append(UInt16(truncatingIfNeeded: firstConsumer))
      records.append(UInt16(truncatingIfNeeded: consumers))
      records.append(UInt16(ring.firstSlot))
      records.append(UInt16(0))
      firstConsumer += consumers
    }
    return records.bytes
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
    [UInt8](littleEndian: readers.joined().map { UInt16(truncatingIfNeeded: $0) })
  }

  private func opHeads(_ blobs: OpBlobs) throws(CompileError) -> [UInt8] {
    var heads = ByteWriter()
    var firstEdge = 0
    for (index, op) in program.ops.enumerated() {
      heads.append(blobs.kinds[index].rawValue)
      heads.append(UInt8(0))
      heads.append(UInt16(truncatingIfNeeded: firstEdge))
      heads.append(UInt16(op.edges.count))
      heads.append(op.lowest)
      heads.append(op.highest)
      let words = blobs.payloadPlaces[index] / 4
      heads.append(
        try word(words, "place of the payload, in words,", op.name, limit: Int(UInt16.max)))
      firstEdge += op.edges.count
    }
    return heads.bytes
  }

  private func strings(_ strings: [String]) -> [UInt8] {
    guard !strings.isEmpty else { return [] }
    var section = ByteWriter()
    section.append(UInt16(strings.count))
    for string in strings {
      section.append(UInt16(string.utf8.count))
      section.append(Array(string.utf8))
    }
    return section.bytes
  }

  /// A number in a field of 16 bits.
  private func word(
    _ value: Int, _ quantity: String, _ layer: String, limit: Int
  ) throws(CompileError) -> UInt16 {
    guard value <= limit else {
      throw .tooLarge(layer: layer, quantity: quantity, value: value, limit: limit)
    }
    return UInt16(value)
  }
}
