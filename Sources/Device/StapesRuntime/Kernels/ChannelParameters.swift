internal import FixedPoint
internal import ModelFormat

/// What turns one output channel's accumulator into an int8.
struct ChannelParameters {
  let bias: Int32
  let multiplier: Multiplier

  @inline(never)
  init(_ model: Model, _ op: OpRecord, _ channel: Int, of channels: Int) {
    bias = model.bias(op, channel)
    multiplier = model.multiplier(op, channel, of: channels)
  }
}

/// What all values of an op's output have in common.
struct OutputRange {
  let profile: RoundingProfile
  private let zeroPoint: Int32
  private let lowest: Int8
  private let highest: Int8

  @inline(never)
  init(_ model: Model, _ index: Int) {
    profile = Library.roundsTwice ? model.profile : .single
    zeroPoint = model.tensor(model.output(ofOp: index)).zeroPoint
    lowest = model.op(index).lowest
    highest = model.op(index).highest
  }

  /// clamp(scale(value) + zero point): a value in the output's steps, in the range of an activation.
  @inline(never)
  func requantise(_ value: Int32, _ multiplier: Multiplier) -> Int8 {
    clamp(multiplier.scale(value, profile) &+ zeroPoint, lowest, highest)
  }
}
