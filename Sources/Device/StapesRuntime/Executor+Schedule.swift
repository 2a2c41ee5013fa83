/// What a step has done.
public enum Step: Equatable, Sendable {
  /// No op can run until more is pushed, or an input ends.
  case idle
  /// A tensor's op took rows, and gave none yet.
  case consumed(tensor: Int)
  /// A tensor got so many rows; none where the end of the stream was passed on.
  case produced(tensor: Int, rows: Int)
}

/// The schedule: the most downstream op that can run, runs.
///
/// So rings stay as short as they can be, and what happens does not depend on how the input was
/// cut into pushes. The compiler simulates the same rule to find the rings' capacities.
extension Executor {
  /// Runs until no op can, or what is left waits for credit.
  mutating func run() {
    while hasCredit, step() != .idle {}
  }

  /// Runs until no op can.
  mutating func settle() {
    while step() != .idle {}
  }

  /// Runs one op.
  @inline(never)
  mutating func step() -> Step {
    while next >= 0 {
      let step = fire(next)
      if step != .idle { return step }
      next &-= 1
    }
    if model.hasPace { forgetUnusedCredit() }
    return .idle
  }

  /// Marks a tensor as ended: no row will follow.
  @inline(never)
  mutating func end(_ index: Int) {
    var cursor = cursor(ofTensor: index)
    cursor.hasEnded = true
    store(cursor, ofTensor: index)
    let consumers = model.tensor(index).consumers
    if !consumers.isEmpty { wake(model.consumer(consumers.upperBound &- 1)) }
  }

  /// Lets the search for an op that can run begin no later than at the op of an edge. A tensor's last
  /// edge is that of its last reader.
  private mutating func wake(_ edge: Int) { next = max(next, model.edge(edge).op) }

  /// Rows of a tensor that can be written: every reader has let go of their slots.
  @inline(never)
  mutating func room(_ tensor: TensorRecord) -> Int {
    var most = 0
    for entry in tensor.consumers { most = max(most, pending(ofEdge: model.consumer(entry))) }
    return tensor.capacity &- most
  }

  /// Hands rows of a tensor, which have been written, to its readers.
  ///
  /// - Parameter writer: the tensor's cursor, which moves on.
  @inline(never)
  mutating func commit(
    _ index: Int, _ tensor: TensorRecord, _ writer: inout TensorCursor, rows: Int
  ) {
    let capacity = tensor.capacity
    writer.slot &+= rows
    if writer.slot >= capacity { writer.slot &-= capacity }
    let left = Int(Int32.max) &- writer.rows
    writer.rows &+= rows > left ? rows &- Layout.State.countedAgain : rows
    store(writer, ofTensor: index)
    var last = -1
    for entry in tensor.consumers {
      last = model.consumer(entry)
      var cursor = cursor(ofEdge: last)
      cursor.advance(received: rows, by: 0, capacity: capacity)
      store(cursor, ofEdge: last)
    }
    if last >= 0 { wake(last) }
  }

  /// Runs an op if it can.
  @inline(never)
  private mutating func fire(_ index: Int) -> Step {
    let rows = computableRows(index)
    guard rows != 0 else { return .idle }
    var firing = makeFiring(index, rows: rows)
    guard !firing.writer.hasEnded else { return .idle }
    if rows < 0 { return conclude(&firing) }
    let written = firing.flow.slotsWritten(phase: firing.writer.parts, rows: rows)
    guard room(firing.output) >= written else { return .idle }
    compute(&firing)
    return handOn(&firing)
  }

  /// A function of its own, so that what it needs lies on the stack no longer.
  @inline(never)
  @_lifetime(copy self)
  private mutating func makeFiring(_ index: Int, rows: Int) -> Firing {
    let op = model.op(index)
    let tensor = model.output(ofOp: index)
    return Firing(
      index: index, op: op, flow: op.rowFlow, input: model.input(of: op),
      output: model.tensor(tensor), rows: rows, reader: cursor(ofEdge: op.firstEdge),
      writer: cursor(ofTensor: tensor))
  }

  /// The rows, or parts of rows, that an op can compute now; −1 where its input has ended and no more
  /// come.
  @inline(never)
  private mutating func computableRows(_ index: Int) -> Int {
    let op = model.op(index)
    let flow = op.rowFlow
    var count = flow.strip
    for edge in op.edges {
      let reach = cursor(ofEdge: edge).reach
      let hasEnded = reach < flow.span && hasEnded(model.edge(edge).tensor)
      count = min(count, flow.computableRows(reach: reach, hasEnded: hasEnded))
    }
    return count
  }

  /// Lets go of the rows that a firing has taken, and hands on those that it has completed.
  @inline(never)
  private mutating func handOn(_ firing: inout Firing) -> Step {
    letGo(&firing)
    if model.hasPace { spendCredit(onOp: firing.index) }
    let tensor = model.output(ofOp: firing.index)
    if firing.flow.givesAtEnd { return .consumed(tensor: tensor) }
    let complete = firing.takeCompleteRows()
    guard complete > 0 else {
      store(firing.writer, ofTensor: tensor)
      return .consumed(tensor: tensor)
    }
    commit(tensor, firing.output, &firing.writer, rows: complete)
    return .produced(tensor: tensor, rows: complete)
  }

  @inline(never)
  private mutating func letGo(_ firing: inout Firing) {
    let (first, taken) = (firing.op.firstEdge, firing.rows &* firing.flow.stride)
    firing.reader.advance(received: 0, by: taken, capacity: firing.input.capacity)
    store(firing.reader, ofEdge: first)
    for edge in firing.op.edges where edge > first {
      var cursor = cursor(ofEdge: edge)
      cursor.advance(received: 0, by: taken, capacity: model.source(ofEdge: edge).capacity)
      store(cursor, ofEdge: edge)
    }
  }

  /// Passes the end of the stream on, after the row that some ops give only then.
  @inline(never)
  private mutating func conclude(_ firing: inout Firing) -> Step {
    let tensor = model.output(ofOp: firing.index)
    let givesRow = firing.flow.givesAtEnd
    if givesRow {
      guard room(firing.output) > 0 else { return .idle }
      writeAverages(&firing)
      commit(tensor, firing.output, &firing.writer, rows: 1)
    }
    end(tensor)
    return .produced(tensor: tensor, rows: givesRow ? 1 : 0)
  }
}
