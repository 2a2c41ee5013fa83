public import ModelFormat

/// What an op computes, in integers; the functions of the Kernels module define it.
public enum IntegerOperation: Equatable, Sendable {
  case convolution(IntegerConvolution)
  case maxPool(Geometry)
  case averagePool(Geometry)
  /// The factor takes the mean in 1/256 steps to the output.
  case globalAverage(ScaleFactor)
  /// The same over the last rows of a stream that goes on, see `AverageWindow`.
  case windowAverage(Geometry, ScaleFactor)
  /// The mean of a channel's values as they stand, over all rows, rounded half away from zero: what
  /// TFLite's AVERAGE_POOL_2D makes of a whole map.
  case valueAverage
  /// The factor takes the sum of q − zero point over all rows to the output: TFLite's MEAN.
  case scaledSum(ScaleFactor)
  /// The factor takes the sum of the scaled addends to the output.
  case add(ScaleFactor)
  /// The factor takes the first scaled operand without the second to the output.
  case subtract(ScaleFactor)
  case offset(Offset)
  /// The factor takes the product of both q − zero point to the output.
  case multiply(ScaleFactor)
  case concat
  case lookup(Lookup)
  case flatten(rows: Int, order: FlattenOrder)
  /// e(−d · scale) · 2¹⁵ for the distances d = 0, 1, … to the highest value.
  case softmax(exponentials: [UInt16])
  /// The same times 2³¹, for gemmlowp's softmax, which is TFLite's.
  case gemmlowpSoftmax(exponentials: [Int32])
  /// factor · (q − zero point), with one factor above zero and one below, of elements of any size to
  /// elements of any: a change of scales, a leaky ReLU.
  case rescale(positive: ScaleFactor, negative: ScaleFactor)
  /// TFLite's logistic and tanh of int16.
  case sigmoid(Sigmoid)
  /// TFLite's softmax of int16.
  case interpolatedSoftmax(InterpolatedSoftmax)
}

extension IntegerOperation: GraphOperation {
  public var rowFlow: RowFlow {
    switch self {
    case .convolution(let convolution): convolution.rowFlow
    case .maxPool(let geometry), .averagePool(let geometry), .windowAverage(let geometry, _):
      geometry.rowFlow
    case .globalAverage, .valueAverage, .scaledSum: RowFlow(givesAtEnd: true)
    case .flatten(let rows, _): RowFlow(parts: rows)
    case .add, .subtract, .offset, .multiply, .concat, .lookup, .softmax, .gemmlowpSoftmax,
      .rescale, .sigmoid, .interpolatedSoftmax:
      RowFlow()
    }
  }

  public var channelFlow: ChannelFlow {
    switch self {
    case .convolution(let convolution): .mixes(groups: convolution.groups)
    case .maxPool, .averagePool, .windowAverage, .globalAverage, .valueAverage, .add, .subtract,
      .multiply, .lookup, .rescale, .sigmoid:
      .carries()
    case .scaledSum: .carries(keepsConstants: false)
    case .concat: .joins
    case .flatten(let rows, let order): .permutes(rows: rows, order: order)
    // An offset has a constant for each channel.
    case .offset, .softmax, .gemmlowpSoftmax, .interpolatedSoftmax: .opaque
    }
  }

  public var operands: ClosedRange<Int> {
    switch self {
    case .add, .subtract, .multiply: 2...2
    case .concat: 1...Layout.longestTable
    default: 1...1
    }
  }

  public func outputWidth(_ width: Int) -> Int {
    switch self {
    case .globalAverage, .valueAverage, .scaledSum, .flatten: 1
    case .convolution(let convolution):
      convolution.geometry.outputWidth(width) / convolution.pool.across
    default: geometry?.outputWidth(width) ?? width
    }
  }

  public var geometry: Geometry? {
    switch self {
    case .convolution(let convolution): convolution.geometry
    case .maxPool(let geometry), .averagePool(let geometry), .windowAverage(let geometry, _):
      geometry
    default: nil
    }
  }

  /// Whether the float path has no definition of the op: its arithmetic is TFLite's alone.
  public var isImported: Bool {
    switch self {
    case .valueAverage, .scaledSum, .subtract, .offset, .gemmlowpSoftmax, .rescale, .sigmoid,
      .interpolatedSoftmax:
      true
    default: false
    }
  }
}

/// A sum of a scaled operand with a constant for each channel, or what it leaves of the constants.
public struct Offset: Equatable, Sendable {
  /// Takes the sum to the output.
  public var factor: ScaleFactor
  /// At the scale to which the edge's factor brings the operand.
  public var constants: [Int32]
  /// Whether the operand is taken from the constants.
  public var isReversed: Bool

  public init(factor: ScaleFactor, constants: [Int32], isReversed: Bool) {
    self.factor = factor
    self.constants = constants
    self.isReversed = isReversed
  }
}

/// An elementwise function of one int8.
public enum Lookup: Equatable, Sendable {
  /// factor · v for v = q − zero point, with one factor above zero and one below; the compiler
  /// writes the table of its 256 values.
  case piecewise(positive: ScaleFactor, negative: ScaleFactor)
  /// y for q = −128 … 127.
  case table([Int8])
}
