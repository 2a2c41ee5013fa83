public import Graph
public import ModelFormat

/// A float network, rewritten for streaming.
public typealias FloatGraph = TensorGraph<Floats>

/// Floats need no more than shapes and operations say.
public enum Floats: GraphKind {
  public typealias Operation = FloatOperation
  public typealias InputForm = Nothing
  public typealias EdgeForm = Nothing
  public typealias OutputForm = Nothing
  public typealias Rules = Nothing
}

/// No more to say.
public struct Nothing: Equatable, Sendable {}

extension TensorGraph<Floats>.Edge {
  init(_ tensor: Int, isTransposed: Bool = false) {
    self.init(tensor: tensor, isTransposed: isTransposed, form: Nothing())
  }
}

/// What an op computes; padding never wins a maximum and never counts in an average.
public enum FloatOperation: Equatable, Sendable {
  case convolution(FloatConvolution)
  case maxPool(Geometry)
  case averagePool(Geometry)
  case globalAverage
  case add(Activation)
  case multiply
  case concat
  case activation(Activation)
  case flatten(rows: Int, order: FlattenOrder)
  case softmax
}

extension FloatOperation: GraphOperation {
  public var rowFlow: RowFlow {
    switch self {
    case .convolution, .maxPool, .averagePool: geometry?.rowFlow ?? RowFlow()
    case .globalAverage: RowFlow(givesAtEnd: true)
    case .flatten(let rows, _): RowFlow(parts: rows)
    case .add, .multiply, .concat, .activation, .softmax: RowFlow()
    }
  }

  public var geometry: Geometry? {
    switch self {
    case .convolution(let convolution): convolution.geometry
    case .maxPool(let geometry), .averagePool(let geometry): geometry
    default: nil
    }
  }

  public var operands: ClosedRange<Int> {
    switch self {
    case .add, .multiply: 2...2
    case .concat: 1...Layout.longestTable
    default: 1...1
    }
  }

  public func outputWidth(_ width: Int) -> Int {
    switch self {
    case .globalAverage, .flatten: 1
    default: geometry?.outputWidth(width) ?? width
    }
  }

  public var channelFlow: ChannelFlow {
    switch self {
    case .convolution(let convolution): .mixes(groups: convolution.groups)
    case .maxPool, .averagePool, .globalAverage, .add, .multiply, .activation: .carries()
    case .concat: .joins
    case .flatten(let rows, let order): .permutes(rows: rows, order: order)
    case .softmax: .opaque
    }
  }
}

/// A convolution: weights [output][kernel row][tap][input of the group], one bias an output.
public struct FloatConvolution: Equatable, Sendable {
  public var geometry: Geometry
  public var groups: Int
  public var weights: [Double]
  public var biases: [Double]
  public var activation = Activation.none
  public var origin = ParameterOrigin()

  public var weightsPerOutput: Int { weights.count / biases.count }
}

/// The function behind an op.
public enum Activation: Equatable, Sendable {
  case none
  case relu
  case relu6
  case leakyReLU(slope: Double)
  case curve(Curve)

  public func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .none: x
    case .relu: max(x, 0)
    case .relu6: min(max(x, 0), 6)
    case .leakyReLU(let slope): x < 0 ? slope * x : x
    case .curve(let curve): curve(x)
    }
  }
}
