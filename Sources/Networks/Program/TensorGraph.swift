public import ModelFormat

/// A network as a program over streams of rows, in floats or in integers.
///
/// Tensors are numbered: the inputs, then one for each op's output. A tensor is a stream of rows
/// of `width` × `channels` values, channels innermost; a vector is a stream of one row. Ops stand
/// in an order in which each follows what it reads; the last one's output is the network's.
public struct TensorGraph<Kind: GraphKind>: Equatable, Sendable {
  public var name: String
  public var inputs: [Input]
  public var ops: [Op]
  public var labels: [String]
  /// What holds for the whole graph.
  public var rules: Kind.Rules

  /// One input of a graph.
  public struct Input: Equatable, Sendable {
    public var name: String
    public var row: RowShape
    /// 16-bit audio of this rate, to be standardised; nil for rows of features or of a picture.
    public var samplesPerSecond: Int?
    /// The only number of rows that the network takes; nil for any.
    public var fixedRows: Int?
    public var form: Kind.InputForm
  }

  /// One op's reading of one tensor.
  public struct Edge: Equatable, Sendable {
    public var tensor: Int
    /// Channels are seen as width: a sequence's frames as the rows of a picture.
    public var isTransposed: Bool
    public var form: Kind.EdgeForm
  }

  /// One op, and the rows that it yields.
  public struct Op: Equatable, Sendable {
    public var name: String
    public var operation: Kind.Operation
    public var edges: [Edge]
    public var row: RowShape
    public var form: Kind.OutputForm
  }
}

/// Which numbers a graph computes with, and what inputs, edges and outputs say of them.
public protocol GraphKind {
  associatedtype Operation: GraphOperation
  associatedtype InputForm: Equatable & Sendable
  associatedtype EdgeForm: Equatable & Sendable
  associatedtype OutputForm: Equatable & Sendable
  associatedtype Rules: Equatable & Sendable
}

/// What every op states of itself, once, and everybody else asks.
public protocol GraphOperation: Equatable, Sendable {
  /// How the op takes rows and gives rows.
  var rowFlow: RowFlow { get }
  /// How the channels of the output come from those of the inputs.
  var channelFlow: ChannelFlow { get }
  /// How the op slides over rows; nil for ops that take them one by one.
  var geometry: Geometry? { get }
  /// How many tensors the op reads.
  var operands: ClosedRange<Int> { get }
  /// Columns of its output, of rows of `width` columns.
  func outputWidth(_ width: Int) -> Int
}

/// How the channels of an op's output come from those of its inputs.
public enum ChannelFlow: Equatable, Sendable {
  /// Each output channel is a weighted sum of the input channels of its group.
  case mixes(groups: Int)
  /// Each output channel is made of the same channel of every input, each value for itself or all
  /// values of a window.
  ///
  /// - Parameter keepsConstants: whether a constant channel gives a constant one; a sum over all rows
  ///   does not.
  case carries(keepsConstants: Bool = true)
  /// The channels of the inputs stand one behind the other.
  case joins
  /// Each output channel is one value of the joined rows.
  case permutes(rows: Int, order: FlattenOrder)
  /// Each output depends on all inputs.
  case opaque
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

  /// The row with channels seen as width.
  public var transposed: RowShape { RowShape(width: channels, channels: width) }
}

extension TensorGraph {
  public var tensorCount: Int { inputs.count + ops.count }

  /// The rows of tensor `index`.
  public func rowShape(_ index: Int) -> RowShape {
    index < inputs.count ? inputs[index].row : ops[index - inputs.count].row
  }

  /// The rows of an edge's tensor, as the reading op sees them.
  public func rowShape(_ edge: Edge) -> RowShape {
    edge.isTransposed ? rowShape(edge.tensor).transposed : rowShape(edge.tensor)
  }

  /// The input's or op's name.
  public func tensorName(_ index: Int) -> String {
    index < inputs.count ? inputs[index].name : ops[index - inputs.count].name
  }

  /// The ops that read tensor `index`.
  @inlinable
  public func consumers(of index: Int) -> [Int] {
    ops.indices.filter { op in ops[op].edges.contains { $0.tensor == index } }
  }

  /// The op that alone reads tensor `index`, untransposed.
  public func onlyConsumer(of index: Int) -> Int? {
    let readers = consumers(of: index)
    guard readers.count == 1, ops[readers[0]].edges.count == 1,
      !ops[readers[0]].edges[0].isTransposed
    else { return nil }
    return readers[0]
  }

  /// A name like `base` that no tensor has, nor any of `others`.
  func freshName(_ base: String, besides others: some Collection<String> = [String]()) -> String {
    var name = base
    while others.contains(name) || (0..<tensorCount).contains(where: { tensorName($0) == name }) {
      name += "_"
    }
    return name
  }
}
