public import ModelFormat

/// How a kernel slides across a row, and the rows that it reads and writes.
public struct SlidingShape: BitwiseCopyable, Sendable {
  public var kernelRows: Int
  public var kernelAcross: Int
  public var strideAcross: Int
  public var padLeft: Int
  /// Columns and channels of a row of the input.
  public var inputWidth: Int
  public var inputChannels: Int
  /// The same of the output.
  public var width: Int
  public var channels: Int

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

  /// - Parameters: as the properties.
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
  let first: Int
  /// Those that lie inside the row.
  let low: Int
  let high: Int

  @inline(__always)
  var count: Int { high &- low }
}
