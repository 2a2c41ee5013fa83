public import ModelFormat

/// The rows under a kernel: some of padding in front, then rows of a ring, then padding.
public struct Window {
  /// Rows of padding in front of the first real one.
  private(set) var leading = 0
  /// Real rows.
  private(set) var rows = 0
  private(set) var ring = 0
  private(set) var rowBytes = 0
  private(set) var capacity = 0
  private(set) var slot = 0

  @inline(__always)
  init() {}

  /// The rows of a tensor's ring in memory.
  @inline(__always)
  public init(
    _ cursor: EdgeCursor, of tensor: TensorRecord, kernelRows: Int, ahead: Int = 0
  ) {
    self.init(
      cursor, ring: tensor.arenaOffset, rowBytes: tensor.rowBytes, capacity: tensor.capacity,
      kernelRows: kernelRows, ahead: ahead)
  }

  /// - Parameters:
  ///   - ring: where in memory the ring starts.
  ///   - capacity: rows that the ring holds.
  ///   - ahead: rows by which the window lies behind the cursor's.
  @inline(__always)
  public init(
    _ cursor: EdgeCursor, ring: Int, rowBytes: Int, capacity: Int, kernelRows: Int, ahead: Int = 0
  ) {
    let offset = cursor.offset &+ ahead
    let skipped = min(max(0, offset), cursor.pending)
    leading = max(0, 0 &- offset)
    rows = max(0, min(cursor.pending &- skipped, kernelRows &- leading))
    self.ring = ring
    self.rowBytes = rowBytes
    self.capacity = capacity
    let first = cursor.slot &+ skipped
    slot = first >= capacity ? first &- capacity : first
  }

  /// Where in memory the kernel's row `index` starts; nil for a row of padding.
  @inline(__always)
  public func row(_ index: Int) -> Int? { run(index)?.start }

  /// The same, and how many real rows lie one behind the other from there.
  @inline(__always)
  func run(_ index: Int) -> (start: Int, rows: Int)? {
    let real = index &- leading
    guard real >= 0, real < rows else { return nil }
    var position = slot &+ real
    if position >= capacity { position &-= capacity }
    return (ring &+ position &* rowBytes, min(rows &- real, capacity &- position))
  }
}

/// A stretch of weights: of the file, or of memory where they have been decoded.
public struct WeightRange {
  private var isInMemory = false
  private var start = 0
  private var count = 0

  @inline(__always)
  init() {}

  @inline(__always)
  public init(isInMemory: Bool, start: Int, count: Int) {
    self.isInMemory = isInMemory
    self.start = start
    self.count = count
  }

  @inline(never)
  @_lifetime(copy memory, copy file)
  func weights(_ memory: Span<UInt8>, _ file: Span<UInt8>) -> Span<UInt8> {
    (isInMemory ? memory : file).part(start, count)
  }

  /// Where the weights start, of which there are `count` at least, in memory or in the file.
  @inline(__always)
  func checked(_ count: Int, memory: Int, file: Int) -> (isInMemory: Bool, start: Int) {
    let bytes = isInMemory ? memory : file
    precondition(start >= 0 && count <= self.count && self.count <= bytes &- start)
    return (isInMemory, start)
  }
}
