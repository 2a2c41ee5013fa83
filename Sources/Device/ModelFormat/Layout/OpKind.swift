public enum OpKind: UInt8, Sendable {
  case convolution = 1
  case depthwise = 2
  case maxPool = 3
  case averagePool = 4
  case globalAverage = 5
  case add = 6
  case concat = 7
  case lookup = 8
  case flatten = 9
  case softmax = 10
  case windowAverage = 11
  case valueAverage = 12
  case scaledSum = 13
  case multiply = 14
  case gemmlowpSoftmax = 15
  case rescale = 16
  case logistic = 17
  case hyperbolicTangent = 18
  case interpolatedSoftmax = 19
  case subtract = 20
  case offset = 21
  case reversedOffset = 22
}

extension OpKind {
  /// Whether weights and channel parameters belong to the op.
  @inline(__always)
  public var isConvolution: Bool { self == .convolution || self == .depthwise }

  @inline(__always)
  public var isWindowed: Bool {
    switch self {
    case .convolution, .depthwise, .maxPool, .averagePool, .windowAverage: true
    default: false
    }
  }

  /// Whether the op sums rows up and gives one at the stream's end.
  @inlinable @inline(__always)
  public var sumsRows: Bool {
    switch self {
    case .globalAverage: Library.hasGlobalAverage
    case .valueAverage, .scaledSum: Library.hasImportedOps
    default: false
    }
  }

  @inline(__always)
  public var payloadBytes: Int { Int(payloadByteCount) }

  /// As a byte, so that the table that Swift makes of this switch takes a byte a kind and not four.
  @inline(never)
  private var payloadByteCount: UInt8 {
    switch self {
    case .convolution, .depthwise: Layout.Convolution.byteCount
    case .maxPool, .averagePool: Layout.Window.byteCount
    case .windowAverage: Layout.WindowAverage.byteCount
    case .globalAverage, .valueAverage, .scaledSum: Layout.Sums.byteCount
    case .add, .subtract, .multiply: Layout.Factor.byteCount
    case .concat: 0
    case .lookup, .softmax, .gemmlowpSoftmax: Layout.Table.byteCount
    case .flatten: Layout.Flatten.byteCount
    case .rescale: Layout.Rescale.byteCount
    case .offset, .reversedOffset, .logistic, .hyperbolicTangent, .interpolatedSoftmax:
      Layout.Interpolation.byteCount
    }
  }

  /// Where the payload names the op's table; nil without one.
  public var tablePlace: Int? {
    switch self {
    case .lookup, .softmax, .gemmlowpSoftmax: 0
    case .offset, .reversedOffset, .logistic, .hyperbolicTangent, .interpolatedSoftmax:
      Layout.Interpolation.table
    default: nil
    }
  }

  /// Tensors that the op reads; nil for any number.
  var operands: Int? {
    switch self {
    case .concat: nil
    case .add, .subtract, .multiply: 2
    default: 1
    }
  }

  /// Which elements the op gives.
  public var elements: Elements {
    switch self {
    case .depthwise, .globalAverage, .windowAverage, .lookup, .softmax, .gemmlowpSoftmax: .int8
    case .logistic, .hyperbolicTangent, .interpolatedSoftmax: .int16
    default: .either
    }
  }

  public enum Elements: Sendable { case int8, int16, either }

  /// The part of the library that runs the op; nil for what is always there.
  public var family: OpFamily? {
    switch self {
    case .convolution: nil
    case .depthwise: .depthwise
    case .maxPool, .averagePool: .pooling
    case .globalAverage: .globalAverage
    case .windowAverage: .windowAverage
    case .add, .concat: .joins
    case .lookup, .flatten, .softmax: .tables
    case .valueAverage, .scaledSum, .subtract, .multiply, .gemmlowpSoftmax, .offset,
      .reversedOffset:
      .importedOps
    case .rescale, .logistic, .hyperbolicTangent, .interpolatedSoftmax: .int16
    }
  }

  @inline(__always)
  var isSupported: Bool { family?.isSupported ?? true }
}

/// Ops that a build of the library has or leaves out together: see `Library`.
public enum OpFamily: UInt8, Sendable {
  case depthwise, pooling, globalAverage, windowAverage, joins, tables, importedOps, int16

  @inline(__always)
  var isSupported: Bool {
    switch self {
    case .depthwise: Library.hasDepthwise
    case .pooling: Library.hasPooling
    case .globalAverage: Library.hasGlobalAverage
    case .windowAverage: Library.hasWindowAverage
    case .joins: Library.hasJoins
    case .tables: Library.hasTables
    case .importedOps: Library.hasImportedOps
    case .int16: Library.hasInt16
    }
  }
}
