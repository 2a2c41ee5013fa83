import ModelFormat
import SampleModels
import Testing

/// What loading does not check is checked where it is read.
@Suite struct SectionTests {
  @Test(arguments: kinds)
  func listed(_ kind: SectionKind) throws {
    let file = ModelFile(try SampleModel.audio().file)
    #expect(try file.loaded().sections[kind] == file.section(kind))
  }

  @Test(arguments: kinds)
  func notListed(_ kind: SectionKind) throws {
    var file = ModelFile(try SampleModel.audio().file)
    file.write(UInt16(99), at: file.entry(kind))
    #expect(try file.loaded().sections[kind] == 0..<0)
  }

  @Test(arguments: [
    Misplacement("starts before the file", Entry.offset) { _, _ in -4 },
    Misplacement("starts behind the file", Entry.offset) { file, _ in file.bytes.count + 4 },
    Misplacement("ends behind the file", Entry.offset) { $0.bytes.count - $1.count + 1 },
    Misplacement("negative length", Entry.byteCount) { _, _ in -1 },
    Misplacement("too long", Entry.byteCount) { $0.bytes.count - $1.lowerBound + 1 },
  ])
  func outsideTheFile(_ misplacement: Misplacement) throws {
    let sample = ModelFile(try SampleModel.audio().file)
    for kind in kinds {
      var file = sample
      file.write(
        Int32(misplacement.value(sample, sample.section(kind))),
        at: sample.entry(kind) + misplacement.field)
      #expect(try file.loaded().sections[kind] == 0..<0)
    }
  }

  @Test func endsWithTheFile() throws {
    var file = ModelFile(try SampleModel.audio().file)
    file.replace(.provenance, with: [65, 66, 67, 68])
    #expect(try file.loaded().sections[.provenance] == file.bytes.count - 4..<file.bytes.count)
  }

  @Test func firstOfTwo() throws {
    var file = ModelFile(try SampleModel.audio().file)
    let labels = file.section(.labels)
    file.write(SectionKind.labels.rawValue, at: file.entry(.provenance))
    let loaded = try file.loaded()
    #expect(loaded.sections[.labels] == labels)
    #expect(loaded.sections[.provenance] == 0..<0)
  }

  @Test func shortDirectory() throws {
    let sample = ModelFile(try SampleModel.audio().file)
    for count in 0...kinds.count {
      var file = sample
      file.write(UInt8(count), at: Layout.Header.sectionCount)
      let listed = kinds.filter { kind in
        (sample.entry(kind) - Layout.Header.byteCount) / Entry.entryBytes < count
      }
      let loaded = try file.loaded()
      for kind in kinds {
        let expected = listed.contains(kind) ? sample.section(kind) : 0..<0
        #expect(loaded.sections[kind] == expected)
      }
    }
  }

  /// Entries that leave the file, and before them bytes that are none.
  @Test(arguments: kinds)
  func directoryLeavesTheFile(_ kind: SectionKind) throws {
    var file = ModelFile(try SampleModel.audio().file)
    file.write(UInt16(99), at: file.entry(kind))
    file.write(UInt8.max, at: Layout.Header.sectionCount)
    let end = Layout.Header.byteCount + Int(UInt8.max) * Entry.entryBytes
    #expect(end > file.bytes.count)
    let section = try #require(try file.loaded().sections[kind])
    #expect(section.upperBound <= file.bytes.count)
  }
}

/// Labels, of which the sample has three.
@Suite struct LabelTests {
  @Test func sample() throws {
    #expect(try labels(nil) == Labels(count: 3, texts: ["dry", "moist", "silence"]))
  }

  @Test func noSection() throws {
    var file = ModelFile(try SampleModel.audio().file)
    file.write(UInt16(99), at: file.entry(.labels))
    #expect(try file.loaded().labels == Labels(count: 0, texts: ["", "", ""]))
  }

  @Test func sectionOfAByte() throws {
    #expect(try labels([3]) == Labels(count: 0, texts: ["", "", ""]))
  }

  @Test func none() throws {
    #expect(try labels([0, 0]) == Labels(count: 0, texts: ["", "", ""]))
  }

  @Test func oneTooFew() throws {
    #expect(
      try labels([2, 0, 1, 0, 65, 1, 0, 66]) == Labels(count: 0, texts: ["A", "B", ""]))
  }

  @Test func oneTooMany() throws {
    #expect(
      try labels([4, 0, 1, 0, 65, 1, 0, 66, 1, 0, 67, 1, 0, 68])
        == Labels(count: 0, texts: ["A", "B", "C"]))
  }

  @Test func firstTooLong() throws {
    #expect(
      try labels([3, 0, 8, 0, 65, 1, 0, 66, 1, 0, 67]) == Labels(count: 3, texts: ["", "", ""]))
  }

  @Test func lastTooLong() throws {
    #expect(
      try labels([3, 0, 0, 0, 1, 0, 65, 2, 0, 65]) == Labels(count: 3, texts: ["", "A", ""]))
  }

  @Test func lastWithHalfALength() throws {
    #expect(
      try labels([3, 0, 1, 0, 65, 1, 0, 66, 0]) == Labels(count: 3, texts: ["A", "B", ""]))
  }

  @Test func lastBehindTheFile() throws {
    #expect(try labels([3, 0, 1, 0, 65, 1, 0, 66]) == Labels(count: 3, texts: ["A", "B", ""]))
  }

  @Test func noSuchLabel() throws {
    let bytes = try SampleModel.audio().file
    let model = try Model(bytes.span)
    let counts = [-1, 3, Int.max].map { model.label($0).byteCount }
    #expect(counts == [0, 0, 0])
  }

  /// The labels that a section gives; those of the sample for nil.
  private func labels(_ section: [UInt8]?) throws -> Labels {
    var file = ModelFile(try SampleModel.audio().file)
    if let section { file.replace(.labels, with: section) }
    return try file.loaded().labels
  }
}

/// Names of inputs and ops.
@Suite struct NameTests {
  @Test func sample() throws {
    let sample = try SampleModel.audio()
    let loaded = try ModelFile(sample.file).loaded()
    let names = sample.program.inputs.map(\.name) + sample.program.ops.map(\.name)
    #expect(loaded.names == names)
    #expect(loaded.nameCount == names.count)
  }

  @Test(arguments: [[], [7], [6, 0], [8, 0]] as [[UInt8]])
  func notAsManyAsTensors(_ section: [UInt8]) throws {
    var file = ModelFile(try SampleModel.audio().file)
    #expect(file.count(.tensors) == 7)
    file.replace(.names, with: section)
    #expect(try file.loaded().nameCount == 0)
  }

  @Test func missing() throws {
    var file = ModelFile(try SampleModel.audio().file)
    file.replace(.names, with: [7, 0, 1, 0, 65, 3, 0, 66])
    let loaded = try file.loaded()
    #expect(loaded.nameCount == 7)
    #expect(loaded.names == ["A", "", "", "", "", "", ""])
  }
}

private typealias Entry = Layout.Directory

private let kinds: [SectionKind] = [.channels, .weights, .tables, .labels, .names, .provenance]

/// A value of a directory entry with which its section lies outside the file.
struct Misplacement: Sendable, CustomStringConvertible {
  var description: String
  var field: Int
  var value: @Sendable (ModelFile, Range<Int>) -> Int

  init(
    _ description: String, _ field: Int,
    _ value: @escaping @Sendable (ModelFile, Range<Int>) -> Int
  ) {
    self.description = description
    self.field = field
    self.value = value
  }
}

private struct Labels: Equatable {
  var count: Int
  /// Of three labels, whatever the count.
  var texts: [String]
}

/// What a loaded model says of its sections.
private struct Loaded {
  var sections: [SectionKind: Range<Int>]
  var labels: Labels
  var nameCount: Int
  /// Of every tensor, whatever the count.
  var names: [String]
}

extension ModelFile {
  fileprivate func loaded() throws -> Loaded {
    var sealed = self
    sealed.seal()
    let model = try Model(sealed.bytes.span)
    func text(_ section: Section) -> String {
      String(decoding: bytes[section.offset..<section.end], as: UTF8.self)
    }
    return Loaded(
      sections: Dictionary(
        uniqueKeysWithValues: kinds.map { kind in
          let section = model.section(kind)
          return (kind, section.offset..<section.end)
        }),
      labels: Labels(
        count: model.labelCount, texts: (0..<3).map { text(model.label($0)) }),
      nameCount: model.nameCount,
      names: (0..<model.tensorCount).map { text(model.name($0)) })
  }
}
