/// A float network as a program over streams of rows.
///
/// Tensors are numbered: the inputs, then one for each op's output. A tensor is a stream of rows
/// of `width` × `channels` values, channels innermost; a vector is a stream of one row. Ops stand
/// in an order in which each follows what it reads; the last one's output is the network's.
public struct StreamGraph: Equatable, Sendable {
  public var name: String
  public var inputs: [StreamInput]
  public var ops: [StreamOp]
  public var labels: [String]

  /// The rows of tensor `index`.
  public func rowShape(_ index: Int) -> RowShape {
    index < inputs.count ? inputs[index].row : ops[index - inputs.count].row
  }

  /// The rows of an edge's tensor, as the reading op sees them.
  public func rowShape(_ edge: StreamEdge) -> RowShape {
    let row = rowShape(edge.tensor)
    return edge.isTransposed ? RowShape(width: row.channels, channels: row.width) : row
  }

  /// The input's or op's name.
  public func tensorName(_ index: Int) -> String {
    index < inputs.count ? inputs[index].name : ops[index - inputs.count].name
  }

  /// The ops that read tensor `index`.
  public func consumers(of index: Int) -> [Int] {
    ops.indices.filter { op in ops[op].edges.contains { $0.tensor == index } }
  }
}

/// The extent of one time step of a tensor.
public struct RowShape: Equatable, Sendable {
  public var width: Int
  public var channels: Int

  public init(width: Int, channels: Int) {
    self.width = width
    self.channels = channels
  }

  public var elements: Int { width * channels }
}

/// One input of a stream graph.
public struct StreamInput: Equatable, Sendable {
  public var name: String
  public var row: RowShape
  /// 16-bit audio of this rate, to be standardised; nil for rows of features or of a picture.
  public var samplesPerSecond: Int?
  /// The only number of rows that the network takes; nil for any.
  public var fixedRows: Int?

  public init(name: String, row: RowShape, samplesPerSecond: Int?, fixedRows: Int?) {
    self.name = name
    self.row = row
    self.samplesPerSecond = samplesPerSecond
    self.fixedRows = fixedRows
  }
}

/// One op's reading of one tensor.
public struct StreamEdge: Equatable, Sendable {
  public var tensor: Int
  /// Channels are seen as width: a sequence's frames as the rows of a picture.
  public var isTransposed: Bool

  public init(_ tensor: Int, isTransposed: Bool = false) {
    self.tensor = tensor
    self.isTransposed = isTransposed
  }
}

/// One op, and the rows that it yields.
public struct StreamOp: Equatable, Sendable {
  public var name: String
  public var operation: StreamOperation
  public var edges: [StreamEdge]
  public var row: RowShape

  public init(name: String, operation: StreamOperation, edges: [StreamEdge], row: RowShape) {
    self.name = name
    self.operation = operation
    self.edges = edges
    self.row = row
  }
}

/// What an op computes; padding never wins a maximum and never counts in an average.
public enum StreamOperation: Equatable, Sendable {
  case convolution(StreamConvolution)
  /// Per channel factor · x + offset: a batch norm that no convolution has taken up yet.
  case scale(factors: [Double], offsets: [Double])
  case maxPool(Geometry)
  case averagePool(Geometry)
  case globalAverage
  case add(Activation)
  case concat
  case activation(Activation)
  /// All of `rows` rows as one; `isTimeInner` when time is the innermost axis of the result.
  case flatten(rows: Int, isTimeInner: Bool)
  case softmax
}

/// How a kernel slides: along the rows (time) and across each row.
public struct Geometry: Equatable, Sendable {
  public var kernelRows: Int
  public var kernelAcross: Int
  public var strideRows: Int
  public var strideAcross: Int
  public var padBefore: Int
  public var padAfter: Int
  public var padLeft: Int
  public var padRight: Int

  public init(
    kernelRows: Int, kernelAcross: Int, strideRows: Int, strideAcross: Int, padBefore: Int,
    padAfter: Int, padLeft: Int, padRight: Int
  ) {
    self.kernelRows = kernelRows
    self.kernelAcross = kernelAcross
    self.strideRows = strideRows
    self.strideAcross = strideAcross
    self.padBefore = padBefore
    self.padAfter = padAfter
    self.padLeft = padLeft
    self.padRight = padRight
  }

  /// One value at a time.
  public static let point = Geometry(
    kernelRows: 1, kernelAcross: 1, strideRows: 1, strideAcross: 1, padBefore: 0, padAfter: 0,
    padLeft: 0, padRight: 0)

  /// Rows out of `rows` rows.
  public func outputRows(_ rows: Int) -> Int {
    let slack = rows + padBefore + padAfter - kernelRows
    return slack < 0 ? 0 : slack / strideRows + 1
  }

  /// Outputs across a row of `width`.
  public func outputWidth(_ width: Int) -> Int {
    let slack = width + padLeft + padRight - kernelAcross
    return slack < 0 ? 0 : slack / strideAcross + 1
  }
}

/// A convolution: weights [output][kernel row][tap][input of the group], one bias an output.
public struct StreamConvolution: Equatable, Sendable {
  public var geometry: Geometry
  public var groups: Int
  public var weights: [Double]
  public var biases: [Double]
  public var activation: Activation
  public var origin: ParameterOrigin

  public init(
    geometry: Geometry, groups: Int, weights: [Double], biases: [Double],
    activation: Activation = .none, origin: ParameterOrigin = ParameterOrigin()
  ) {
    self.geometry = geometry
    self.groups = groups
    self.weights = weights
    self.biases = biases
    self.activation = activation
    self.origin = origin
  }

  /// Weights of one output channel.
  public var weightsPerOutput: Int { weights.count / biases.count }
}

/// The function behind an op.
public enum Activation: Equatable, Sendable {
  case none
  case relu
  case relu6
  case leakyReLU(slope: Double)

  public func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .none: x
    case .relu: max(x, 0)
    case .relu6: min(max(x, 0), 6)
    case .leakyReLU(let slope): x < 0 ? slope * x : x
    }
  }
}
