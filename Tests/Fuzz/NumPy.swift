import Interchange

/// An array: what is read is written to the same array.
@c(LLVMFuzzerTestOneInput)
public func readArray(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do throws(NumPyError) {
    let array = try NumPyArray(Array(UnsafeBufferPointer(start: data, count: count)))
    let again = try NumPyArray(array.file)
    precondition(again == array)
    _ = array.floats(0..<array.count)
  } catch {
    precondition(!"\(error)".contains("\n"))
  }
  return 0
}
