import Foundation

/// A `.npy` file of version 1, read as its format says.
struct ArrayFile {
  var kind: String
  var shape: [Int]
  var bytes: [UInt8]

  init(_ file: [UInt8]) throws {
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

  var count: Int { shape.reduce(1, *) }

  private func values<Value>(_: Value.Type) -> [Value] {
    bytes.withUnsafeBytes { bytes in
      (0..<count).map {
        bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Value>.size, as: Value.self)
      }
    }
  }

  var floats: [Float] { values(Float.self) }
  var samples: [Int16] { values(Int16.self) }
  var indices: [Int64] { values(Int64.self) }
  var flags: [Int8] { values(Int8.self) }

  /// The numbers in rows along the first axis.
  func rows<Value>(_ values: [Value]) -> [[Value]] {
    let each = values.count / max(1, shape[0])
    return (0..<shape[0]).map { Array(values[$0 * each..<($0 + 1) * each]) }
  }
}
