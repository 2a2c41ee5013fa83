internal import FixedPoint

extension Portable {
  public static func maxPool(
    _ shape: inout SlidingShape, _ window: inout Window, _ requantiser: inout Requantiser,
    _ memory: inout MutableSpan<UInt8>, row: Int
  ) {
    pool(Int8.self, isMaximum: true, shape, window, requantiser, &memory, row: row)
  }
}

/// One row of a pool; padding is left out.
///
/// A max-pool gives the highest value under the kernel, an average-pool the mean of the values, rounded
/// half away from zero; then the clamp.
@inline(never)
public func pool<Value: Activation>(
  _: Value.Type, isMaximum: Bool, _ shape: SlidingShape, _ window: Window,
  _ requantiser: Requantiser, _ memory: inout MutableSpan<UInt8>, row: Int
) {
  let channels = shape.channels
  var position = row
  for column in 0..<shape.width {
    let taps = shape.taps(column)
    for channel in 0..<channels {
      var highest = Value.lowest
      var sum: Int32 = 0
      var count: Int32 = 0
      for kernelRow in 0..<shape.kernelRows {
        guard let start = window.row(kernelRow) else { continue }
        var place = start &+ ((taps.first &+ taps.low) &* channels &+ channel) &* Value.bytes
        for _ in taps.low..<taps.high {
          let value = Value.load(memory, at: place)
          highest = max(highest, value)
          sum &+= value
          count &+= 1
          place &+= channels &* Value.bytes
        }
      }
      let value = isMaximum ? highest : poolAverage(sum: sum, count: count)
      Value.store(requantiser.clamp(value), in: &memory, at: position)
      position &+= Value.bytes
    }
  }
}
