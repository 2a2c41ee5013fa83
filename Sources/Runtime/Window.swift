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

  @inline(__always)
  init(_ cursor: EdgeCursor, of tensor: TensorRecord, kernelRows: Int) {
    leading = max(0, 0 &- cursor.offset)
    rows = max(0, min(cursor.pending, kernelRows &- leading))
    ring = tensor.arenaOffset
    rowBytes = tensor.rowBytes
    capacity = tensor.capacity
    slot = cursor.slot
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
}
