import Basics
public import ModelFormat

/// A file's bytes, to be changed in places.
public struct ModelFile: Sendable {
  public var bytes: [UInt8]

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Where the directory entry of a section stands.
  public func entry(_ kind: SectionKind) -> Int {
    let count = Int(bytes[Layout.Header.sectionCount])
    let positions = (0..<count).map {
      Layout.Header.byteCount + $0 * Layout.Directory.entryBytes
    }
    guard let position = positions.first(where: { bytes.span.uint16(at: $0) == kind.rawValue })
    else { fatalError("no section \(kind)") }
    return position
  }

  /// The bytes of a section.
  public func section(_ kind: SectionKind) -> Range<Int> {
    let entry = entry(kind)
    let offset = Int(bytes.span.int32(at: entry + Layout.Directory.offset))
    return offset..<offset + Int(bytes.span.int32(at: entry + Layout.Directory.byteCount))
  }

  /// The bytes of a table.
  public func table(_ table: Table) -> Range<Int> {
    let start = Int(bytes.span.int32(at: table.place))
    return start..<start + count(table) * table.recordBytes
  }

  /// How many records a table has.
  public func count(_ table: Table) -> Int {
    switch table {
    case .inputs: Int(value(UInt16.self, at: Layout.Header.inputCount))
    case .tensors: count(.inputs) + count(.ops)
    case .edges, .consumers: Int(value(UInt16.self, at: Layout.Header.edgeCount))
    case .ops: Int(value(UInt16.self, at: Layout.Header.opCount))
    }
  }

  public func input(_ index: Int, _ field: Int) -> Int { record(.inputs, index) + field }

  public func tensor(_ index: Int, _ field: Int) -> Int { record(.tensors, index) + field }

  public func edge(_ index: Int, _ field: Int) -> Int { record(.edges, index) + field }

  public func consumer(_ index: Int) -> Int { record(.consumers, index) }

  /// A field of an op's head.
  public func op(_ index: Int, _ field: Int) -> Int { record(.ops, index) + field }

  /// A field of an op's payload.
  public func payload(_ index: Int, _ field: Int) -> Int {
    Int(value(Int32.self, at: Layout.Header.payloads))
      + 4 * Int(value(UInt16.self, at: op(index, Layout.Op.payload))) + field
  }

  public func kind(ofOp index: Int) -> OpKind? {
    OpKind(rawValue: bytes[op(index, Layout.Op.kind)])
  }

  public func pace(_ field: Int) -> Int { Int(value(Int32.self, at: Layout.Header.pace)) + field }

  private func record(_ table: Table, _ index: Int) -> Int {
    self.table(table).lowerBound + index * table.recordBytes
  }

  public var arenaBytes: Int { Int(value(Int32.self, at: Layout.Header.arenaBytes)) }

  /// Bytes of cursors at the start of the arena.
  public var stateBytes: Int {
    Layout.State.byteCount(tensors: count(.tensors), edges: count(.edges))
  }

  public func value<Value: FixedWidthInteger>(_: Value.Type, at position: Int) -> Value {
    bytes.littleEndian(Value.self, at: position)
  }

  /// Overwrites a little-endian value.
  public mutating func write<Value: FixedWidthInteger>(_ value: Value, at position: Int) {
    let new = [UInt8](littleEndian: [value])
    bytes.replaceSubrange(position..<position + new.count, with: new)
  }

  /// Makes the checksum right again.
  public mutating func seal() {
    let checksum = Checksum.ofFile(bytes.span)
    write(checksum.first, at: Layout.Header.checksum)
    write(checksum.second, at: Layout.Header.checksum + 4)
  }
}

extension ModelFile {
  /// What stands between the directory and the sections.
  public enum Table: CaseIterable, Sendable {
    case inputs, tensors, edges, consumers, ops

    /// The header's field that says where the table starts.
    public var place: Int {
      switch self {
      case .inputs: Layout.Header.inputs
      case .tensors: Layout.Header.tensors
      case .edges: Layout.Header.edges
      case .consumers: Layout.Header.consumers
      case .ops: Layout.Header.ops
      }
    }

    fileprivate var recordBytes: Int {
      switch self {
      case .inputs: Layout.Input.recordBytes
      case .tensors: Layout.Tensor.recordBytes
      case .edges: Layout.Edge.recordBytes
      case .consumers: 2
      case .ops: Layout.Op.recordBytes
      }
    }
  }

  /// Gives a table other bytes, behind all that is there; the header's counts stay.
  public mutating func replace(_ table: Table, with contents: [UInt8]) {
    write(UInt32(bytes.count), at: table.place)
    append(contents)
  }

  /// Gives a section other bytes, behind all that is there.
  public mutating func replace(_ kind: SectionKind, with contents: [UInt8]) {
    let entry = entry(kind)
    write(UInt32(bytes.count), at: entry + Layout.Directory.offset)
    write(UInt32(contents.count), at: entry + Layout.Directory.byteCount)
    append(contents)
  }

  private mutating func append(_ contents: [UInt8]) {
    bytes += contents
    while bytes.count % 4 != 0 { bytes.append(0) }
    write(UInt32(bytes.count), at: Layout.Header.totalBytes)
  }
}
