import Basics
import ModelFormat
import Program

/// The payloads of all ops, and the bytes that they point to: channel parameters, weights, and tables,
/// each in its section.
struct OpBlobs {
  private(set) var kinds: [OpKind] = []
  private(set) var payloads = ByteWriter()
  /// Where each op's payload starts among them.
  private(set) var payloadPlaces: [Int] = []
  private(set) var links: [Link] = []
  private var sections: [SectionKind: ByteWriter] = [:]
  /// Where a table with these bytes already stands.
  private var knownTables: [[UInt8]: Int] = [:]

  /// A word of a payload, or of a section, that is to hold a position in another section.
  struct Link {
    /// nil for the payloads.
    var from: SectionKind?
    var place: Int
    var section: SectionKind
    var target: Int
  }

  init(_ program: IntegerProgram, _ plan: Plan) throws(CompileError) {
    let coded = program.ops.indices.filter { plan.storage[$0].encoding == .entropy }
    let shared = SymbolTable.shared(by: coded.map { program.storedWeights(ofOp: $0) })
    let symbolTables = Dictionary(uniqueKeysWithValues: zip(coded, shared))
    for index in program.ops.indices {
      append(try OpPayload(program, index, plan, table: symbolTables[index]))
    }
  }

  func bytes(_ section: SectionKind) -> [UInt8] { sections[section]?.bytes ?? [] }

  private mutating func append(_ payload: OpPayload) {
    precondition(payload.fields.count == payload.kind.payloadBytes)
    kinds.append(payload.kind)
    payloadPlaces.append(payloads.count)
    for blob in payload.blobs {
      let place = write(blob.bytes, to: blob.section)
      links.append(Link(place: payloads.count + blob.place, section: blob.section, target: place))
      guard let table = blob.symbolTable else { continue }
      links.append(
        Link(
          from: blob.section, place: place + Layout.Entropy.table, section: .tables,
          target: write(table, to: .tables)))
    }
    payloads.append(payload.fields.bytes)
  }

  /// Writes what is not there yet, as tables may be; where it stands.
  private mutating func write(_ bytes: [UInt8], to section: SectionKind) -> Int {
    if section == .tables, let known = knownTables[bytes] { return known }
    var writer = sections[section] ?? ByteWriter()
    writer.align()
    let place = writer.count
    writer.append(bytes)
    sections[section] = writer
    if section == .tables { knownTables[bytes] = place }
    return place
  }
}
