import SampleModels

/// A file's bytes with faults planted, and the checksum put right again.
struct FileEdit {
  private var model: ModelFile
  var file: [UInt8] { model.bytes }

  init(_ file: [UInt8]) {
    model = ModelFile(file)
  }

  mutating func change(at position: Int, _ body: (UInt8) -> UInt8) {
    set(body(file[position]), at: position)
  }

  /// Replaces a little-endian number.
  mutating func set(_ value: some FixedWidthInteger, at position: Int) {
    model.write(value, at: position)
    model.seal()
  }
}
