/// A part of a FlatBuffer that is to be written.
indirect enum FlatNode {
  /// Fields by number.
  case table([Int: FlatField])
  case nodes([FlatNode])
  case text(String)
  case bytes([UInt8])
  case int32s([Int32])
  case int64s([Int64])
  case floats([Float])
}

enum FlatField {
  case int8(Int8)
  case int32(Int32)
  case float(Float)
  case node(FlatNode)
}

/// Writes a FlatBuffer from its root on: what a table refers to follows it.
struct FlatBufferWriter {
  private(set) var bytes: [UInt8] = []

  /// Contents of buffers start at multiples of this, as kernels want them.
  private static let contentAlignment = 16

  init(root: FlatNode, identifier: String) {
    append(UInt32(0))
    bytes += Array(identifier.utf8)
    link(0, to: write(root))
    align(4)
  }

  /// The place where a node starts.
  private mutating func write(_ node: FlatNode) -> Int {
    switch node {
    case .table(let fields): return writeTable(fields)
    case .nodes(let nodes):
      let start = beginVector(nodes.count, elementBytes: 4, alignment: 4)
      let places = nodes.map { _ in
        defer { append(UInt32(0)) }
        return bytes.count
      }
      for (place, node) in zip(places, nodes) { link(place, to: write(node)) }
      return start
    case .text(let text):
      let start = beginVector(text.utf8.count, elementBytes: 1, alignment: 4)
      bytes += Array(text.utf8) + [0]
      return start
    case .bytes(let content):
      let start = beginVector(content.count, elementBytes: 1, alignment: Self.contentAlignment)
      bytes += content
      return start
    case .int32s(let values):
      let start = beginVector(values.count, elementBytes: 4, alignment: 4)
      for value in values { append(value) }
      return start
    case .int64s(let values):
      let start = beginVector(values.count, elementBytes: 8, alignment: 8)
      for value in values { append(value) }
      return start
    case .floats(let values):
      let start = beginVector(values.count, elementBytes: 4, alignment: 4)
      for value in values { append(value.bitPattern) }
      return start
    }
  }

  private mutating func writeTable(_ fields: [Int: FlatField]) -> Int {
    let count = (fields.keys.max() ?? -1) + 1
    var offsets = [UInt16](repeating: 0, count: count)
    // Words before bytes, so that all are aligned.
    let order = fields.sorted { ($0.value.byteCount, $1.key) > ($1.value.byteCount, $0.key) }
    var length = 4
    for (number, field) in order {
      offsets[number] = UInt16(length)
      length += field.byteCount
    }
    let tableBytes = 4 + 2 * count
    align(4)
    if tableBytes % 4 != 0 { append(UInt16(0)) }
    append(UInt16(tableBytes))
    append(UInt16(length))
    for offset in offsets { append(offset) }
    let start = bytes.count
    append(Int32(tableBytes))
    var places: [(Int, FlatNode)] = []
    for (_, field) in order {
      switch field {
      case .int8(let value): append(value)
      case .int32(let value): append(value)
      case .float(let value): append(value.bitPattern)
      case .node(let node):
        places.append((bytes.count, node))
        append(UInt32(0))
      }
    }
    for (place, node) in places { link(place, to: write(node)) }
    return start
  }

  /// Writes a vector's length in front of elements that are aligned.
  private mutating func beginVector(_ count: Int, elementBytes: Int, alignment: Int) -> Int {
    align(4)
    while (bytes.count + 4) % alignment != 0 { append(UInt32(0)) }
    append(UInt32(count))
    return bytes.count - 4
  }

  private mutating func link(_ place: Int, to target: Int) {
    let offset = UInt32(target - place)
    for byte in 0..<4 { bytes[place + byte] = UInt8(truncatingIfNeeded: offset >> (8 * byte)) }
  }

  private mutating func align(_ alignment: Int) {
    while bytes.count % alignment != 0 { bytes.append(0) }
  }

  private mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    for byte in 0..<Number.bitWidth / 8 {
      bytes.append(UInt8(truncatingIfNeeded: number >> (8 * byte)))
    }
  }
}

extension FlatField {
  fileprivate var byteCount: Int {
    if case .int8 = self { return 1 }
    return 4
  }
}
