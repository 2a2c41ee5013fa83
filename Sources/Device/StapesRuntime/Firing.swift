internal import FixedPoint
internal import Kernels

/// One run of an op: what its record and its cursors say of the rows to be computed, read once.
///
/// Cursors move only when all rows of the run are computed. Everything is mutating: a borrowed value
/// would be copied to the stack for each call.
struct Firing {
  let op: Int
  var flow = RowFlow()
  /// Rows, or parts of rows, to be computed.
  var rows = 0
  /// The op's place in the ring that it reads first.
  var reader = EdgeCursor(offset: 0)
  /// Where its output's next row goes, and how many parts of it are there.
  let slot: Int
  let parts: Int

  /// How many parts of its row a computed row has in front of it.
  mutating func part(_ place: Int = 0) -> Int { (parts &+ place) % flow.parts }

  /// The rows under the kernel for one of the rows to be computed.
  @inline(never)
  mutating func window(_ model: Model, _ place: Int = 0) -> Window {
    window(model.input(of: model.op(op)), place)
  }

  /// The same, where the tensor that the op reads is at hand.
  @inline(__always)
  mutating func window(_ input: TensorRecord, _ place: Int) -> Window {
    Window(reader, of: input, kernelRows: flow.kernelRows, ahead: place &* flow.stride)
  }

  /// The one row that an op reads which takes rows one by one.
  @inline(never)
  mutating func source(_ model: Model) -> Int? { window(model).row(0) }

  /// Where in the arena a computed row goes, or the row of which it is a part.
  @inline(never)
  mutating func row(_ model: Model, _ place: Int = 0) -> Int {
    row(model.output(of: op), place)
  }

  /// The same, where the op's output is at hand.
  @inline(__always)
  mutating func row(_ output: TensorRecord, _ place: Int) -> Int {
    let slot = self.slot &+ (parts &+ place) / flow.parts
    return output.arenaOffset
      &+ (slot >= output.capacity ? slot &- output.capacity : slot) &* output.rowBytes
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
  @_lifetime(copy self)
  func output(of op: Int) -> TensorRecord { tensor(output(ofOp: op)) }

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
