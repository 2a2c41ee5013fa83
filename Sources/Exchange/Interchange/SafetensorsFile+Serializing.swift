extension SafetensorsFile {
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
    var bytes: [UInt8] = []
    bytes.reserveCapacity(
      Self.lengthBytes + header.count + tensors.reduce(0) { $0 + $1.bytes.count })
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes += header
    for tensor in tensors { bytes += tensor.bytes }
    return bytes
  }

  private func serializedHeader() throws(SafetensorsError) -> [UInt8] {
    var members: [String] = []
    if let metadata {
      let entries = metadata.entries.map { "\(json($0.key)):\(json($0.value))" }
      members.append("\(json(Self.metadataKey)):{\(entries.joined(separator: ","))}")
    }
    var names = KeySet()
    var begin = 0
    for tensor in tensors {
      guard tensor.name != Self.metadataKey else { throw .reservedName(tensor.name) }
      guard names.insert(tensor.name) else { throw .duplicateTensor(tensor.name) }
      let end = begin + tensor.bytes.count
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(json(tensor.name)):{\"dtype\":\"\(tensor.dtype.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(begin),\(end)]}")
      begin = end
    }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    while !header.count.isMultiple(of: 8) { header.append(UInt8(ascii: " ")) }
    return header
  }

  private func json(_ text: String) -> String {
    var result: [UInt8] = [UInt8(ascii: "\"")]
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): result += "\\\"".utf8
      case UInt8(ascii: "\\"): result += "\\\\".utf8
      case 0x08: result += "\\b".utf8
      case 0x09: result += "\\t".utf8
      case 0x0A: result += "\\n".utf8
      case 0x0C: result += "\\f".utf8
      case 0x0D: result += "\\r".utf8
      case 0x00..<0x10: result += "\\u000\(String(byte, radix: 16))".utf8
      case 0x10..<0x20: result += "\\u00\(String(byte, radix: 16))".utf8
      default: result.append(byte)
      }
    }
    result.append(UInt8(ascii: "\""))
    return String(decoding: result, as: UTF8.self)
  }
}
