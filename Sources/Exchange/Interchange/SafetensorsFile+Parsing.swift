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
}
