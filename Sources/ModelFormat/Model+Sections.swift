/// Where the parts of a file lie, for those who look at it.
extension Model {
  /// A section's place in the file; empty where the file has none.
  public func section(_ kind: SectionKind) -> Section {
    let directory = Directory(count: Int(bytes[Layout.Header.sectionCount]))
    do {
      return try directory.section(kind, in: bytes)
    } catch {
      return Section(offset: 0, byteCount: 0)
    }
  }

  public var majorVersion: Int { Int(bytes.uint16(at: Layout.Header.majorVersion)) }
  public var minorVersion: Int { Int(bytes.uint16(at: Layout.Header.minorVersion)) }
}
