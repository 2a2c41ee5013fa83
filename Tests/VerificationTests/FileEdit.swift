import ModelFormat

/// A file's bytes with faults planted, and the checksum put right again.
struct FileEdit {
  private(set) var file: [UInt8]

  init(_ file: [UInt8]) {
    self.file = file
  }

  mutating func change(at position: Int, _ body: (UInt8) -> UInt8) {
    file[position] = body(file[position])
    sign()
  }

  /// Replaces a little-endian number.
  mutating func set<Value: FixedWidthInteger>(_ value: Value, at position: Int) {
    for index in 0..<Value.bitWidth / 8 {
      file[position + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
    }
    sign()
  }

  private mutating func sign() {
    let checksum = Checksum.ofFile(file.span)
    for (index, word) in [checksum.first, checksum.second].enumerated() {
      for byte in 0..<4 {
        file[Layout.Header.checksum + 4 * index + byte] = UInt8(
          truncatingIfNeeded: word >> (8 * byte))
      }
    }
  }
}
