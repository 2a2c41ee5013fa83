/// How an op takes rows and gives rows: all that a schedule knows of it.
///
/// An op computes rows with a kernel that slides over its input; some computed rows, `parts`, make
/// one row of output (the rows of a fused pool, the rows that a flatten joins).
public struct RowFlow: BitwiseCopyable, Equatable, Sendable {
  public var kernelRows = 1
  public var stride = 1
  /// Rows of padding in front of the stream and behind it.
  public var padBefore = 0
  public var padAfter = 0
  /// Rows that one firing computes, unless the input ends before.
  public var strip = 1
  /// Computed rows that together make one row of the output.
  public var parts = 1
  /// Whether the op sums rows up, and gives one row when its input has ended.
  public var givesAtEnd = false

  public init(
    kernelRows: Int = 1, stride: Int = 1, padBefore: Int = 0, padAfter: Int = 0, strip: Int = 1,
    parts: Int = 1, givesAtEnd: Bool = false
  ) {
    self.kernelRows = kernelRows
    self.stride = stride
    self.padBefore = padBefore
    self.padAfter = padAfter
    self.strip = strip
    self.parts = parts
    self.givesAtEnd = givesAtEnd
  }

  /// Rows of input under the kernels of a whole strip.
  @inlinable @inline(__always)
  public var span: Int { kernelRows &+ (strip &- 1) &* stride }
}

/// The firing rule: planner, schedule and executor ask it and nothing else.
///
/// An op fires when rows enough for a strip have come over each of its edges, or when an edge has
/// ended and rows enough for one kernel are left, padding counted; and when the output's ring has
/// room. It ends when the rows left over some ended edge are too few.
extension RowFlow {
  /// Rows that an op can compute with what has come over one edge; −1 where the edge has ended and no
  /// more can be computed. With several edges the least counts.
  ///
  /// - Parameter reach: rows from the kernel's start to the newest row.
  @inlinable @inline(__always)
  public func computableRows(reach: Int, hasEnded: Bool) -> Int {
    if reach >= span { return strip }
    guard hasEnded else { return 0 }
    let missing = kernelRows &- reach &- padAfter
    return missing > 0 ? -1 : min(strip, (0 &- missing) / stride &+ 1)
  }

  /// Slots of the output that a firing writes to.
  ///
  /// - Parameter phase: computed rows that the output's next row has already.
  @inlinable @inline(__always)
  public func slotsWritten(phase: Int, rows: Int) -> Int { (phase &+ rows &+ parts &- 1) / parts }
}

/// Counts over whole streams.
extension RowFlow {
  /// Rows of input for each row of output, in the steady state; 1 for an op that gives at the end.
  public var rowStride: Int { givesAtEnd ? 1 : stride &* parts }

  /// Rows out of `rows` rows, when the stream has ended.
  public func outputRows(_ rows: Int) -> Int {
    guard !givesAtEnd else { return 1 }
    let slack = rows &+ padBefore &+ padAfter &- kernelRows
    return slack < 0 ? 0 : (slack / stride &+ 1) / parts
  }

  /// The fewest rows that give `rows` rows.
  public func inputRows(_ rows: Int) -> Int {
    guard !givesAtEnd else { return 1 }
    return max(1, (rows &* parts &- 1) &* stride &+ kernelRows &- padBefore &- padAfter)
  }
}

/// One op's place in one ring.
///
/// The window of the next output starts `offset` rows after the oldest row held: before it
/// (negative: rows of padding come first), or after it (rows that a stride skips and that have not
/// come yet).
public struct EdgeCursor: BitwiseCopyable, Sendable {
  /// The slot of the oldest row that this reader still holds.
  public var slot: Int
  /// Rows held.
  public var pending: Int
  public var offset: Int

  @inlinable @inline(__always)
  public init(slot: Int = 0, pending: Int = 0, offset: Int) {
    self.slot = slot
    self.pending = pending
    self.offset = offset
  }

  /// Rows from the window's start to the newest row: negative where the start has not come yet.
  @inlinable @inline(__always)
  public var reach: Int { pending &- offset }

  /// Takes up rows that have just been written, and moves the window on; lets go of rows that lie
  /// before it.
  @inlinable
  public mutating func advance(received: Int, by rows: Int, capacity: Int) {
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
