internal import CKernels
internal import FixedPoint
public import ModelFormat

/// Some rows of a convolution to int8, four positions at a time: `KernelForm` defines it.
///
/// The input is int8 or int16 (zero point 0). Weights: [o][r][t][i], or sparse ones in that order.
///
/// Here and in kernels all is mutating: borrowed values would be copied to the stack for each call.
public struct Convolution: ~Copyable {
  /// As kernels take it.
  var call: stapes_convolution
  private let groupOutputs: Int
  /// Positions of all rows; 0 where they are computed one by one.
  private let positions: UInt32

  /// Takes what all channels have in common.
  ///
  /// - Parameters:
  ///   - rows: that are computed for each tile.
  ///   - isAlone: whether positions are computed one by one.
  ///   - groups: divides the channels of input and output.
  ///   - poolAcross: 0 without a fused pool; with one, columns that fill no pool are left out, and a row
  ///     of output is the greatest of its computed rows.
  ///   - windows: where in memory windows may be laid: `Layout.windowBytes` bytes, with sparse weights
  ///     `Layout.sparseWindowBytes`.
  @inline(__always)
  public init(
    _ shape: SlidingShape, rows: Int, isAlone: Bool, groups: Int, isInt16: Bool, zeroPoint: Int32,
    poolAcross: Int, windows: Int, _ table: ChannelTable, _ requantiser: Requantiser
  ) {
    let groupChannels = groups == 1 ? shape.inputChannels : shape.inputChannels / groups
    groupOutputs = groups == 1 ? shape.channels : shape.channels / groups
    let (plane, isWide) = shape.kernelRows.multipliedReportingOverflow(by: shape.kernelAcross)
    let (taps, isLong) = plane.multipliedReportingOverflow(by: groupChannels)
    precondition(!isWide && !isLong)
    let across = max(1, poolAcross)
    positions = isAlone ? 0 : word(rows &* shape.width &* across)
    call = stapes_convolution(
      kernel_rows: word(shape.kernelRows), kernel_across: word(shape.kernelAcross),
      stride: word(shape.strideAcross), pad_left: word(shape.padLeft),
      input_width: word(shape.inputWidth), input_channels: word(shape.inputChannels),
      group_channels: word(groupChannels), is_int16: isInt16 ? 1 : 0, zero_point: zeroPoint,
      width: word(shape.width), channels: word(shape.channels), pool_across: word(across),
      is_pooled: poolAcross > 0 ? 1 : 0,
      taps: word(taps),
      windows: word(windows), parameters: table.call, rounding: requantiser.call,
      first_channel: 0, channel_count: 0, group_start: 0, weights_are: 0, weights: 0, readable: 0,
      rows: Rows().call, left: 0, lanes: 0, outputs: (0, 0, 0, 0, 0, 0, 0, 0))
  }

  @inline(__always)
  var isSparse: Bool { call.weights_are == word(weights_sparse) }
  @inline(__always)
  var isInMemory: Bool { call.weights_are == word(weights_in_memory) }
  @inline(__always)
  public var allWeights: Int { Int(call.channels &* call.taps) }
  /// The first weight of the channels at hand, and how many they have.
  @inline(__always)
  public var firstWeight: Int { Int(call.first_channel &* call.taps) }
  @inline(__always)
  public var tileWeights: Int { Int(call.channel_count &* call.taps) }

  /// Goes to the next output channels; false where there are no more.
  ///
  /// - Parameter most: of channels of one group that are computed together.
  public mutating func takeTile(most: Int) -> Bool {
    call.first_channel &+= call.channel_count
    let channel = Int(call.first_channel)
    guard channel < Int(call.channels) else { return false }
    let group = groupOutputs == Int(call.channels) ? 0 : channel / groupOutputs
    call.group_start = word(group) &* call.group_channels
    call.channel_count = word(min(most, (group &+ 1) &* groupOutputs &- channel))
    call.left = positions
    call.lanes = 0
    return true
  }

  /// The weights of the channels at hand.
  @inline(__always)
  public mutating func setWeights(_ weights: WeightRange) {
    precondition(weights.count >= tileWeights)
    call.weights_are = word(weights.isInMemory ? weights_in_memory : weights_in_file)
    call.weights = word(weights.start)
  }

  /// The weights of all channels, which are at hand then. Positions are never computed one by one.
  @inline(__always)
  public mutating func setWeights(_ weights: SparseWeights) {
    precondition(
      call.channel_count == call.channels && weights.channels == Int(call.channels)
        && weights.taps == Int(call.taps))
    call.weights_are = word(weights_sparse)
    call.weights = word(weights.start)
    call.readable = word(weights.start &+ weights.byteCount)
  }

  /// The rows to be computed, for the channels at hand.
  @inline(__always)
  public mutating func setRows(_ rows: Rows) { call.rows = rows.call }
}

/// A number that is not negative, or one that no check lets pass.
@inline(__always)
func word(_ number: Int) -> UInt32 { UInt32(truncatingIfNeeded: number) }

extension ChannelTable {
  @inline(__always)
  var call: stapes_channels {
    stapes_channels(
      position: word(position), form: UInt32(form.rawValue), count: word(channels),
      bias_shift: biasShift, factor_shift: factorShift)
  }

  @inline(__always)
  init(_ call: stapes_channels) {
    self.init(
      ChannelForm(rawValue: UInt8(truncatingIfNeeded: call.form)) ?? .whole,
      position: Int(call.position), channels: Int(call.count), biasShift: call.bias_shift,
      factorShift: call.factor_shift)
  }
}

extension Requantiser {
  @inline(__always)
  var call: stapes_rounding {
    stapes_rounding(
      zero_point: zeroPoint, lowest: lowest, highest: highest,
      rounds_twice: rounding == .tflm ? 1 : 0)
  }

  @inline(__always)
  init(_ call: stapes_rounding) {
    self.init(
      rounding: call.rounds_twice == 0 ? .single : .tflm, zeroPoint: call.zero_point,
      lowest: call.lowest, highest: call.highest)
  }
}
