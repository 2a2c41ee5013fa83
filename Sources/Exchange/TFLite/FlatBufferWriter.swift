import Basics

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
  private var writer = ByteWriter()

  var bytes: [UInt8] { writer.bytes }

  /// Contents of buffers start at multiples of this, as kernels want them.
  private static let contentAlignment = 16

  init(root: FlatNode, identifier: String) {
    writer.append(UInt32(0))
    writer.append(Array(identifier.utf8))
    link(0, to: write(root))
    writer.align()
  }

  /// The place where a node starts.
  private mutating func write(_ node: FlatNode) -> Int {
    switch node {
    case .table(let fields): return writeTable(fields)
    case .nodes(let nodes):
      let start = beginVector(nodes.count, elementBytes: 4, alignment: 4)
      let places = nodes.map { _ in
        defer { writer.append(UInt32(0)) }
        return writer.count
      }
      for (place, node) in zip(places, nodes) { link(place, to: write(node)) }
      return start
    case .text(let text):
      let start = beginVector(text.utf8.count, elementBytes: 1, alignment: 4)
      writer.append(Array(text.utf8) + [0])
      return start
    case .bytes(let content):
      let start = beginVector(content.count, elementBytes: 1, alignment: Self.contentAlignment)
      writer.append(content)
      return start
    case .int32s(let values):
      let start = beginVector(values.count, elementBytes: 4, alignment: 4)
      for value in values { writer.append(value) }
      return start
    case .int64s(let values):
      let start = beginVector(values.count, elementBytes: 8, alignment: 8)
      for value in values { writer.append(value) }
      return start
    case .floats(let values):
      let start = beginVector(values.count, elementBytes: 4, alignment: 4)
      for value in values { writer.append(value.bitPattern) }
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
    writer.align()
    if tableBytes % 4 != 0 { writer.append(UInt16(0)) }
    writer.append(UInt16(tableBytes))
    writer.append(UInt16(length))
    for offset in offsets { writer.append(offset) }
    let start = writer.count
    writer.append(Int32(tableBytes))
    var places: [(Int, FlatNode)] = []
    for (_, field) in order {
      switch field {
      case .int8(let value): writer.append(value)
      case .int32(let value): writer.append(value)
      case .float(let value): writer.append(value.bitPattern)
      case .node(let node):
        places.append((writer.count, node))
        writer.append(UInt32(0))
      }
    }
    for (place, node) in places { link(place, to: write(node)) }
    return start
  }

  /// Writes a vector's length in front of elements that are aligned.
  private mutating func beginVector(_ count: Int, elementBytes: Int, alignment: Int) -> Int {
    writer.align()
    while (writer.count + 4) % alignment != 0 { writer.append(UInt32(0)) }
    writer.append(UInt32(count))
    return writer.count - 4
  }

  private mutating func link(_ place: Int, to target: Int) {
    writer.replace(at: place, with: UInt32(target - place))
  }
}

extension FlatField {
  fileprivate var byteCount: Int {
    if case .int8 = self { return 1 }
    return 4
  }
}
