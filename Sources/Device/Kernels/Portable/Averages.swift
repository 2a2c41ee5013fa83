public import FixedPoint
internal import ModelFormat

/// Which mean an op takes of all rows.
public enum AverageForm: Sendable {
  /// mean = ⌊256·Σ(q − zero point) / count + ½⌋, then requantise(mean), with the factor
  /// s_in / (256·s_out).
  case scaledMean
  /// The mean of the values as they stand, rounded half away from zero; then the clamp.
  case valueMean
  /// requantise(Σ(q − zero point)).
  case scaledSum
}

/// Adds a row to the sums of an average: Σ (q − zero point) per channel, and the positions.
///
/// At `sums` in memory lie the count of positions, then a word for each channel. Rows beyond
/// `Layout.longestAverage` positions are left out.
@inline(never)
public func addToSums<Value: Activation>(
  _: Value.Type, width: Int, channels: Int, zeroPoint: Int32, _ memory: inout MutableSpan<UInt8>,
  row: Int, sums: Int
) {
  guard memory.count(width, at: sums) else { return }
  for channel in 0..<channels {
    let position = sums &+ Layout.averageCountBytes &+ channel &* 4
    var sum = memory.int32(at: position)
    for column in 0..<width {
      sum &+=
        Value.load(memory, at: row &+ (column &* channels &+ channel) &* Value.bytes)
        &- zeroPoint
    }
    memory.store(sum, at: position)
  }
}

extension MutableSpan<UInt8> {
  /// Adds positions to the count of an average; whether they take part.
  @inline(never)
  mutating func count(_ positions: Int, at sums: Int) -> Bool {
    let count = int32(at: sums)
    let positions = Int32(truncatingIfNeeded: positions)
    guard count <= Int32(truncatingIfNeeded: Layout.longestAverage) &- positions else {
      return false
    }
    store(count &+ positions, at: sums)
    return true
  }
}

/// Writes the averages of the sums that `addToSums` has gathered.
///
/// - Parameter zeroPoint: of the input.
@inline(never)
public func writeAverages<Value: Activation>(
  _: Value.Type, _ form: AverageForm, channels: Int, zeroPoint: Int32, _ multiplier: Multiplier,
  _ requantiser: Requantiser, _ memory: inout MutableSpan<UInt8>, sums: Int, row: Int
) {
  let count = memory.int32(at: sums)
  for channel in 0..<channels {
    let sum = memory.int32(at: sums &+ Layout.averageCountBytes &+ channel &* 4)
    let value =
      switch form {
      case .valueMean where Library.hasImportedOps:
        requantiser.clamp(poolAverage(sum: sum &+ zeroPoint &* count, count: count))
      case .scaledSum where Library.hasImportedOps: requantiser(sum, multiplier)
      default: requantiser(globalAverageQ8(sum: sum, count: count), multiplier)
      }
    Value.store(value, in: &memory, at: row &+ channel &* Value.bytes)
  }
}

/// One row of a mean over the window: what `writeAverages` gives for the sums of its rows, of int8.
@inline(never)
public func averageWindow(
  _ shape: SlidingShape, zeroPoint: Int32, _ multiplier: Multiplier, _ window: Window,
  _ requantiser: Requantiser, _ memory: inout MutableSpan<UInt8>, row: Int
) {
  let channels = shape.channels
  for channel in 0..<channels {
    var sum: Int32 = 0
    for kernelRow in 0..<shape.kernelRows {
      guard let start = window.row(kernelRow) else { continue }
      for column in 0..<shape.inputWidth {
        sum &+= Int8.load(memory, at: start &+ column &* channels &+ channel) &- zeroPoint
      }
    }
    let mean = globalAverageQ8(
      sum: sum, count: Int32(truncatingIfNeeded: shape.kernelRows &* shape.inputWidth))
    Int8.store(requantiser(mean, multiplier), in: &memory, at: row &+ channel)
  }
}
