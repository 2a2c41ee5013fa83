import Basics
import Compiler
import ModelFormat
import Program
import Reference
import Verification

/// A model, what is pushed into it, and what each of its ops gives by the oracle.
struct Vector {
  var file: [UInt8]
  var program: IntegerProgram
  var values: ProgramValues
  /// Rows of a push; 0 for all at once.
  var chunks: [Int]

  /// What Firmware/examples/conformance reads: words of 32 bits, and blobs at multiples of 16 bytes
  /// from the bundle's start.
  func append(to bundle: inout Bundle) {
    bundle.append(blob: file)
    bundle.append(word: chunks.count)
    for chunk in chunks { bundle.append(word: chunk) }
    bundle.append(word: program.inputs.count)
    for (index, values) in values.inputs.enumerated() {
      let isInt16 = program.elementBytes(index) == 2
      bundle.append(
        blob: isInt16
          ? [UInt8](littleEndian: values) : values.map { UInt8(truncatingIfNeeded: $0) })
    }
    let tensors = program.reference(values)
    bundle.append(word: program.ops.count)
    for tensor in program.inputs.count..<tensors.count {
      let checksum = RowChecksum(
        tensors[tensor].values, elementBytes: program.elementBytes(tensor))
      bundle.append(word: Int(checksum.value))
    }
  }
}

/// Words and blobs, one behind the other.
struct Bundle {
  private(set) var bytes: [UInt8] = []

  mutating func append(word: Int) {
    for byte in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * byte))) }
  }

  /// Its length, then its bytes.
  mutating func append(blob: [UInt8]) {
    append(word: blob.count)
    align(16)
    bytes += blob
    align(4)
  }

  private mutating func align(_ alignment: Int) {
    while bytes.count % alignment != 0 { bytes.append(0) }
  }
}
