/// Little-endian bytes under construction.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  var count: Int { bytes.count }

  mutating func append(_ value: UInt8) { bytes.append(value) }
  mutating func append(_ value: Int8) { bytes.append(UInt8(bitPattern: value)) }

  mutating func append<Value: FixedWidthInteger>(_ value: Value) {
    for index in 0..<Value.bitWidth / 8 {
      bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index)))
    }
  }

  mutating func append(_ values: [UInt8]) { bytes += values }

  /// Pads with zeros to a multiple of four bytes.
  mutating func align() {
    while bytes.count % 4 != 0 { bytes.append(0) }
  }

  /// Overwrites a little-endian value.
  mutating func replace<Value: FixedWidthInteger>(at position: Int, with value: Value) {
    for index in 0..<Value.bitWidth / 8 {
      bytes[position + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
    }
  }

  mutating func replace(at position: Int, with values: [UInt8]) {
    bytes.replaceSubrange(position..<position + values.count, with: values)
  }
}
