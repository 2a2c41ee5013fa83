internal import ModelFormat

/// The rows under a kernel: some of padding in front, then rows of a ring, then padding.
struct Window {
  /// Rows of padding in front of the first real one.
  let leading: Int
  /// Real rows.
  let rows: Int
  private let ring: Int
  private let rowBytes: Int
  private let capacity: Int
  private let slot: Int

  /// - Parameter ahead: rows by which the window lies behind the cursor's.
  @inline(__always)
  init(_ cursor: EdgeCursor, of tensor: TensorRecord, kernelRows: Int, ahead: Int = 0) {
    let offset = cursor.offset &+ ahead
    let skipped = min(max(0, offset), cursor.pending)
    leading = max(0, 0 &- offset)
    rows = max(0, min(cursor.pending &- skipped, kernelRows &- leading))
    ring = tensor.arenaOffset
    rowBytes = tensor.rowBytes
    capacity = tensor.capacity
    let first = cursor.slot &+ skipped
    slot = first >= capacity ? first &- capacity : first
  }

  /// Where in the arena the kernel's row `index` starts; nil for a row of padding.
  @inline(__always)
  func row(_ index: Int) -> Int? {
    let real = index &- leading
    guard real >= 0, real < rows else { return nil }
    var position = slot &+ real
    if position >= capacity { position &-= capacity }
    return ring &+ position &* rowBytes
  }

  /// How many real rows lie one behind the other in the arena, from the kernel's row `index` on.
  @inline(__always)
  func adjoiningRows(_ index: Int) -> Int {
    let real = index &- leading
    let position = slot &+ real
    let end = position >= capacity ? capacity &* 2 : capacity
    return min(rows &- real, end &- position)
  }
}
