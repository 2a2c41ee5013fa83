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
}
