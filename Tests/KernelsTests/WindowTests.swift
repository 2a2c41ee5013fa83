import Kernels
import ModelFormat
import Testing

@Suite struct WindowTests {
  /// All rings of up to four slots, all windows of up to four rows, from far in front of the stream to
  /// far behind it.
  @Test func rowsOfAllSmallRings() throws {
    for capacity in 1...4 {
      for slot in 0..<capacity {
        for pending in 0...capacity {
          for offset in -6...6 {
            for ahead in 0...3 {
              try checkWindow(capacity, slot, pending, offset, ahead)
            }
          }
        }
      }
    }
  }

  private func checkWindow(
    _ capacity: Int, _ slot: Int, _ pending: Int, _ offset: Int, _ ahead: Int
  ) throws {
    for kernelRows in 1...4 {
      let window = Window(
        EdgeCursor(slot: slot, pending: pending, offset: offset), ring: 1000, rowBytes: 7,
        capacity: capacity, kernelRows: kernelRows, ahead: ahead)
      for row in 0..<kernelRows {
        let place = offset + ahead + row
        let expected =
          place < 0 || place >= pending ? nil : 1000 + (slot + place) % capacity * 7
        guard window.row(row) != expected else { continue }
        throw Difference(
          description: "capacity \(capacity), slot \(slot), pending \(pending), "
            + "offset \(offset), ahead \(ahead), row \(row) of \(kernelRows): "
            + "got \(String(describing: window.row(row))), "
            + "expected \(String(describing: expected))")
      }
    }
  }
}
