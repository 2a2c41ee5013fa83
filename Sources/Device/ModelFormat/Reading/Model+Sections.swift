/// Sections, which the directory behind the header lists: what is read, but not executed.
extension Model {
  /// A section's place in the file; empty where the file has none, or one that leaves it.
  @inline(never)
  public func section(_ kind: SectionKind) -> Section {
    for index in 0..<sectionCount {
      let entry = Layout.Header.byteCount &+ index &* Layout.Directory.entryBytes
      guard entry <= bytes.count &- Layout.Directory.entryBytes else { break }
      guard bytes.uint16(at: entry &+ Layout.Directory.kind) == kind.rawValue else { continue }
      let section = Section(
        offset: Int(bytes.int32(at: entry &+ Layout.Directory.offset)),
        byteCount: Int(bytes.int32(at: entry &+ Layout.Directory.byteCount)))
      return Section(offset: 0, byteCount: bytes.count).contains(section) ? section : .empty
    }
    return .empty
  }

  /// Where the file says where it comes from, in UTF-8; empty where it does not.
  public var provenance: Section { section(.provenance) }
}

/// A stretch of the file.
public struct Section: BitwiseCopyable, Equatable, Sendable {
  public var offset: Int
  public var byteCount: Int

  public var end: Int { offset &+ byteCount }

  static var empty: Section { Section(offset: 0, byteCount: 0) }

  func contains(_ part: Section) -> Bool {
    part.offset >= offset && part.byteCount >= 0 && part.offset <= end
      && part.byteCount <= end &- part.offset
  }
}

/// Text in the file: each string is a length of two bytes and that many bytes of UTF-8.
extension Model {
  /// Labels of the output's elements, in order; none where the file has none.
  public var labelCount: Int {
    stringCount(section(.labels)) == tensor(tensorCount &- 1).channels
      ? tensor(tensorCount &- 1).channels : 0
  }

  /// Names of inputs, then of ops; none where the file has none.
  public var nameCount: Int { stringCount(section(.names)) == tensorCount ? tensorCount : 0 }

  /// Where label or name `index` lies in the file; empty where there is none.
  public func label(_ index: Int) -> Section { string(section(.labels), index) }
  public func name(_ index: Int) -> Section { string(section(.names), index) }

  private func stringCount(_ section: Section) -> Int {
    section.byteCount < 2 ? 0 : Int(bytes.uint16(at: section.offset))
  }

  @inline(never)
  private func string(_ section: Section, _ index: Int) -> Section {
    guard index >= 0, index < stringCount(section) else { return .empty }
    var position = section.offset &+ 2
    for number in 0...index {
      guard position <= section.end &- 2 else { break }
      let text = Section(offset: position &+ 2, byteCount: Int(bytes.uint16(at: position)))
      guard section.contains(text) else { break }
      if number == index { return text }
      position = text.end
    }
    return .empty
  }
}
