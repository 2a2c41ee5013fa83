import ModelFormat
import SampleModels

private typealias Header = Layout.Header

/// The header, and where it says that the tables lie.
extension Vector {
  static let header: [Vector] = [
    Vector("magic", SampleModel.audio, { _ in Header.magic }, UInt8(0x54), .notAModel),
    Vector(
      "major version", SampleModel.audio, { _ in Header.majorVersion },
      Layout.majorVersion + 1, .unsupportedVersion(major: 1, minor: Int(Layout.minorVersion))),
    Vector(
      "newer minor version", SampleModel.audio,
      { $0.write(Layout.minorVersion + 1, at: Header.minorVersion) },
      .unsupportedVersion(major: 0, minor: Int(Layout.minorVersion) + 1),
      at: { _ in Header.majorVersion }),
    Vector(
      "older minor version", SampleModel.audio,
      { $0.write(Layout.oldestMinorVersion - 1, at: Header.minorVersion) },
      .unsupportedVersion(major: 0, minor: Int(Layout.oldestMinorVersion) - 1),
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
      .outOfBounds(value: -1, limit: Layout.longestArena)),
    Vector(
      "arena too long", SampleModel.audio, { _ in Header.arenaBytes },
      UInt32(Layout.longestArena + 1),
      .outOfBounds(value: Layout.longestArena + 1, limit: Layout.longestArena)),
    Vector(
      "arena without cursors", SampleModel.audio,
      { $0.write(UInt32($0.stateBytes - 1), at: Header.arenaBytes) },
      reason: { .mismatch(.arena, value: $0.stateBytes - 1, expected: $0.stateBytes) },
      at: { _ in Header.arenaBytes }),
    Vector(
      "pace leaves the file", SampleModel.paced, { _ in Header.pace },
      outOfFile: { $0.bytes.count - 4 }),
    Vector(
      "pace of several inputs", SampleModel.joined, { _ in Header.pace },
      Int32(Header.byteCount), .badValue(.pace, value: 3)),
    Vector(
      "pace without credit", SampleModel.paced, { $0.pace(Layout.Pace.creditPerRow) }, Int32(0),
      .mismatch(.pace, value: 0, expected: 1)),
    Vector(
      "credit before the arena", SampleModel.paced, { $0.pace(Layout.Pace.memory) },
      outOfArena: { $0.stateBytes - 1 }),
    Vector(
      "credit leaves the arena", SampleModel.paced, { $0.pace(Layout.Pace.memory) },
      outOfArena: { $0.arenaBytes - Layout.creditBytes + 1 }),
  ]

  static let tables: [Vector] =
    ModelFile.Table.allCases.flatMap { table in
      [
        Vector(
          "\(table) before the file", SampleModel.audio, { _ in table.place },
          outOfFile: { _ in -4 }),
        Vector(
          "\(table) behind the file", SampleModel.audio, { _ in table.place },
          outOfFile: { $0.bytes.count + 4 }),
        Vector(
          "\(table) leave the file", SampleModel.audio, { _ in table.place },
          outOfFile: { $0.bytes.count - $0.table(table).count + 1 }),
      ]
    } + [
      Vector(
        "payloads before the file", SampleModel.audio, { _ in Header.payloads },
        outOfFile: { _ in -4 }),
      Vector(
        "payloads behind the file", SampleModel.audio, { _ in Header.payloads },
        outOfFile: { $0.bytes.count + 4 }),
    ]

  static let records: [Vector] = [
    ("inputs", Header.inputCount), ("edges", Header.edgeCount), ("ops", Header.opCount),
  ].flatMap { table, field in
    [0, Layout.longestTable + 1].map { count in
      Vector(
        "\(count) \(table)", SampleModel.audio, { _ in field }, UInt16(count),
        .badValue(.record, value: count))
    }
  }
}
