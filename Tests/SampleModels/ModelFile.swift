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

  public func input(_ index: Int, _ field: Int) -> Int {
    section(.inputs).lowerBound + index * Layout.Input.recordBytes + field
  }

  public func tensor(_ index: Int, _ field: Int) -> Int {
    section(.tensors).lowerBound + index * Layout.Tensor.recordBytes + field
  }

  public func edge(_ index: Int, _ field: Int) -> Int {
    section(.edges).lowerBound + index * Layout.Edge.recordBytes + field
  }

  public func op(_ index: Int, _ field: Int) -> Int {
    section(.ops).lowerBound + index * Layout.Op.recordBytes + field
  }

  public func value<Value: FixedWidthInteger>(_: Value.Type, at position: Int) -> Value {
    (0..<Value.bitWidth / 8).reduce(0) {
      $0 | Value(truncatingIfNeeded: bytes[position + $1]) << (8 * $1)
    }
  }

  /// Overwrites a little-endian value.
  public mutating func write<Value: FixedWidthInteger>(_ value: Value, at position: Int) {
    for index in 0..<Value.bitWidth / 8 {
      bytes[position + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
    }
  }

  /// Makes the checksum right again.
  public mutating func seal() {
    let checksum = Checksum.ofFile(bytes.span)
    write(checksum.first, at: Layout.Header.checksum)
    write(checksum.second, at: Layout.Header.checksum + 4)
  }
}

extension ModelFile {
  /// Gives a section other bytes, behind all that is there.
  public mutating func replace(_ kind: SectionKind, with contents: [UInt8]) {
    let entry = entry(kind)
    write(UInt32(bytes.count), at: entry + Layout.Directory.offset)
    write(UInt32(contents.count), at: entry + Layout.Directory.byteCount)
    bytes += contents
    while bytes.count % 4 != 0 { bytes.append(0) }
    write(UInt32(bytes.count), at: Layout.Header.totalBytes)
  }
}
