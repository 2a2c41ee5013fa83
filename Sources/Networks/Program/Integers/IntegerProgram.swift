/// What a `.stapes` file computes, as data: the stream graph in integers.
///
/// The compiler makes one from a float graph and calibrated ranges and writes it; reading a file
/// gives one back. The oracles of the Reference module interpret it. Tensors are numbered as in
/// `StreamGraph`.
public struct IntegerProgram: Equatable, Sendable {
  public var name: String
  public var rounding: Rounding
  public var inputs: [ProgramInput]
  public var ops: [ProgramOp]
  /// How each tensor stands for real values.
  public var quantisations: [Quantisation]
  public var labels: [String]

  public init(
    name: String, rounding: Rounding, inputs: [ProgramInput], ops: [ProgramOp],
    quantisations: [Quantisation], labels: [String]
  ) {
    self.name = name
    self.rounding = rounding
    self.inputs = inputs
    self.ops = ops
    self.quantisations = quantisations
    self.labels = labels
  }

  /// The rows of tensor `index`.
  public func rowShape(_ index: Int) -> RowShape {
    index < inputs.count ? inputs[index].row : ops[index - inputs.count].row
  }

  /// The rows of an edge's tensor, as the reading op sees them.
  public func rowShape(_ edge: ProgramEdge) -> RowShape {
    let row = rowShape(edge.tensor)
    return edge.isTransposed ? RowShape(width: row.channels, channels: row.width) : row
  }

  public func tensorName(_ index: Int) -> String {
    index < inputs.count ? inputs[index].name : ops[index - inputs.count].name
  }

  /// Bytes of one element of tensor `index`: 2 for audio and wide activations, 1 for the rest.
  public func elementBytes(_ index: Int) -> Int {
    (index < inputs.count ? inputs[index].isWide : ops[index - inputs.count].isWide) ? 2 : 1
  }

  /// Whether op `index` takes or gives wide activations. A convolution of audio that gives int8 does
  /// not: it is what compiled models begin with.
  public func isWide(_ index: Int) -> Bool {
    let op = ops[index]
    if case .convolution = op.operation { return op.isWide }
    return op.operation.isOfWideTensors || op.isWide
      || op.edges.contains { elementBytes($0.tensor) == 2 }
  }

  /// The ops that read tensor `index`.
  public func consumers(of index: Int) -> [Int] {
    ops.indices.filter { op in ops[op].edges.contains { $0.tensor == index } }
  }
}

/// The rounding profile of a program.
public enum Rounding: String, Equatable, Sendable {
  /// One rounding, half up.
  case single
  /// Two roundings, as TFLite Micro.
  case tflm
}

/// real = (q − zeroPoint) · scale.
public struct Quantisation: Equatable, Sendable {
  public var scale: Float
  public var zeroPoint: Int32

  public init(scale: Float, zeroPoint: Int32) {
    self.scale = scale
    self.zeroPoint = zeroPoint
  }
}

/// A factor q31 · 2^(shift − 31).
public struct ScaleFactor: Equatable, Sendable, CustomStringConvertible {
  public var q31: Int32
  public var shift: Int

  public init(q31: Int32, shift: Int) {
    self.q31 = q31
    self.shift = shift
  }

  public var description: String { "\(q31) · 2^\(shift - 31)" }

  public static let one = ScaleFactor(q31: 1 << 30, shift: 1)
  public static let zero = ScaleFactor(q31: 0, shift: 0)
  /// The exact value.
  public var value: Double { Double(sign: .plus, exponent: shift - 31, significand: Double(q31)) }

  /// The nearest factor with a mantissa of 15 bits, so that its product with any 32-bit
  /// accumulator fits the 53 bits of a Double; zero where the shift would fall below −31.
  ///
  /// nil where `value` is negative, not finite, or too large for a shift of 30.
  ///
  /// - Parameter bits: of the mantissa, where it is to be shorter.
  public init?(nearest value: Double, bits: Int = 15) {
    guard value.isFinite, value >= 0 else { return nil }
    guard value > 0 else {
      self = .zero
      return
    }
    // value = fraction · 2^exponent with the fraction in [½, 1).
    var exponent = Int(value.exponent) + 1
    let half = Double(1 << (bits - 1))
    var mantissa = (value.significand * half).rounded(.toNearestOrAwayFromZero)
    if mantissa == 2 * half {
      mantissa = half
      exponent += 1
    }
    guard exponent <= 30 else { return nil }
    guard exponent >= -31 else {
      self = .zero
      return
    }
    self.init(q31: Int32(mantissa) << (31 - bits), shift: exponent)
  }
}

/// One input of a program.
public struct ProgramInput: Equatable, Sendable {
  public var name: String
  public var row: RowShape
  /// Whether elements are int16.
  public var isWide: Bool
  public var samplesPerSecond: Int
  /// The only number of rows that is taken, or 0 for any.
  public var fixedRows: Int
  public var minimumRows: Int
  public var standardisation: Standardisation

  public init(
    name: String, row: RowShape, isWide: Bool, samplesPerSecond: Int, fixedRows: Int,
    minimumRows: Int, standardisation: Standardisation
  ) {
    self.name = name
    self.row = row
    self.isWide = isWide
    self.samplesPerSecond = samplesPerSecond
    self.fixedRows = fixedRows
    self.minimumRows = minimumRows
    self.standardisation = standardisation
  }
}

/// How the amplitude of audio is standardised; deviations in sixteenths of a sample step.
public enum Standardisation: Equatable, Sendable {
  /// Not at run time: the gain is part of the input's scale.
  case fixed
  case clip(minimumDeviationQ4: UInt32)
  case running(minimumDeviationQ4: UInt32, initialDeviationQ4: UInt32)
}

/// One op's reading of one tensor.
public struct ProgramEdge: Equatable, Sendable {
  public var tensor: Int
  public var isTransposed: Bool
  /// To the op's common scale; used by add and concat.
  public var factor: ScaleFactor

  public init(tensor: Int, isTransposed: Bool = false, factor: ScaleFactor = .one) {
    self.tensor = tensor
    self.isTransposed = isTransposed
    self.factor = factor
  }
}

/// One op: what it computes, the clamp behind it, and the rows that it yields.
public struct ProgramOp: Equatable, Sendable {
  public var name: String
  public var operation: ProgramOperation
  public var edges: [ProgramEdge]
  public var row: RowShape
  /// Whether elements of the output are int16, with zero point 0; else int8.
  public var isWide: Bool
  public var lowest: Int16
  public var highest: Int16

  /// - Parameters:
  ///   - lowest: as `highest`, the end of the element's range if nil.
  public init(
    name: String, operation: ProgramOperation, edges: [ProgramEdge], row: RowShape,
    isWide: Bool = false, lowest: Int16? = nil, highest: Int16? = nil
  ) {
    let range = Self.range(isWide: isWide)
    self.name = name
    self.operation = operation
    self.edges = edges
    self.row = row
    self.isWide = isWide
    self.lowest = lowest ?? range.lowerBound
    self.highest = highest ?? range.upperBound
  }

  /// Whether the clamp lets all values through.
  public var isUnclamped: Bool { lowest...highest == Self.range(isWide: isWide) }

  private static func range(isWide: Bool) -> ClosedRange<Int16> {
    isWide ? .min ... .max : -128...127
  }
}

/// What an op computes, in integers; the Runtime's kernels of the same names define it.
public enum ProgramOperation: Equatable, Sendable {
  case convolution(ProgramConvolution)
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
  case sigmoid(ProgramSigmoid)
  /// TFLite's softmax of int16.
  case interpolatedSoftmax(ProgramSoftmax)

  /// Whether the op is one that int8 activations have no need of.
  public var isOfWideTensors: Bool {
    switch self {
    case .rescale, .sigmoid, .interpolatedSoftmax: true
    default: false
    }
  }
}

/// In which order rows × columns × channels become one row; the innermost last.
public enum FlattenOrder: Equatable, Sendable {
  case channelsRowsColumns
  case channelsColumnsRows
  case rowsColumnsChannels
}

/// An elementwise function of one int8.
public enum Lookup: Equatable, Sendable {
  /// factor · v for v = q − zero point, with one factor above zero and one below; the compiler
  /// writes the table of its 256 values.
  case piecewise(positive: ScaleFactor, negative: ScaleFactor)
  /// y for q = −128 … 127.
  case table([Int8])
}

/// A convolution in integers.
public struct ProgramConvolution: Equatable, Sendable {
  public var geometry: Geometry
  public var groups: Int
  /// [output][kernel row][tap][input of the group].
  public var weights: [Int8]
  /// At scale s_in · s_w, before the input's zero point is folded in.
  public var biases: [Int]
  public var factors: [ScaleFactor]
  /// Whether sums take up to 48 bits. Then factors have mantissas of 15, and one rounding, half up,
  /// in either profile.
  public var hasLongSums: Bool
  /// The end of the grid on which the weights were rounded.
  public var largestWeight: Int
  /// The max-pool that the same op does behind the convolution; 1 × 1 for none.
  public var pool: PoolSize

  public init(
    geometry: Geometry, groups: Int, weights: [Int8], biases: [Int], factors: [ScaleFactor],
    hasLongSums: Bool = false, largestWeight: Int = 127, pool: PoolSize = .none
  ) {
    self.geometry = geometry
    self.groups = groups
    self.weights = weights
    self.biases = biases
    self.factors = factors
    self.hasLongSums = hasLongSums
    self.largestWeight = largestWeight
    self.pool = pool
  }

  public var weightsPerOutput: Int { weights.count / biases.count }
}

/// Rows and columns that a fused max-pool takes together.
public struct PoolSize: Equatable, Sendable {
  public var rows: Int
  public var across: Int

  public init(rows: Int, across: Int) {
    self.rows = rows
    self.across = across
  }

  public static let none = PoolSize(rows: 1, across: 1)
}
