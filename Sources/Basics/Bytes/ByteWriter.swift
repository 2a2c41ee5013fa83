/// Little-endian bytes under construction.
package struct ByteWriter: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package var count: Int { bytes.count }

  package mutating func append(_ value: UInt8) { bytes.append(value) }
  package mutating func append(_ value: Int8) { bytes.append(UInt8(bitPattern: value)) }

  package mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func append(_ values: [UInt8]) { bytes += values }

  /// Pads with zeros to a multiple of so many bytes.
  package mutating func align(to alignment: Int = 4) {
    while bytes.count % alignment != 0 { bytes.append(0) }
  }

  package mutating func replace(at position: Int, with value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { replace(at: position, with: Array($0)) }
  }

  package mutating func replace(at position: Int, with values: [UInt8]) {
    bytes.replaceSubrange(position..<position + values.count, with: values)
  }
}
