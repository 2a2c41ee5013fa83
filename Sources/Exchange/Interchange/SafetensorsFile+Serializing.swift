import Basics

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
    bytes += [UInt8](littleEndian: [UInt64(header.count)]) + header
    for tensor in tensors { bytes += tensor.bytes }
    return bytes
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
      members.append(
        (
          tensor.name,
          .object([
            ("dtype", .string(tensor.dtype.rawValue)), ("shape", .integers(tensor.shape)),
            ("data_offsets", .integers([begin, end])),
          ])
        ))
      begin = end
    }
    var header = Array(JSONTree.object(members).line(spaced: false).utf8)
    while !header.count.isMultiple(of: 8) { header.append(UInt8(ascii: " ")) }
    return header
  }
}
