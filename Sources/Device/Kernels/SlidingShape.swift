public import ModelFormat

/// How a kernel slides across a row, and the rows that it reads and writes.
public struct SlidingShape: BitwiseCopyable, Sendable {
  public var kernelRows = 0
  public var kernelAcross = 0
  public var strideAcross = 0
  public var padLeft = 0
  /// Columns and channels of a row of the input.
  public var inputWidth = 0
  public var inputChannels = 0
  /// The same of the output.
  public var width = 0
  public var channels = 0

  @inline(__always)
  init() {}

  @inline(never)
  public init(_ window: WindowRecord, _ input: TensorRecord, _ output: TensorRecord) {
    kernelRows = window.kernelRows
    kernelAcross = window.kernelAcross
    strideAcross = window.strideAcross
    padLeft = window.padLeft
    inputWidth = input.width
    inputChannels = input.channels
    width = output.width
    channels = output.channels
  }

  public init(
    kernelRows: Int, kernelAcross: Int, strideAcross: Int, padLeft: Int, inputWidth: Int,
    inputChannels: Int, width: Int, channels: Int
  ) {
    self.kernelRows = kernelRows
    self.kernelAcross = kernelAcross
    self.strideAcross = strideAcross
    self.padLeft = padLeft
    self.inputWidth = inputWidth
    self.inputChannels = inputChannels
    self.width = width
    self.channels = channels
  }

  /// The taps of a column that lie inside the row.
  @inline(__always)
  func taps(_ column: Int) -> Taps {
    let first = column &* strideAcross &- padLeft
    let low = max(0, 0 &- first)
    let high = max(low, min(kernelAcross, inputWidth &- first))
    return Taps(first: first, low: low, high: high)
  }
}

/// Taps of a kernel at one column.
struct Taps {
  /// Where the first tap would lie.
  var first = 0
  /// Those that lie inside the row.
  var low = 0
  var high = 0

  @inline(__always)
  var count: Int { high &- low }
}
