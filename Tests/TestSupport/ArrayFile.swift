import Basics

/// A `.npy` file of version 1, read as its format says.
package struct ArrayFile {
  package var kind: String
  package var shape: [Int]
  package var bytes: [UInt8]

  package init(_ file: [UInt8]) throws {
    struct NoArray: Error {}
    guard file.count > 10, file[..<8] == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0] else {
      throw NoArray()
    }
    let end = 10 + Int(file[8]) + 256 * Int(file[9])
    guard end % 64 == 0, end <= file.count, file[end - 1] == 10 else { throw NoArray() }
    let header = String(decoding: file[10..<end], as: UTF8.self)
    let pattern = #/\{'descr': '(.+)', 'fortran_order': False, 'shape': \((.*)\), \} *\n/#
    guard let match = header.wholeMatch(of: pattern) else { throw NoArray() }
    kind = String(match.1)
    shape = match.2.split { ", ".contains($0) }.compactMap { Int($0) }
    bytes = Array(file[end...])
    guard let width = Int(kind.suffix(1)), bytes.count == width * shape.reduce(1, *) else {
      throw NoArray()
    }
  }

  package var count: Int { shape.reduce(1, *) }

  package var floats: [Float] {
    bytes.littleEndianNumbers(UInt32.self).map { Float(bitPattern: $0) }
  }
  package var samples: [Int16] { bytes.littleEndianNumbers(Int16.self) }
  package var indices: [Int64] { bytes.littleEndianNumbers(Int64.self) }
  package var flags: [Int8] { bytes.littleEndianNumbers(Int8.self) }

  /// The numbers in rows along the first axis.
  package func rows<Value>(_ values: [Value]) -> [[Value]] {
    let each = values.count / max(1, shape[0])
    return (0..<shape[0]).map { Array(values[$0 * each..<($0 + 1) * each]) }
  }
}
