/// An op is a head, which all kinds share, and a payload whose fields its kind decides.
extension Layout {
  /// Byte offsets within the head of an op.
  public enum Op {
    public static let kind = 0
    /// 0; room for what is to come.
    public static let reserved = 1
    public static let firstEdge = 2
    public static let edgeCount = 4
    /// The clamp behind the op, both of 16 bits.
    public static let lowest = 6
    public static let highest = 8
    /// Where the payload starts, in words behind the start of all payloads.
    public static let payload = 10
    public static let recordBytes = 12
  }

  /// A factor of an op: q31 and shift, as `FixedPoint.Multiplier` has them.
  public enum Factor {
    public static let q31 = 0
    public static let shift = 4
    public static let byteCount: UInt8 = 8
  }

  /// A table of an op: where it starts in the file, and its bytes.
  public enum Table {
    public static let position = 0
    public static let tableBytes = 4
    public static let byteCount: UInt8 = 8
  }

  /// How a kernel slides: the payload of pools, and what other windowed ops begin with.
  public enum Window {
    public static let kernelRows = 0
    public static let kernelAcross = 2
    public static let strideRows = 4
    public static let strideAcross = 6
    public static let padBefore = 8
    public static let padAfter = 10
    public static let padLeft = 12
    public static let padRight = 14
    public static let byteCount: UInt8 = 16
  }

  /// A convolution, depthwise or not: a window, then these, which `ConvolutionRecord` explains.
  public enum Convolution {
    public static let groups = 16
    public static let strip = 18
    public static let poolRows = 20
    public static let poolAcross = 21
    public static let encoding = 22
    public static let placement = 23
    public static let form = 24
    public static let biasShift = 25
    public static let factorShift = 26
    public static let largestWeight = 27
    public static let parameters = 28
    public static let weights = 32
    public static let weightBytes = 36
    public static let memory = 40
    public static let windows = 44
    public static let byteCount: UInt8 = 48
  }

  /// Bits of a convolution's placement.
  public enum Placement {
    public static let inPlace = 1
    public static let resident = 2
    public static let alone = 4
  }

  /// An average over all rows: a factor, then where in the arena its sums lie.
  public enum Sums {
    public static let factor = 0
    public static let memory = 8
    public static let byteCount: UInt8 = 12
  }

  /// A mean over a window of rows: a window, then a factor.
  public enum WindowAverage {
    public static let factor = 16
    public static let byteCount: UInt8 = 24
  }

  /// A change of steps: a factor for values from the zero point on, and one for those below.
  public enum Rescale {
    public static let positive = 0
    public static let negative = 8
    public static let byteCount: UInt8 = 16
  }

  /// A function that is interpolated in a table: a factor, then the table.
  public enum Interpolation {
    public static let factor = 0
    public static let table = 8
    public static let byteCount: UInt8 = 16
  }

  /// Rows that become one: how many, and in which order.
  public enum Flatten {
    public static let rows = 0
    public static let order = 2
    public static let byteCount: UInt8 = 4
  }
}

/// In which order rows × columns × channels become one row; the innermost last.
public enum FlattenOrder: UInt8, Equatable, Sendable {
  case channelsRowsColumns = 0
  case channelsColumnsRows = 1
  case rowsColumnsChannels = 2
}
