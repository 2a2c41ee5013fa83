import Interchange
import Program

/// A safetensors file: what is read is written to the same contents; and a checkpoint in it is
/// lowered.
@c(LLVMFuzzerTestOneInput)
public func readSafetensors(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    let file = try SafetensorsFile(parsing: bytes)
    let again = try SafetensorsFile(parsing: file.serialized())
    precondition(again == file)
    let checkpoint = try Checkpoint(file, path: "fuzzed")
    _ = try FloatGraph(lowering: checkpoint.network, checkpoint.parameters).minimumRows()
  } catch {
    precondition(!"\(error)".contains("\n"))
  }
  return 0
}
