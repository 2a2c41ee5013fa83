import ModelFormat

// Compiled by `Tools/fuzz` together with ModelFile.swift and Trial.swift of SampleModels.

nonisolated(unsafe) private var trial = Trial()

/// One execution of libFuzzer: the bytes as they are, then with the header repaired so that the
/// tables behind it are reached.
@c(LLVMFuzzerTestOneInput)
public func loadAndRun(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var file = ModelFile(Array(UnsafeBufferPointer(start: data, count: count)))
  _ = trial.run(file.bytes)
  guard count >= Layout.Header.byteCount else { return 0 }
  file.bytes.removeLast(count % 4)
  file.write(Layout.magic, at: Layout.Header.magic)
  file.write(Layout.majorVersion, at: Layout.Header.majorVersion)
  file.write(Layout.minorVersion, at: Layout.Header.minorVersion)
  file.write(UInt32(file.bytes.count), at: Layout.Header.totalBytes)
  let features = file.value(UInt32.self, at: Layout.Header.features)
  file.write(features & Layout.Features.int16, at: Layout.Header.features)
  file.seal()
  _ = trial.run(file.bytes)
  return 0
}
