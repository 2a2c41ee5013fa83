internal import Kernels

/// Where a tensor's writer stands.
struct TensorCursor {
  /// The slot that the next row takes.
  var slot: Int
  var hasEnded = false
  /// How many parts of the next row have been computed.
  var parts = 0
  /// Rows that were given. Behind 2³¹ − 1 comes 2³⁰, so that no stream ends by itself: the number of a
  /// long stream is never small, and every row changes it.
  var rows = 0
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

  /// Rows that an edge holds.
  @inline(never)
  mutating func pending(ofEdge index: Int) -> Int { arena.half(at: edgePosition(index) &+ 2) }

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

  mutating func hasEnded(_ tensor: Int) -> Bool {
    arena.half(at: tensor &* State.tensorBytes &+ State.parts) & 1 != 0
  }

  func rows(ofTensor index: Int) -> Int {
    Int(arena.int32(at: index &* State.tensorBytes &+ State.rows))
  }
}
