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
      switch step {
      case .idle: next &-= 1
      case .consumed: return step
      case .produced(let tensor, _):
        wakeReaders(of: tensor)
        return step
      }
    }
    if model.hasPace { forgetUnusedCredit() }
    return .idle
  }

  /// Lets the search for an op that can run begin no later than at the last reader of a tensor that
  /// has changed.
  mutating func wakeReaders(of tensor: Int) {
    if let last = model.lastConsumer(ofTensor: tensor) { next = max(next, last) }
  }

  /// Marks a tensor as ended: no row will follow.
  @inline(never)
  mutating func end(_ tensor: Int) {
    var cursor = cursor(ofTensor: tensor)
    cursor.hasEnded = true
    store(cursor, ofTensor: tensor)
  }

  /// Rows of a tensor that can be written: every reader has let go of their slots.
  @inline(never)
  mutating func room(_ index: Int) -> Int {
    let tensor = model.tensor(index)
    var most = 0
    for entry in tensor.consumers {
      most = max(most, cursor(ofEdge: model.consumer(entry)).pending)
    }
    return tensor.capacity &- most
  }

  /// Hands rows of a tensor, which have been written, to its readers.
  @inline(never)
  mutating func commit(_ index: Int, rows: Int) {
    let tensor = model.tensor(index)
    let capacity = tensor.capacity
    var writer = cursor(ofTensor: index)
    writer.slot &+= rows
    if writer.slot >= capacity { writer.slot &-= capacity }
    let left = Int(Int32.max) &- writer.rows
    writer.rows &+= rows > left ? rows &- Layout.State.countedAgain : rows
    store(writer, ofTensor: index)
    for entry in tensor.consumers {
      let edge = model.consumer(entry)
      var cursor = cursor(ofEdge: edge)
      cursor.advance(received: rows, by: 0, capacity: capacity)
      store(cursor, ofEdge: edge)
    }
  }

  /// Runs an op if it can.
  @inline(never)
  private mutating func fire(_ index: Int) -> Step {
    let output = model.output(ofOp: index)
    let writer = cursor(ofTensor: output)
    guard !writer.hasEnded else { return .idle }
    var firing = Firing(op: index, slot: writer.slot, parts: writer.parts)
    firing.flow = model.op(index).rowFlow
    findRows(&firing)
    if firing.rows < 0 { return conclude(&firing) }
    let written = firing.flow.slotsWritten(phase: firing.parts, rows: firing.rows)
    guard firing.rows > 0, room(output) >= written else { return .idle }
    compute(&firing)
    return handOn(&firing)
  }

  /// Finds the rows, or parts of rows, that the op can compute now; −1 where its input has ended and
  /// no more come.
  @inline(never)
  private mutating func findRows(_ firing: inout Firing) {
    let edges = model.op(firing.op).edges
    firing.reader = cursor(ofEdge: edges.lowerBound)
    var count = firing.flow.strip
    for edge in edges {
      let reach = cursor(ofEdge: edge).reach
      let hasEnded =
        reach < firing.flow.span && cursor(ofTensor: model.edge(edge).tensor).hasEnded
      count = min(count, firing.flow.computableRows(reach: reach, hasEnded: hasEnded))
    }
    firing.rows = count
  }

  /// Lets go of the rows that a firing has taken, and hands on those that it has completed.
  @inline(never)
  private mutating func handOn(_ firing: inout Firing) -> Step {
    let taken = firing.rows &* firing.flow.stride
    for edge in model.op(firing.op).edges {
      var cursor = cursor(ofEdge: edge)
      cursor.advance(received: 0, by: taken, capacity: model.source(ofEdge: edge).capacity)
      store(cursor, ofEdge: edge)
    }
    if model.hasPace { spendCredit(onOp: firing.op) }
    let output = model.output(ofOp: firing.op)
    if firing.flow.givesAtEnd { return .consumed(tensor: output) }
    let computed = firing.parts &+ firing.rows
    let complete = computed / firing.flow.parts
    var writer = cursor(ofTensor: output)
    writer.parts = computed &- complete &* firing.flow.parts
    store(writer, ofTensor: output)
    guard complete > 0 else { return .consumed(tensor: output) }
    commit(output, rows: complete)
    return .produced(tensor: output, rows: complete)
  }

  /// Passes the end of the stream on, after the row that some ops give only then.
  @inline(never)
  private mutating func conclude(_ firing: inout Firing) -> Step {
    let output = model.output(ofOp: firing.op)
    let givesRow = firing.flow.givesAtEnd
    if givesRow {
      guard room(output) > 0 else { return .idle }
      writeAverages(firing.op)
      commit(output, rows: 1)
    }
    end(output)
    return .produced(tensor: output, rows: givesRow ? 1 : 0)
  }
}
