/// The section directory of a file whose header has been checked.
struct Directory {
  var count: Int

  /// Where a section lies; an optional one that is absent is empty.
  func section(_ kind: SectionKind, in bytes: Span<UInt8>) throws(ModelError) -> Section {
    var found: Section?
    for index in 0..<count {
      let entry = Layout.Header.byteCount &+ index &* Layout.Directory.entryBytes
      guard bytes.uint16(at: entry &+ Layout.Directory.kind) == kind.rawValue else { continue }
      guard found == nil else { throw ModelError(.sectionRepeated(kind), at: entry) }
      found = try Self.entry(at: entry, in: bytes)
    }
    if let found { return found }
    guard !kind.isRequired else {
      throw ModelError(.sectionMissing(kind), at: Layout.Header.byteCount)
    }
    return Section(offset: 0, byteCount: 0)
  }

  /// The section that an entry describes, which must lie behind the header and inside the file.
  private static func entry(at position: Int, in bytes: Span<UInt8>) throws(ModelError) -> Section {
    let offsetField = position &+ Layout.Directory.offset
    let lengthField = position &+ Layout.Directory.byteCount
    guard let offset = bytes.size(at: offsetField), offset >= Layout.Header.byteCount,
      offset <= bytes.count, offset & 3 == 0
    else {
      throw ModelError(
        .outOfBounds(value: Int(bytes.int32(at: offsetField)), limit: bytes.count),
        at: offsetField)
    }
    guard let length = bytes.size(at: lengthField), length <= bytes.count &- offset else {
      throw ModelError(
        .outOfBounds(value: Int(bytes.int32(at: lengthField)), limit: bytes.count &- offset),
        at: lengthField)
    }
    return Section(offset: offset, byteCount: length)
  }
}

extension Model {
  /// Checks everything in front of the sections, and the checksum over all bytes.
  static func readHeader(_ bytes: Span<UInt8>) throws(ModelError) -> Directory {
    typealias Header = Layout.Header
    guard bytes.count >= Header.byteCount else {
      throw ModelError(
        .truncated(expectedBytes: Header.byteCount, actualBytes: bytes.count), at: 0)
    }
    guard bytes.uint32(at: Header.magic) == Layout.magic else {
      throw ModelError(.notAModel, at: Header.magic)
    }
    let major = bytes.uint16(at: Header.majorVersion)
    let minor = bytes.uint16(at: Header.minorVersion)
    guard major == Layout.majorVersion, minor <= Layout.minorVersion else {
      throw ModelError(.unsupportedVersion(major: major, minor: minor), at: Header.majorVersion)
    }
    guard let total = bytes.size(at: Header.totalBytes), total == bytes.count, total & 3 == 0
    else {
      throw ModelError(
        .truncated(
          expectedBytes: Int(bytes.int32(at: Header.totalBytes)), actualBytes: bytes.count),
        at: Header.totalBytes)
    }
    let unknown = bytes.uint32(at: Header.features) & ~Layout.knownFeatures
    guard unknown == 0 else { throw ModelError(.unknownFeatures(unknown), at: Header.features) }
    let stored = Checksum(
      first: bytes.uint32(at: Header.checksum), second: bytes.uint32(at: Header.checksum &+ 4))
    guard Checksum.ofFile(bytes) == stored else {
      throw ModelError(.checksumMismatch, at: Header.checksum)
    }
    guard bytes[Header.profile] <= 1 else {
      throw ModelError(
        .badValue(.profile, value: Int(bytes[Header.profile])), at: Header.profile)
    }
    guard bytes.size(at: Header.arenaBytes) != nil else {
      throw ModelError(
        .badValue(.arena, value: Int(bytes.int32(at: Header.arenaBytes))), at: Header.arenaBytes)
    }
    let directory = Directory(count: Int(bytes[Header.sectionCount]))
    let directoryEnd = Header.byteCount &+ directory.count &* Layout.Directory.entryBytes
    guard directoryEnd <= bytes.count else {
      throw ModelError(
        .truncated(expectedBytes: directoryEnd, actualBytes: bytes.count), at: Header.sectionCount)
    }
    return directory
  }
}
