import Basics

/// The header as it is written, before its offsets are held against the data.
struct SafetensorsHeader {
  struct Entry {
    let name: String
    let dtype: DType
    let shape: [Int]
    let begin: Int
    let end: Int
  }

  private(set) var metadata: SafetensorsMetadata?
  private(set) var entries: [Entry] = []

  /// Reads the header that lies between the length and `end`.
  init(parsing bytes: [UInt8], end: Int) throws(SafetensorsError) {
    var reader = try JSONTokens<SafetensorsError>(bytes, in: SafetensorsFile.lengthBytes..<end) {
      .headerSyntax(problem: $0.problem, byte: $0.byte)
    }
    // The format asks for the brace as the very first byte.
    guard end > reader.position, bytes[reader.position] == UInt8(ascii: "{") else {
      throw .headerNotObject(byte: reader.position)
    }
    try reader.openObject()
    var keys = KeySet()
    while let key = try reader.nextKey() {
      if key.text == SafetensorsFile.metadataKey {
        guard keys.insert(key.text) else { throw .duplicateKey(key.text, byte: key.byte) }
        metadata = try Self.metadata(from: &reader)
      } else {
        guard keys.insert(key.text) else { throw .duplicateTensor(key.text) }
        entries.append(try Self.entry(named: key.text, from: &reader))
      }
    }
    try reader.finish()
  }

  private static func metadata(
    from reader: inout JSONTokens<SafetensorsError>
  ) throws(SafetensorsError) -> SafetensorsMetadata {
    guard reader.isAt("{") else { throw .metadataNotObject(byte: reader.position) }
    try reader.openObject()
    var keys = KeySet()
    var entries: [SafetensorsMetadata.Entry] = []
    while let key = try reader.nextKey() {
      guard keys.insert(key.text) else { throw .duplicateKey(key.text, byte: key.byte) }
      guard reader.isAt("\"") else {
        throw .metadataValueNotString(key: key.text, byte: reader.position)
      }
      entries.append(.init(key: key.text, value: try reader.readString()))
    }
    return SafetensorsMetadata(entries: entries)
  }

  private static func entry(
    named name: String, from reader: inout JSONTokens<SafetensorsError>
  ) throws(SafetensorsError) -> Entry {
    guard reader.isAt("{") else { throw .tensorNotObject(tensor: name, byte: reader.position) }
    let start = reader.position
    try reader.openObject()
    var keys = KeySet()
    var dtype: DType?
    var shape: [Int]?
    var offsets: [Int]?
    while let key = try reader.nextKey() {
      guard keys.insert(key.text) else { throw .duplicateKey(key.text, byte: key.byte) }
      switch key.text {
      case "dtype":
        dtype = try Self.dtype(of: name, from: &reader)
      case "shape":
        shape = try counts(of: name, field: key.text, from: &reader)
      case "data_offsets":
        _ = reader.nextByte
        let byte = reader.position
        let values = try counts(of: name, field: key.text, from: &reader)
        guard values.count == 2 else {
          throw .offsetCount(tensor: name, count: values.count, byte: byte)
        }
        offsets = values
      default:
        throw .unknownField(tensor: name, field: key.text, byte: key.byte)
      }
    }
    guard let dtype, let shape, let offsets else {
      let field = dtype == nil ? "dtype" : shape == nil ? "shape" : "data_offsets"
      throw .missingField(tensor: name, field: field, byte: start)
    }
    return Entry(name: name, dtype: dtype, shape: shape, begin: offsets[0], end: offsets[1])
  }

  private static func dtype(
    of tensor: String, from reader: inout JSONTokens<SafetensorsError>
  ) throws(SafetensorsError) -> DType {
    guard reader.isAt("\"") else {
      throw .wrongFieldType(
        tensor: tensor, field: "dtype", expected: "a string", byte: reader.position)
    }
    let byte = reader.position
    let spelling = try reader.readString()
    guard let dtype = DType(rawValue: spelling) else {
      throw .unknownDType(tensor: tensor, dtype: spelling, byte: byte)
    }
    return dtype
  }

  private static func counts(
    of tensor: String, field: String, from reader: inout JSONTokens<SafetensorsError>
  ) throws(SafetensorsError) -> [Int] {
    func mismatch(_ expected: String) -> SafetensorsError {
      .wrongFieldType(tensor: tensor, field: field, expected: expected, byte: reader.position)
    }
    guard reader.isAt("[") else { throw mismatch("an array") }
    try reader.openArray()
    var counts: [Int] = []
    while try reader.nextElement() {
      guard reader.isAtNumber else { throw mismatch("numbers only") }
      let byte = reader.position
      let number = try reader.readNumber()
      guard !number.hasPrefix("-"), let count = Int(number) else {
        throw .notACount(tensor: tensor, field: field, number: number, byte: byte)
      }
      counts.append(count)
    }
    return counts
  }

  /// The entries in the order of their data, which they fill from 0 to `dataBytes`.
  func entriesByOffset(dataBytes: Int) throws(SafetensorsError) -> [Entry] {
    for entry in entries {
      guard entry.begin <= entry.end else {
        throw .offsetsReversed(tensor: entry.name, begin: entry.begin, end: entry.end)
      }
      guard entry.end <= dataBytes else {
        throw .offsetsBeyondData(tensor: entry.name, end: entry.end, dataBytes: dataBytes)
      }
      guard let needed = entry.dtype.tensorBytes(shape: entry.shape) else {
        throw .shapeTooLarge(tensor: entry.name, dtype: entry.dtype)
      }
      guard needed == entry.end - entry.begin else {
        throw .sizeMismatch(
          tensor: entry.name, dtype: entry.dtype, neededBytes: needed,
          storedBytes: entry.end - entry.begin)
      }
    }
    // The place in the header decides between empty tensors of equal offsets.
    let sorted = entries.enumerated().sorted {
      ($0.element.begin, $0.element.end, $0.offset) < ($1.element.begin, $1.element.end, $1.offset)
    }.map(\.element)
    var previous: Entry?
    for entry in sorted {
      let expected = previous?.end ?? 0
      if entry.begin > expected {
        throw .hole(tensor: entry.name, from: expected, to: entry.begin)
      }
      if let previous, entry.begin < previous.end {
        throw .overlap(tensor: entry.name, begin: entry.begin, other: previous.name, end: expected)
      }
      previous = entry
    }
    let used = previous?.end ?? 0
    guard used == dataBytes else { throw .trailingBytes(dataBytes - used) }
    return sorted
  }
}
