public import ModelFormat

/// Some rows of a convolution to int8, four positions at a time: `KernelForm` defines it.
///
/// The input is int8 or int16 (zero point 0). Weights: [o][r][t][i].
///
/// Here and in kernels all is mutating: borrowed values would be copied to the stack for each call.
public struct ConvolutionKernel<Form: KernelForm>: ~Copyable {
  private var row = ConvolutionRow()
  private var batch = Batch()
  private var groupOutputs = 0
  /// Positions of all rows; 0 where they are computed one by one.
  private var positions = 0

  @inline(__always)
  public init() {}

  /// Takes what all channels have in common.
  ///
  /// - Parameters:
  ///   - rows: that are computed for each tile.
  ///   - isAlone: whether positions are computed one by one.
  ///   - groups: divides the channels of input and output.
  ///   - poolAcross: 0 without a fused pool.
  ///   - windows: where in memory windows may be laid.
  @inline(__always)
  public mutating func take(
    _ shape: SlidingShape, rows: Int, isAlone: Bool, groups: Int, isInt16: Bool, zeroPoint: Int32,
    poolAcross: Int, windows: Int, _ table: ChannelTable, _ requantiser: Requantiser
  ) {
    row.shape = shape
    row.isInt16 = isInt16
    row.zeroPoint = zeroPoint
    row.poolAcross = max(1, poolAcross)
    row.groupChannels = shape.inputChannels / groups
    groupOutputs = shape.channels / groups
    positions = isAlone ? 0 : rows &* shape.width &* row.poolAcross
    batch.taps = shape.kernelRows &* shape.kernelAcross &* row.groupChannels
    batch.isPooled = poolAcross > 0
    batch.windows = windows
    batch.table = table
    batch.requantiser = requantiser
  }

  public var allWeights: Int { row.shape.channels &* batch.taps }
  /// The first weight of the channels at hand, and how many they have.
  public var firstWeight: Int { batch.firstChannel &* batch.taps }
  public var tileWeights: Int { batch.channels &* batch.taps }

  /// Goes to the next output channels; false where there are no more.
  ///
  /// - Parameter most: of channels of one group that are computed together.
  public mutating func takeTile(most: Int) -> Bool {
    batch.firstChannel &+= batch.channels
    let channel = batch.firstChannel
    guard channel < row.shape.channels else { return false }
    let group = channel / groupOutputs
    row.groupStart = group &* row.groupChannels
    batch.channels = min(most, (group &+ 1) &* groupOutputs &- channel)
    batch.left = positions
    batch.lanes = 0
    return true
  }

  /// The weights of the channels at hand.
  public mutating func setWeights(_ weights: WeightRange) { batch.weights = weights }

  /// Computes the channels at hand of the next row; of its last positions perhaps only with the row
  /// behind it.
  ///
  /// - Parameter position: of the row of output in memory.
  @inline(__always)
  public mutating func computeRow(
    _ window: Window, at position: Int, _ memory: inout MutableSpan<UInt8>, _ file: Span<UInt8>
  ) {
    row.window = window
    row.output = position &+ batch.firstChannel
    Form.convolve(&row, &batch, &memory, file)
  }
}
