import ModelFormat
import SampleModels

private typealias Header = Layout.Header
private typealias Entry = Layout.Directory

/// Header, directory, and what concerns whole tables.
extension Vector {
  static let header: [Vector] = [
    Vector("magic", SampleModel.audio, { _ in Header.magic }, UInt8(0x54), .notAModel),
    Vector(
      "major version", SampleModel.audio, { _ in Header.majorVersion },
      Layout.majorVersion + 1, .unsupportedVersion(major: 1, minor: Layout.minorVersion)),
    Vector(
      "minor version", SampleModel.audio,
      { $0.write(Layout.minorVersion + 1, at: Header.minorVersion) },
      .unsupportedVersion(major: 0, minor: Layout.minorVersion + 1),
      at: { _ in Header.majorVersion }),
    Vector(
      "length not of words", SampleModel.audio,
      {
        $0.bytes += [0, 0]
        $0.write(UInt32($0.bytes.count), at: Header.totalBytes)
      },
      reason: { .truncated(expectedBytes: $0.bytes.count, actualBytes: $0.bytes.count) },
      at: { _ in Header.totalBytes }),
    Vector(
      "length too small", SampleModel.audio,
      { $0.write(UInt32($0.bytes.count - 4), at: Header.totalBytes) },
      reason: { .truncated(expectedBytes: $0.bytes.count - 4, actualBytes: $0.bytes.count) },
      at: { _ in Header.totalBytes }),
    Vector(
      "negative length", SampleModel.audio, { $0.write(Int32(-4), at: Header.totalBytes) },
      reason: { .truncated(expectedBytes: -4, actualBytes: $0.bytes.count) },
      at: { _ in Header.totalBytes }),
    Vector(
      "feature", SampleModel.audio, { _ in Header.features }, UInt32(1 << 31),
      .unknownFeatures(1 << 31)),
    Vector(
      "profile", SampleModel.audio, { _ in Header.profile }, UInt8(2), .badValue(.profile, value: 2)
    ),
    Vector(
      "negative arena", SampleModel.audio, { _ in Header.arenaBytes }, Int32(-1),
      .badValue(.arena, value: -1)),
    Vector(
      "arena without cursors", SampleModel.audio, { _ in Header.arenaBytes }, UInt32(91),
      .mismatch(.arena, value: 91, expected: 92)),
    Vector(
      "directory too long", SampleModel.audio, { $0.write(UInt8(255), at: Header.sectionCount) },
      reason: {
        .truncated(
          expectedBytes: Header.byteCount + 255 * Entry.entryBytes, actualBytes: $0.bytes.count)
      }, at: { _ in Header.sectionCount }),
    Vector(
      "section repeated", SampleModel.audio,
      { $0.write(SectionKind.labels.rawValue, at: $0.entry(.provenance)) },
      .sectionRepeated(.labels),
      at: { $0.lastEntry }),
    Vector(
      "section in the header", SampleModel.audio, entry(.ops, Entry.offset), UInt32(28),
      .outOfBounds(value: 28, limit: 1_572)),
    Vector(
      "section at an odd place", SampleModel.audio, entry(.ops, Entry.offset), UInt32(202),
      .outOfBounds(value: 202, limit: 1_572)),
    Vector(
      "section behind the file", SampleModel.audio, entry(.names, Entry.offset), UInt32(1_576),
      .outOfBounds(value: 1_576, limit: 1_572)),
    Vector(
      "negative section", SampleModel.audio, entry(.names, Entry.offset), Int32(-4),
      .outOfBounds(value: -4, limit: 1_572)),
    Vector(
      "section too long", SampleModel.audio,
      { $0.write(UInt32(1_572), at: $0.entry(.weights) + Entry.byteCount) },
      .outOfBounds(value: 1_572, limit: 1_572 - 900),
      at: entry(.weights, Entry.byteCount)),
    Vector(
      "negative section length", SampleModel.audio,
      { $0.write(Int32(-1), at: $0.entry(.weights) + Entry.byteCount) },
      .outOfBounds(value: -1, limit: 1_572 - 900),
      at: entry(.weights, Entry.byteCount)),
    Vector(
      "too many records", SampleModel.audio,
      { $0.replace(.tensors, with: .init(repeating: 0, count: 8_193 * 24)) },
      .badValue(.record, value: 8_193 * 24), at: { $0.section(.tensors).lowerBound }),
    Vector(
      "tensor short", SampleModel.audio,
      { $0.replace(.tensors, with: Array($0.bytes[$0.section(.tensors).dropLast(24)])) },
      .mismatch(.record, value: 6, expected: 7), at: { $0.section(.tensors).lowerBound }),
    Vector(
      "consumer short", SampleModel.audio,
      { $0.replace(.consumers, with: Array($0.bytes[$0.section(.consumers).dropLast(2)])) },
      .mismatch(.consumer, value: 10, expected: 12), at: { $0.section(.consumers).lowerBound }),
    Vector(
      "label section of a byte", SampleModel.audio, { $0.replace(.labels, with: [0]) },
      .badValue(.labels, value: 1), at: { $0.section(.labels).lowerBound }),
    Vector(
      "label short", SampleModel.audio, { $0.replace(.labels, with: [2, 0, 0, 0, 0, 0]) },
      .mismatch(.labels, value: 2, expected: 3), at: { $0.section(.labels).lowerBound }),
    Vector(
      "label too long", SampleModel.audio,
      { $0.replace(.labels, with: [3, 0, 0, 0, 1, 0, 65, 2, 0, 65]) },
      reason: {
        let section = $0.section(.labels)
        return .outOfBounds(value: section.lowerBound + 7, limit: section.upperBound)
      }, at: { $0.section(.labels).lowerBound + 7 }),
    Vector(
      "label without length", SampleModel.audio,
      { $0.replace(.labels, with: [3, 0, 0, 0, 0, 0, 0]) },
      reason: {
        let section = $0.section(.labels)
        return .outOfBounds(value: section.lowerBound + 6, limit: section.upperBound)
      }, at: { $0.section(.labels).lowerBound + 6 }),
    Vector(
      "label behind the file", SampleModel.audio,
      { $0.replace(.labels, with: [3, 0, 1, 0, 65, 1, 0, 65]) },
      reason: { .outOfBounds(value: $0.bytes.count, limit: $0.bytes.count) },
      at: { $0.bytes.count }),
    Vector(
      "name short", SampleModel.audio, { $0.replace(.names, with: [6, 0]) },
      .mismatch(.names, value: 6, expected: 7), at: { $0.section(.names).lowerBound }),
  ]

  static let sections: [Vector] = [SectionKind.inputs, .tensors, .edges, .consumers, .ops]
    .flatMap { kind in
      [
        Vector(
          "\(kind) missing", SampleModel.audio, { $0.write(UInt16(99), at: $0.entry(kind)) },
          .sectionMissing(kind), at: { _ in Header.byteCount })
      ]
    }

  static let records: [Vector] = [SectionKind.inputs, .tensors, .edges, .ops].flatMap { kind in
    [0, 55].map { count in
      Vector(
        "\(kind) of \(count) bytes", SampleModel.audio,
        { $0.write(UInt32(count), at: $0.entry(kind) + Entry.byteCount) },
        .badValue(.record, value: count), at: { $0.section(kind).lowerBound })
    }
  }

  private static func entry(
    _ kind: SectionKind, _ field: Int
  ) -> @Sendable (ModelFile) -> Int { { $0.entry(kind) + field } }
}

extension ModelFile {
  /// Where the last directory entry stands.
  fileprivate var lastEntry: Int {
    Header.byteCount + (Int(bytes[Header.sectionCount]) - 1) * Entry.entryBytes
  }
}
