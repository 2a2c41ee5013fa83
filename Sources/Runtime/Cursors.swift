internal import ModelFormat

/// Where each reader and writer stands; kept in the first bytes of the arena.
struct Cursors {
  private let tensors: Int
  private let ops: Int
  private let inputs: Int

  init(_ model: Model) {
    tensors = model.edgeCount &* Layout.State.edgeBytes
    ops = tensors &+ model.tensorCount &* Layout.State.tensorBytes
    inputs = ops &+ model.opCount &* Layout.State.opBytes
  }

  /// Where in the arena an edge's cursor is kept.
  @inline(__always)
  func edge(_ index: Int) -> Int { index &* Layout.State.edgeBytes }

  @inline(__always)
  func tensor(_ index: Int) -> Int { tensors &+ index &* Layout.State.tensorBytes }

  @inline(__always)
  func op(_ index: Int) -> Int { ops &+ index &* Layout.State.opBytes }

  @inline(__always)
  func input(_ index: Int) -> Int { inputs &+ index &* Layout.State.inputBytes }
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
  init(_ arena: borrowing MutableSpan<UInt8>, at position: Int) {
    slot = Int(arena.uint16(at: position))
    pending = Int(arena.uint16(at: position &+ 2))
    offset = Int(Int16(bitPattern: arena.uint16(at: position &+ 4)))
  }

  @inline(__always)
  init(slot: Int, offset: Int) {
    self.slot = slot
    pending = 0
    self.offset = offset
  }

  @inline(__always)
  func store(in arena: inout MutableSpan<UInt8>, at position: Int) {
    arena.store(UInt16(truncatingIfNeeded: slot), at: position)
    arena.store(UInt16(truncatingIfNeeded: pending), at: position &+ 2)
    arena.store(UInt16(truncatingIfNeeded: offset), at: position &+ 4)
  }

  /// Rows from the window's start to the newest row: negative where the start has not come yet.
  @inline(__always)
  var reach: Int { pending &- offset }

  /// Moves the window and lets go of rows that lie before it.
  @inline(__always)
  mutating func advance(by rows: Int, capacity: Int) {
    offset &+= rows
    release(capacity: capacity)
  }

  /// Takes up a row that has just been written.
  @inline(__always)
  mutating func receive(capacity: Int) {
    pending &+= 1
    release(capacity: capacity)
  }

  @inline(__always)
  private mutating func release(capacity: Int) {
    guard offset > 0, pending > 0 else { return }
    let rows = min(offset, pending)
    offset &-= rows
    pending &-= rows
    slot &+= rows
    while slot >= capacity { slot &-= capacity }
  }
}
