import Basics
import Foundation
import Interchange
import TestSupport
import Testing

/// `numpy.save` of `[[1, -2], [3, 2**40]]` as int64, by NumPy 2.4.
private let saved: [UInt8] =
  [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]
  + Array(
    ("{'descr': '<i8', 'fortran_order': False, 'shape': (2, 2), }"
      + String(repeating: " ", count: 58) + "\n").utf8)
  + [1, 0, 0, 0, 0, 0, 0, 0, 254, 255, 255, 255, 255, 255, 255, 255]
  + [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]

@Suite struct NumPyTests {
  @Test func whatNumPyWritesIsRead() throws {
    let array = try NumPyArray(saved)
    #expect(array == NumPyArray([1, -2, 3, 1 << 40] as [Int64], shape: [2, 2]))
    #expect(array.floats(1..<4) == [-2, 3, 0x1p40])
  }

  @Test func everyKindIsReadAsWritten() throws {
    let arrays = [
      NumPyArray([-128, 127, 5] as [Int8], shape: [3, 1]),
      NumPyArray([-32_768, 32_767, 258] as [Int16], shape: [1, 3]),
      NumPyArray([.min, .max, 0x0102_0304_0506_0708] as [Int64], shape: [3]),
      NumPyArray([-0.1, .infinity, .leastNonzeroMagnitude] as [Float], shape: [1, 1, 3]),
      NumPyArray([] as [Float], shape: [0, 7]),
    ]
    for array in arrays {
      let file = array.file
      #expect(try NumPyArray(file) == array)
      #expect((file.count - array.bytes.count) % 64 == 0)
    }
    #expect(arrays[1].bytes == [0, 128, 255, 127, 2, 1])
    #expect(arrays[3].floats(0..<1) == [-0.1])
  }

  @Test func partsMakeTheFile() throws {
    let values = (0..<14).map { Int16($0 * 1_001) }
    let folder = try TemporaryFolder()
    let path = folder.file("a.npy")
    var writer = try NumPyWriter(path, .int16, shape: [7, 2])
    for (start, end) in [(0, 2), (2, 2), (2, 3), (3, 7)] {
      try writer.append(
        NumPyArray(Array(values[2 * start..<2 * end]), shape: [end - start, 2]))
    }
    try writer.finish()
    #expect(try WholeFile.read(path) == NumPyArray(values, shape: [7, 2]).file)
    #expect(throws: FileError.system(path, .written, errno: EEXIST)) {
      _ = try NumPyWriter(path, .int16, shape: [7, 2])
    }
  }
}
