internal import Kernels
internal import ModelFormat

/// One run of an op: what its record, its tensors and its cursors say, read once.
///
/// Cursors move only when all rows of the run are computed.
struct Firing: Copyable, ~Escapable {
  let index: Int
  let op: OpRecord
  let kind: OpKind
  let flow: RowFlow
  /// The first tensor that the op reads, as it sees it, and the one that it gives.
  let input: TensorRecord
  let output: TensorRecord
  /// Rows, or parts of rows, to be computed.
  let rows: Int
  private let reader: EdgeCursor
  private let writer: TensorCursor

  @_lifetime(copy model, copy op)
  @inline(never)
  init(
    _ model: Model, _ index: Int, _ op: OpRecord, _ flow: RowFlow, rows: Int,
    _ reader: EdgeCursor, _ writer: TensorCursor
  ) {
    self.index = index
    self.op = op
    kind = op.kind
    self.flow = flow
    input = model.source(ofEdge: op.firstEdge)
    output = model.tensor(model.output(ofOp: index))
    self.rows = rows
    self.reader = reader
    self.writer = writer
  }

  /// The rows under the kernel for one of the rows to be computed.
  @inline(never)
  func window(_ place: Int = 0) -> Window {
    Window(
      reader, ring: input.arenaOffset, rowBytes: input.rowBytes, capacity: input.capacity,
      kernelRows: flow.kernelRows, ahead: place &* flow.stride)
  }

  /// Where in the arena a computed row goes, or the row of which it is a part.
  @inline(never)
  func row(_ place: Int = 0) -> Int {
    let slot = writer.slot &+ (writer.parts &+ place) / flow.parts
    return output.arenaOffset
      &+ (slot >= output.capacity ? slot &- output.capacity : slot) &* output.rowBytes
  }

  /// How many parts of its row a computed row has in front of it.
  func part(_ place: Int = 0) -> Int { (writer.parts &+ place) % flow.parts }
}

extension Executor {
  /// The oldest row that an edge holds, for ops that take rows one by one.
  @inline(never)
  mutating func row(ofEdge edge: Int) -> Int? {
    let source = model.source(ofEdge: edge)
    return Window(
      cursor(ofEdge: edge), ring: source.arenaOffset, rowBytes: source.rowBytes,
      capacity: source.capacity, kernelRows: 1
    ).row(0)
  }
}
