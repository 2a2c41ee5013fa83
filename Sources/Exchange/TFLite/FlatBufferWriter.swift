import Basics

/// A part of a FlatBuffer that is to be written.
package indirect enum FlatNode {
  /// Fields by number.
  case table([Int: FlatField])
  case nodes([FlatNode])
  /// A vector whose elements start at a multiple of `alignment`.
  case vector(_ content: [UInt8], count: Int, alignment: Int)

  package static func text(_ text: String) -> FlatNode {
    .vector(Array(text.utf8) + [0], count: text.utf8.count, alignment: 4)
  }

  /// The contents of a buffer, aligned as kernels want them.
  package static func bytes(_ bytes: [UInt8]) -> FlatNode {
    .vector(bytes, count: bytes.count, alignment: 16)
  }

  package static func int32s(_ values: [Int]) -> FlatNode {
    .vector(
      [UInt8](littleEndian: values.map { Int32($0) }), count: values.count, alignment: 4)
  }

  package static func int64s(_ values: [Int64]) -> FlatNode {
    .vector([UInt8](littleEndian: values), count: values.count, alignment: 8)
  }

  package static func floats(_ values: [Float]) -> FlatNode {
    .vector([UInt8](littleEndian: values.map(\.bitPattern)), count: values.count, alignment: 4)
  }
}

package enum FlatField {
  case int8(Int8)
  case int32(Int)
  case float(Float)
  case node(FlatNode)
}

/// Writes a FlatBuffer from its root on: what a table refers to follows it.
package struct FlatBufferWriter {
  private var writer = ByteWriter()

  package var bytes: [UInt8] { writer.bytes }

  package init(root: FlatNode, identifier: String) {
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
      let start = beginVector(nodes.count, alignment: 4)
      let places = nodes.map { _ in
        defer { writer.append(UInt32(0)) }
        return writer.count
      }
      for (place, node) in zip(places, nodes) { link(place, to: write(node)) }
      return start
    case .vector(let content, let count, let alignment):
      let start = beginVector(count, alignment: alignment)
      writer.append(content)
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
      case .int32(let value): writer.append(Int32(value))
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
  private mutating func beginVector(_ count: Int, alignment: Int) -> Int {
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
