internal import ModelFormat

/// Positions of a convolution to int8 that are computed together, and the output channels at hand.
public struct Batch {
  /// Where in memory their windows may be laid, as a form likes it: `Layout.windowBytes` bytes.
  public internal(set) var windows = 0
  /// Taps of a window, as many as an output channel has weights.
  public internal(set) var taps = 0
  /// Positions that come until the channels change; 0 where each is computed alone.
  var left = 0
  /// Windows that wait for more positions.
  var lanes = 0
  /// Where the first channel's value of each of them goes. Positions of one pool have the same place.
  var outputs = InlineArray<4, Int>(repeating: 0)
  /// Where in memory their windows lie, for a form that uses them where they are.
  var places = InlineArray<4, Int>(repeating: 0)
  /// Whether an output is the greatest of what stands there and of what is computed.
  var isPooled = false
  /// Of the channels at hand, one behind the other.
  var weights = WeightRange()
  var firstChannel = 0
  var channels = 0
  var table = ChannelTable()
  var requantiser = Requantiser()
}

/// A row of positions of a convolution: what lies under the kernel, and where values go.
public struct ConvolutionRow {
  var shape = SlidingShape()
  var window = Window()
  /// Whether the input is int16; else it is int8.
  var isInt16 = false
  /// Of the input.
  var zeroPoint: Int32 = 0
  /// Columns that a fused max-pool takes together; 1 without one. Columns that fill no pool are left
  /// out, and the pool's outputs must have been set to the lowest value before.
  var poolAcross = 1
  /// Input channels of a group, and the first of the group at hand.
  var groupChannels = 0
  var groupStart = 0
  /// Where in memory the first channel at hand goes, in the first column.
  var output = 0
}
