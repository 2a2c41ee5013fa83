internal import CKernels
public import ModelFormat

/// The rows under a kernel: some of padding in front, then rows of a ring, then padding.
public struct Window {
  /// As kernels take it.
  private(set) var call: stapes_window

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
    let leading = max(0, 0 &- offset)
    let rows = max(0, min(cursor.pending &- skipped, kernelRows &- leading))
    let first = cursor.slot &+ skipped
    call = stapes_window(
      ring: word(ring), row_bytes: word(rowBytes), capacity: word(capacity),
      slot: word(first >= capacity ? first &- capacity : first), leading: word(leading),
      rows: word(rows))
  }

  /// No rows.
  @inline(__always)
  init() {
    call = stapes_window(ring: 0, row_bytes: 0, capacity: 0, slot: 0, leading: 0, rows: 0)
  }

  @inline(__always)
  init(_ call: stapes_window) { self.call = call }

  /// Rows that are not padding.
  @inline(__always)
  var rows: Int { Int(call.rows) }

  /// Where in memory the kernel's row `index` starts; nil for a row of padding.
  @inline(__always)
  public func row(_ index: Int) -> Int? { run(index)?.start }

  /// The same, and how many real rows lie one behind the other from there.
  @inline(__always)
  func run(_ index: Int) -> (start: Int, rows: Int)? {
    let real = index &- Int(call.leading)
    guard real >= 0, real < rows else { return nil }
    let capacity = Int(call.capacity)
    var position = Int(call.slot) &+ real
    if position >= capacity { position &-= capacity }
    return (
      Int(call.ring) &+ position &* Int(call.row_bytes), min(rows &- real, capacity &- position)
    )
  }
}

/// The rows that a kernel computes: what lies under it for the next one, and where that one goes.
public struct Rows {
  /// As kernels take it.
  var call: stapes_rows

  /// - Parameters:
  ///   - cursor: the first window's place in the ring that is read.
  ///   - kernelRows: of each window.
  ///   - stride: rows from one window to the next.
  ///   - count: rows to be computed, at least one.
  ///   - parts: computed rows that make one row of the output.
  @inline(__always)
  public init(
    _ cursor: EdgeCursor, of input: RowRing, kernelRows: Int, stride: Int, count: Int,
    to output: RowRing, slot: Int, parts: Int, part: Int
  ) {
    let window = Window(
      cursor, ring: input.start, rowBytes: input.rowBytes, capacity: input.capacity,
      kernelRows: kernelRows)
    call = stapes_rows(
      window: window.call, held: word(cursor.pending &- min(max(0, cursor.offset), cursor.pending)),
      stride: word(stride), left: word(count), parts: word(parts), part: word(part),
      ring: word(output.start), row_bytes: word(output.rowBytes), capacity: word(output.capacity),
      slot: word(slot))
  }

  /// None.
  @inline(__always)
  init() {
    call = stapes_rows(
      window: Window().call, held: 0, stride: 0, left: 0, parts: 0, part: 0, ring: 0, row_bytes: 0,
      capacity: 0, slot: 0)
  }

  @inline(__always)
  init(_ call: stapes_rows) { self.call = call }

  @inline(__always)
  var window: Window { Window(call.window) }
  /// Where in memory the next row goes.
  @inline(__always)
  var output: Int { Int(call.ring) &+ Int(call.slot) &* Int(call.row_bytes) }

  /// Whether the next row is the first of those that make a row of output.
  @inline(__always)
  var isPoolStart: Bool { call.part == 0 }

  /// Goes to the next row; false where there is none.
  @inline(__always)
  mutating func goOn(kernelRows: Int) -> Bool { unsafe stapes_go_on(&call, word(kernelRows)) != 0 }
}

/// Where in memory a ring of rows lies.
public struct RowRing {
  let start: Int
  let rowBytes: Int
  let capacity: Int

  @inline(__always)
  public init(start: Int, rowBytes: Int, capacity: Int) {
    self.start = start
    self.rowBytes = rowBytes
    self.capacity = capacity
  }

  @inline(__always)
  public init(_ tensor: TensorRecord) {
    self.init(start: tensor.arenaOffset, rowBytes: tensor.rowBytes, capacity: tensor.capacity)
  }
}

/// A stretch of weights: of the file, or of memory where they have been decoded.
public struct WeightRange {
  private(set) var isInMemory = false
  private(set) var start = 0
  private(set) var count = 0

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

  /// Checks that there are `count` weights at least, all of them in memory or in the file.
  @inline(__always)
  func check(_ count: Int, memory: Int, file: Int) {
    let bytes = isInMemory ? memory : file
    precondition(start >= 0 && count <= self.count && self.count <= bytes &- start)
  }
}
