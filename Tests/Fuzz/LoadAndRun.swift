import SampleModels

nonisolated(unsafe) private var trial = Trial()

/// Loads the bytes as they are, then with the header repaired, and runs what loads.
@c(LLVMFuzzerTestOneInput)
public func loadAndRun(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  _ = trial.run(bytes)
  if let file = ModelFile(repairing: bytes) { _ = trial.run(file.bytes) }
  return 0
}
