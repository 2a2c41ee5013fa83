internal import CKernels
public import ModelFormat

/// Some rows of a depthwise convolution of int8 values: what lies under the kernel, and where values go.
///
/// Every output channel o reads input channel o / multiplier.
@safe
public struct DepthwiseConvolution: ~Copyable {
  /// As kernels take it; its pointers are set when one is called.
  var call: stapes_depthwise
  /// Whether the one row overwrites the oldest row of the window.
  let isInPlace: Bool
  /// Of all channels: [r][t][o].
  private(set) var weights = WeightRange()

  /// Takes what all rows of an op have in common.
  ///
  /// - Parameters:
  ///   - zeroPoint: of the input.
  ///   - poolAcross: columns that a fused max-pool takes together; 0 without one. Columns that fill no
  ///     pool are left out, and a row of output is the greatest of its computed rows.
  ///   - copies: where in memory what lies under the kernels may be copied: `Layout.copiedBytes` bytes; 0
  ///     where it may not.
  @inline(__always)
  public init(
    _ shape: SlidingShape, zeroPoint: Int32, poolAcross: Int, isInPlace: Bool, copies: Int,
    _ table: ChannelTable, _ requantiser: Requantiser
  ) {
    self.isInPlace = isInPlace
    unsafe call = stapes_depthwise()
    unsafe call.kernel_rows = word(shape.kernelRows)
    unsafe call.kernel_across = word(shape.kernelAcross)
    unsafe call.stride = word(shape.strideAcross)
    unsafe call.pad_left = word(shape.padLeft)
    unsafe call.input_width = word(shape.inputWidth)
    unsafe call.width = word(shape.width)
    unsafe call.channels = word(shape.channels)
    unsafe call.multiplier = word(
      shape.channels == shape.inputChannels ? 1 : shape.channels / shape.inputChannels)
    unsafe call.pool_across = word(poolAcross)
    unsafe call.zero_point = zeroPoint
    unsafe call.copies = word(copies)
    unsafe call.parameters = table.call
    unsafe call.rounding = requantiser.call
  }

  @inline(__always)
  public mutating func setWeights(_ weights: WeightRange) { self.weights = weights }

  /// The rows to be computed.
  @inline(__always)
  public mutating func setRows(_ rows: Rows) { unsafe call.rows = rows.call }
}

extension DepthwiseConvolution {
  @inline(__always)
  var channels: Int { unsafe Int(call.channels) }
  @inline(__always)
  var kernelRows: Int { unsafe Int(call.kernel_rows) }
  @inline(__always)
  var kernelAcross: Int { unsafe Int(call.kernel_across) }
  @inline(__always)
  var multiplier: Int { unsafe Int(call.multiplier) }
  @inline(__always)
  var inputChannels: Int { multiplier == 1 ? channels : channels / multiplier }
  @inline(__always)
  var rows: Rows {
    get { unsafe Rows(call.rows) }
    set { unsafe call.rows = newValue.call }
  }
}
