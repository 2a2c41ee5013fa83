internal import CStapes

/// What a call reads and writes, checked in front of everything that could trap.
///
/// Each buffer is checked as it is added: that it is there, aligned, within the address space, and
/// apart from those that were added before. The first failed check is kept, and none follows it.
struct Buffers {
  private(set) var status = stapes_status.ok
  private var extents = InlineArray<6, Extent>(repeating: Extent())
  private var count = 0

  @inline(never)
  init() {}

  /// An executor, which must be open, its model and its arena.
  @inline(never)
  init(of executor: UnsafeMutablePointer<stapes_executor>?) {
    unsafe add(executor)
    guard status == .ok, let executor = unsafe executor else { return }
    let open = unsafe UnsafeRawPointer(executor).load(as: OpenExecutor.self)
    guard unsafe open.isOpen else {
      status = .not_open
      return
    }
    unsafe add(open.model, count: open.modelBytes)
    unsafe add(open.arena, count: open.arenaBytes)
  }

  /// Values, which are as aligned as their type asks.
  @inline(__always)
  mutating func add<Value>(_ pointer: UnsafePointer<Value>?, count: Int = 1) {
    unsafe addBytes(
      pointer, count: count, stride: MemoryLayout<Value>.stride,
      alignment: MemoryLayout<Value>.alignment)
  }

  @inline(__always)
  mutating func add<Value>(_ pointer: UnsafeMutablePointer<Value>?, count: Int = 1) {
    unsafe add(UnsafePointer(pointer), count: count)
  }

  /// - Parameter alignment: a power of two.
  /// - Precondition: No call has more than six buffers.
  @inline(never)
  mutating func addBytes(
    _ pointer: UnsafeRawPointer?, count: Int, stride: Int, alignment: Int
  ) {
    guard status == .ok else { return }
    guard let pointer = unsafe pointer else {
      status = .null_pointer
      return
    }
    let start = UInt(bitPattern: pointer)
    let bytes = count.multipliedReportingOverflow(by: stride)
    let end = start.addingReportingOverflow(UInt(bitPattern: bytes.partialValue))
    if start & UInt(bitPattern: alignment &- 1) != 0 {
      status = .misaligned
    } else if count < 0 || bytes.overflow || end.overflow {
      status = .bad_size
    } else {
      let extent = Extent(start: start, end: end.partialValue)
      for index in 0..<self.count where extents[index].overlaps(extent) { status = .overlap }
      extents[self.count] = extent
      self.count &+= 1
    }
  }
}

/// The addresses that a buffer takes.
private struct Extent {
  var start: UInt = 0
  var end: UInt = 0

  /// An empty buffer shares no byte with another.
  func overlaps(_ other: Extent) -> Bool { max(start, other.start) < min(end, other.end) }
}
