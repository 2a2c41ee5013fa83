import Kernels
import ModelFormat

/// A ring of rows, and the place of its reader. Slots that hold no row hold random values.
struct Ring: CustomStringConvertible {
  let width: Int
  let channels: Int
  let bytes: Int
  let capacity: Int
  let slot: Int
  let pending: Int
  let offset: Int
  /// All slots, one behind the other.
  let values: [Int]

  /// - Parameters:
  ///   - kernelRows: of the window, which begins anywhere from its length before the oldest row to
  ///     behind the newest.
  ///   - isTouched: whether at least one row lies under the window, for kernels with no value
  ///     for an empty one.
  init(
    _ random: inout SplitMix64, width: Int, channels: Int, bytes: Int, kernelRows: Int,
    isTouched: Bool = false, values range: ClosedRange<Int>? = nil
  ) {
    capacity = random.number(1...8)
    slot = random.number(0...capacity - 1)
    pending =
      random.happens(oneIn: 2) ? capacity : random.number((isTouched ? 1 : 0)...capacity)
    offset =
      isTouched
      ? random.number(1 - kernelRows...pending - 1) : random.number(-kernelRows...pending + 1)
    values = random.numbers(
      capacity * width * channels, range ?? activations(bytes))
    self.width = width
    self.channels = channels
    self.bytes = bytes
  }

  /// One whole window and nothing else: `rows` rows from any slot on.
  init(
    _ random: inout SplitMix64, width: Int, channels: Int, bytes: Int, rows: Int, offset: Int = 0,
    capacity: Int
  ) {
    self.capacity = capacity
    slot = random.number(0...capacity - 1)
    pending = rows
    self.offset = offset
    values = random.numbers(capacity * width * channels, activations(bytes))
    self.width = width
    self.channels = channels
    self.bytes = bytes
  }

  var rowBytes: Int { width * channels * bytes }

  var description: String {
    "ring of \(capacity) × \(width) × \(channels) × \(bytes) bytes, slot \(slot), "
      + "pending \(pending), offset \(offset)"
  }

  /// The slot of a row of the window; nil in front of the stream and behind it.
  func slot(ofRow row: Int) -> Int? {
    let place = offset + row
    return (0..<pending).contains(place) ? (slot + place) % capacity : nil
  }

  /// A value under the window; nil in the padding.
  func value(_ row: Int, _ column: Int, _ channel: Int) -> Int? {
    guard let slot = slot(ofRow: row), (0..<width).contains(column) else { return nil }
    return values[(slot * width + column) * channels + channel]
  }

  /// The window, with the ring at a position in memory.
  func window(at position: Int, kernelRows: Int, ahead: Int = 0) -> Window {
    Window(
      EdgeCursor(slot: slot, pending: pending, offset: offset), ring: position,
      rowBytes: rowBytes, capacity: capacity, kernelRows: kernelRows, ahead: ahead)
  }

  /// The window, and those behind it, of rows that go to a ring of output.
  func rows(
    at position: Int, kernelRows: Int, stride: Int = 1, to output: OutputRing, count: Int = 1,
    part: Int = 0
  ) -> Rows {
    Rows(
      EdgeCursor(slot: slot, pending: pending, offset: offset),
      of: RowRing(start: position, rowBytes: rowBytes, capacity: capacity), kernelRows: kernelRows,
      stride: stride, count: count,
      to: RowRing(
        start: output.position, rowBytes: output.rowBytes, capacity: output.values.count),
      slot: output.slot, parts: output.parts, part: part)
  }
}

/// The ring that rows go to: what it holds, where it lies, and where the next row goes.
struct OutputRing {
  let position: Int
  let rowBytes: Int
  let slot: Int
  /// Computed rows that make one row.
  let parts: Int
  /// By slot.
  let values: [[Int]]

  /// With room for some rows beside those that `count` computed ones become, of which the first is a
  /// part.
  init(
    _ random: inout SplitMix64, _ memory: inout PoisonedMemory, rowBytes: Int, count: Int,
    parts: Int = 1, part: Int = 0
  ) {
    let rows = (part + count + parts - 1) / parts
    let capacity = rows + random.number(0...2)
    values = (0..<capacity).map { _ in random.numbers(rowBytes, -128...127) }
    position = memory.place(values.flatMap(\.self), bytes: 1)
    slot = random.number(0...capacity - 1)
    self.rowBytes = rowBytes
    self.parts = parts
  }

  /// One row at a place.
  init(at position: Int, _ values: [Int]) {
    self.position = position
    self.values = [values]
    rowBytes = values.count
    slot = 0
    parts = 1
  }

  /// The slot of the row that a computed row is a part of.
  func slot(_ place: Int, part: Int = 0) -> Int {
    (slot + (part + place) / parts) % values.count
  }

  /// Where a slot lies.
  func row(_ slot: Int) -> Int { position + slot * rowBytes }
}
