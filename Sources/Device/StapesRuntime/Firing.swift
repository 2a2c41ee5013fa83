internal import FixedPoint
internal import Kernels

/// One run of an op: what its record and its cursors say of the rows to be computed, read once.
///
/// Cursors move only when all rows of the run are computed. Everything is mutating: a borrowed value
/// would be copied to the stack for each call.
struct Firing: ~Copyable, ~Escapable {
  /// The op's number.
  let index: Int
  let op: OpRecord
  let flow: RowFlow
  /// The tensor that the op reads first, as the op sees it, and the one that it gives.
  let input: TensorRecord
  let output: TensorRecord
  /// Rows, or parts of rows, to be computed.
  let rows: Int
  /// The op's place in the ring that it reads first.
  var reader: EdgeCursor
  /// Where its output's next row goes, and how many parts of it are there.
  var writer: TensorCursor

  @_lifetime(copy op, copy input, copy output)
  @inline(__always)
  init(
    index: Int, op: OpRecord, flow: RowFlow, input: TensorRecord, output: TensorRecord, rows: Int,
    reader: EdgeCursor, writer: TensorCursor
  ) {
    self.index = index
    self.op = op
    self.flow = flow
    self.input = input
    self.output = output
    self.rows = rows
    self.reader = reader
    self.writer = writer
  }

  /// How many parts of its row a computed row has in front of it.
  @_lifetime(self: copy self)
  mutating func part(_ place: Int = 0) -> Int {
    flow.parts == 1 ? 0 : (writer.parts &+ place) % flow.parts
  }

  /// The rows under the kernel for one of the rows to be computed.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func window(_ place: Int = 0) -> Window {
    Window(reader, of: input, kernelRows: flow.kernelRows, ahead: place &* flow.stride)
  }

  /// All rows to be computed.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func computedRows() -> Rows {
    Rows(
      reader, of: RowRing(input), kernelRows: flow.kernelRows, stride: flow.stride, count: rows,
      to: RowRing(output), slot: writer.slot, parts: flow.parts, part: writer.parts)
  }

  /// The one row that an op reads which takes rows one by one.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func source() -> Int? { window().row(0) }

  /// Where in the arena a computed row goes, or the row of which it is a part.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func row(_ place: Int = 0) -> Int {
    var slot = writer.parts &+ place
    if flow.parts > 1 { slot /= flow.parts }
    slot &+= writer.slot
    return output.arenaOffset
      &+ (slot >= output.capacity ? slot &- output.capacity : slot) &* output.rowBytes
  }

  /// Rows of the output that are complete with those computed; counts the parts beyond them.
  @_lifetime(self: copy self)
  mutating func takeCompleteRows() -> Int {
    let computed = writer.parts &+ rows
    let complete = flow.parts == 1 ? computed : computed / flow.parts
    writer.parts = computed &- complete &* flow.parts
    return complete
  }
}

extension Executor {
  /// The oldest row that an edge holds.
  @inline(never)
  mutating func row(ofEdge edge: Int) -> Int? {
    Window(cursor(ofEdge: edge), of: model.source(ofEdge: edge), kernelRows: 1).row(0)
  }
}

/// What kernels are made with. Of the model: an executor that is borrowed would be copied to the stack.
extension Model {
  /// The first tensor that an op reads, as it sees it.
  @_lifetime(copy self)
  func input(of op: OpRecord) -> TensorRecord { source(ofEdge: op.firstEdge) }

  @inline(never)
  func requantiser(_ op: OpRecord, _ output: TensorRecord) -> Requantiser {
    Requantiser(
      rounding: Library.roundsTwice ? rounding : .single, zeroPoint: output.zeroPoint,
      lowest: Int32(op.lowest), highest: Int32(op.highest))
  }

  @_lifetime(copy self)
  func table(_ section: Section) -> Span<UInt8> {
    bytes.extracting(section.offset..<section.end)
  }
}
