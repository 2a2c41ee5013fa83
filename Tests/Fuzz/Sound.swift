import Audio
import Foundation

private let path = FileManager.default.temporaryDirectory
  .appendingPathComponent("fuzzed-\(getpid()).wav").path

/// A recording of any format that is recognised by its bytes.
@c(LLVMFuzzerTestOneInput)
public func readRecording(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do {
    try Data(UnsafeBufferPointer(start: data, count: count)).write(to: URL(fileURLWithPath: path))
    let recording = try Recording.read(path)
    precondition(!recording.samples.isEmpty && recording.rate > 0)
  } catch {
    precondition(!"\(error)".contains("\n"))
  }
  return 0
}
