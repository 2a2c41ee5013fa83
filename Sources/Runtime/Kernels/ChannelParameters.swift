internal import FixedPoint
internal import ModelFormat

/// What turns one output channel's accumulator into an int8.
struct ChannelParameters {
  let bias: Int32
  let multiplier: Multiplier

  @inline(__always)
  init(_ model: Model, _ op: OpRecord, _ channel: Int, of channels: Int) {
    bias = model.bias(op, channel)
    multiplier = model.multiplier(op, channel, of: channels)
  }

  @inline(__always)
  func requantise(_ sum: Int32, _ output: OutputRange) -> Int8 {
    clamp(
      multiplier.scale(bias &+ sum, output.profile) &+ output.zeroPoint, output.lowest,
      output.highest)
  }
}

/// What all output channels of an op have in common.
struct OutputRange {
  let profile: RoundingProfile
  let zeroPoint: Int32
  let lowest: Int8
  let highest: Int8

  init(_ model: Model, _ op: OpRecord, _ output: TensorRecord) {
    profile = model.profile
    zeroPoint = output.zeroPoint
    lowest = op.lowest
    highest = op.highest
  }
}

/// Writes an op's value: as it is, or into the maximum of a fused pool.
@inline(__always)
func write(_ value: Int8, _ arena: inout MutableSpan<UInt8>, at position: Int, isPooled: Bool) {
  arena.store(isPooled ? max(value, Int8(bitPattern: arena[position])) : value, at: position)
}
