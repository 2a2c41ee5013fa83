public import ModelFormat

/// A row of a depthwise convolution of int8 values: what lies under the kernel, and where values go.
///
/// Every output channel o reads input channel o / multiplier.
public struct DepthwiseRow {
  var shape = SlidingShape()
  var window = Window()
  var multiplier = 1
  /// Of the input.
  var zeroPoint: Int32 = 0
  /// Columns that a fused max-pool takes together; 0 without one. Columns that fill no pool are left
  /// out, and the pool's outputs must have been set to the lowest value before.
  var poolAcross = 0
  /// Whether the row overwrites the oldest row of the window.
  var isInPlace = false
  /// Of all channels: [r][t][o].
  var weights = WeightRange()
  var table = ChannelTable()
  var requantiser = Requantiser()
  /// Where in memory the row goes.
  var output = 0

  @inline(__always)
  public init() {}

  /// Takes what all rows of an op have in common.
  @inline(__always)
  public mutating func take(
    _ shape: SlidingShape, zeroPoint: Int32, poolAcross: Int, isInPlace: Bool,
    _ table: ChannelTable, _ requantiser: Requantiser
  ) {
    self.shape = shape
    self.zeroPoint = zeroPoint
    self.poolAcross = poolAcross
    self.isInPlace = isInPlace
    self.table = table
    self.requantiser = requantiser
    multiplier = shape.channels / shape.inputChannels
  }

  @inline(__always)
  public mutating func setWeights(_ weights: WeightRange) { self.weights = weights }

  @inline(__always)
  public mutating func move(to window: Window, output: Int) {
    self.window = window
    self.output = output
  }
}
