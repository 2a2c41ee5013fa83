internal import ModelFormat

/// Where a tensor's writer stands.
struct TensorCursor {
  /// The slot that the next row takes.
  var slot: Int
  /// No row will follow.
  var hasEnded = false
  /// How many parts of the next row have been computed.
  var parts = 0
  /// Rows that were given; stops at 2³¹ − 1.
  var rows = 0
}

/// One op's place in one ring.
///
/// The window of the next output starts `offset` rows after the oldest row held: before it
/// (negative: rows of padding come first), or after it (rows that a stride skips and that have not
/// come yet).
struct EdgeCursor {
  /// The slot of the oldest row that this reader still holds.
  var slot: Int
  /// Rows held.
  var pending: Int
  var offset: Int

  @inline(__always)
  init(slot: Int, pending: Int = 0, offset: Int) {
    self.slot = slot
    self.pending = pending
    self.offset = offset
  }

  /// Rows from the window's start to the newest row: negative where the start has not come yet.
  @inline(__always)
  var reach: Int { pending &- offset }

  /// Takes up rows that have just been written, and moves the window on; lets go of rows that lie
  /// before it.
  mutating func advance(received: Int, by rows: Int, capacity: Int) {
    pending &+= received
    offset &+= rows
    guard offset > 0, pending > 0 else { return }
    let released = min(offset, pending)
    offset &-= released
    pending &-= released
    slot &+= released
    while slot >= capacity { slot &-= capacity }
  }
}

/// Cursors lie in the first bytes of the arena: those of tensors, then of edges.
///
/// Reading them is mutating too: a borrowed executor would be copied to the stack for each call.
extension Executor {
  private typealias State = Layout.State

  @inline(never)
  mutating func cursor(ofEdge index: Int) -> EdgeCursor {
    let at = edgePosition(index)
    let bytes = arena.span.extracting(at..<at &+ State.edgeBytes)
    return EdgeCursor(
      slot: Int(bytes.uint16(at: 0)), pending: Int(bytes.uint16(at: 2)),
      offset: Int(Int16(bitPattern: bytes.uint16(at: 4))))
  }

  @inline(never)
  mutating func store(_ cursor: EdgeCursor, ofEdge index: Int) {
    let at = edgePosition(index)
    arena.store(half: cursor.slot, at: at)
    arena.store(half: cursor.pending, at: at &+ 2)
    arena.store(half: cursor.offset, at: at &+ 4)
  }

  private func edgePosition(_ index: Int) -> Int {
    model.tensorCount &* State.tensorBytes &+ index &* State.edgeBytes
  }

  @inline(never)
  mutating func cursor(ofTensor index: Int) -> TensorCursor {
    let at = index &* State.tensorBytes
    let parts = arena.half(at: at &+ State.parts)
    return TensorCursor(
      slot: arena.half(at: at), hasEnded: parts & 1 != 0, parts: parts &>> 1,
      rows: rows(ofTensor: index))
  }

  @inline(never)
  mutating func store(_ cursor: TensorCursor, ofTensor index: Int) {
    let at = index &* State.tensorBytes
    arena.store(half: cursor.slot, at: at)
    arena.store(half: cursor.parts &<< 1 | (cursor.hasEnded ? 1 : 0), at: at &+ State.parts)
    arena.store(Int32(truncatingIfNeeded: cursor.rows), at: at &+ State.rows)
  }

  func rows(ofTensor index: Int) -> Int {
    Int(arena.int32(at: index &* State.tensorBytes &+ State.rows))
  }
}
