internal import FixedPoint
internal import ModelFormat

/// Positions that a global average counts; rows beyond that many are left out of the mean.
///
/// With it, a sum of values of at most 255 stays below 2³¹, and the remainder of a division by the
/// count times 256 too.
public let longestAverage: Int32 = 1 &<< 23

/// Adds a row to a global average's sums: Σ (q − zero point) per channel, and the positions.
func addToSums(
  _ arena: inout MutableSpan<UInt8>, _ op: OpRecord, _ input: TensorRecord, from source: Int
) {
  let count = arena.int32(at: op.memory)
  let positions = Int32(truncatingIfNeeded: input.width)
  guard count <= longestAverage &- positions else { return }
  arena.store(count &+ positions, at: op.memory)
  for channel in 0..<input.channels {
    let position = op.memory &+ Layout.averageCountBytes &+ channel &* 4
    var sum = arena.int32(at: position)
    for column in 0..<input.width {
      sum &+= arena.int8(at: source &+ column &* input.channels &+ channel) &- input.zeroPoint
    }
    arena.store(sum, at: position)
  }
}

/// The averages: mean = ⌊256·sum / count + ½⌋, then y = clamp(scale(mean) + zero point).
///
/// The multiplier is s_in / (256·s_out).
func averageSums(
  _ arena: inout MutableSpan<UInt8>, _ op: OpRecord, _ output: TensorRecord,
  profile: RoundingProfile, to row: Int
) {
  let count = arena.int32(at: op.memory)
  for channel in 0..<output.channels {
    let sum = arena.int32(at: op.memory &+ Layout.averageCountBytes &+ channel &* 4)
    let mean = globalAverageQ8(sum: sum, count: count)
    let value = op.multiplier.scale(mean, profile) &+ output.zeroPoint
    arena.store(clamp(value, op.lowest, op.highest), at: row &+ channel)
  }
}
