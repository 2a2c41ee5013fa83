import Basics

extension SafetensorsFile {
  /// Reads a whole file, whatever its bytes are.
  ///
  /// The header begins with `{`, as the format demands, and else may be spelled in any way that is
  /// JSON: white space, escapes, the order of keys. Its tensors may come in any order, but their
  /// data must fill the rest of the file without overlap, hole or remainder. A key that occurs twice
  /// and a field that the format does not know are errors, where the reference implementation drops
  /// them silently.
  public init(parsing bytes: [UInt8]) throws(SafetensorsError) {
    let dataStart = try Self.headerEnd(of: bytes)
    let header = try SafetensorsHeader(parsing: bytes, end: dataStart)
    let entries = try header.entriesByOffset(dataBytes: bytes.count - dataStart)
    metadata = header.metadata
    tensors = entries.map { entry in
      NamedTensor(
        name: entry.name, dtype: entry.dtype, shape: entry.shape,
        bytes: Array(bytes[dataStart + entry.begin..<dataStart + entry.end]))
    }
  }

  private static func headerEnd(of bytes: [UInt8]) throws(SafetensorsError) -> Int {
    guard bytes.count >= lengthBytes else { throw .truncatedLength(fileBytes: bytes.count) }
    let length = bytes.littleEndian(UInt64.self, at: 0)
    guard length <= UInt64(maximumHeaderBytes) else { throw .headerTooLong(headerBytes: length) }
    let end = lengthBytes + Int(length)
    guard end <= bytes.count else {
      throw .headerBeyondEnd(headerBytes: Int(length), fileBytes: bytes.count)
    }
    return end
  }

  /// The bytes of the file in their canonical form.
  ///
  /// The length; the header as compact JSON, metadata first, then the tensors in the given order,
  /// padded with spaces to a multiple of 8; the data in the same order without gaps. Only `"`, `\`
  /// and control characters are escaped.
  ///
  /// A file of this form, parsed and written again, gives the same bytes. The reference
  /// implementation writes this form, with its tensors ordered by falling alignment and then by
  /// name. A header spelled otherwise gives the same contents, not the same bytes.
  ///
  /// The data of a tensor is aligned in the file where no tensor of a smaller element comes before
  /// it; the order is the caller's affair.
  public func serialized() throws(SafetensorsError) -> [UInt8] {
    let header = try serializedHeader()
    guard header.count <= Self.maximumHeaderBytes else {
      throw .headerTooLong(headerBytes: UInt64(header.count))
    }
    return [UInt8](littleEndian: [UInt64(header.count)]) + header + tensors.flatMap(\.bytes)
  }

  private func serializedHeader() throws(SafetensorsError) -> [UInt8] {
    var members: [(key: String, value: JSONTree)] = []
    if let metadata {
      let entries = metadata.entries.map { (key: $0.key, value: JSONTree.string($0.value)) }
      members.append((Self.metadataKey, .object(entries)))
    }
    var names = KeySet()
    var begin = 0
    for tensor in tensors {
      guard tensor.name != Self.metadataKey else { throw .reservedName(tensor.name) }
      guard names.insert(tensor.name) else { throw .duplicateTensor(tensor.name) }
      let end = begin + tensor.bytes.count
      let entry = JSONTree.object([
        ("dtype", .string(tensor.dtype.rawValue)), ("shape", .integers(tensor.shape)),
        ("data_offsets", .integers([begin, end])),
      ])
      members.append((tensor.name, entry))
      begin = end
    }
    var header = Array(JSONTree.object(members).line(spaced: false).utf8)
    while !header.count.isMultiple(of: 8) { header.append(UInt8(ascii: " ")) }
    return header
  }
}
