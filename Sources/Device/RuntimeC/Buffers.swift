/// Checks of what C hands over, in front of everything that could trap.

/// The addresses that a buffer takes.
struct Extent {
  private let start: UInt
  private let end: UInt

  /// nil if the bytes do not fit the address space, or an `Int`.
  init?(_ start: UnsafeRawPointer, count: Int, stride: Int) {
    self.start = UInt(bitPattern: start)
    guard count >= 0 else { return nil }
    let bytes = count.multipliedReportingOverflow(by: stride)
    let end = self.start.addingReportingOverflow(UInt(bitPattern: bytes.partialValue))
    guard !bytes.overflow, !end.overflow else { return nil }
    self.end = end.partialValue
  }

  func overlaps(_ other: Extent) -> Bool { start < other.end && other.start < end }
}

/// Whether a pointer lies at an address that its type allows.
func isAligned<Value>(_ pointer: UnsafePointer<Value>) -> Bool {
  unsafe isAligned(UnsafeRawPointer(pointer), to: MemoryLayout<Value>.alignment)
}

func isAligned<Value>(_ pointer: UnsafeMutablePointer<Value>) -> Bool {
  unsafe isAligned(UnsafeRawPointer(pointer), to: MemoryLayout<Value>.alignment)
}

/// `alignment` is a power of two.
func isAligned(_ pointer: UnsafeRawPointer, to alignment: Int) -> Bool {
  UInt(bitPattern: pointer) & UInt(bitPattern: alignment &- 1) == 0
}
