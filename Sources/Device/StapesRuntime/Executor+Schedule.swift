internal import ModelFormat

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

  /// Whether every reader of a tensor has let go of as many slots.
  @inline(never)
  mutating func hasRoom(_ index: Int, rows: Int) -> Bool {
    let tensor = model.tensor(index)
    let most = tensor.capacity &- rows
    guard most >= 0 else { return false }
    for entry in tensor.consumers where cursor(ofEdge: model.consumer(entry)).pending > most {
      return false
    }
    return true
  }

  /// Hands rows of a tensor, which have been written, to its readers.
  @inline(never)
  mutating func commit(_ index: Int, rows: Int) {
    let tensor = model.tensor(index)
    let capacity = tensor.capacity
    var writer = cursor(ofTensor: index)
    writer.slot &+= rows
    if writer.slot >= capacity { writer.slot &-= capacity }
    writer.rows &+= min(rows, Int(Int32.max) &- writer.rows)
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
    var writer = cursor(ofTensor: output)
    guard !writer.hasEnded else { return .idle }
    let count = availableRows(index)
    if count < 0 { return conclude(index) }
    let parts = model.op(index).rowParts
    let computed = writer.parts &+ count
    guard count > 0, hasRoom(output, rows: (computed &+ parts &- 1) / parts) else { return .idle }
    compute(index, rows: count)
    release(index, rows: count)
    if model.hasPace { spendCredit(onOp: index) }
    if model.op(index).kind.sumsRows { return .consumed(tensor: output) }
    let complete = computed / parts
    writer.parts = computed &- complete &* parts
    store(writer, ofTensor: output)
    guard complete > 0 else { return .consumed(tensor: output) }
    commit(output, rows: complete)
    return .produced(tensor: output, rows: complete)
  }

  /// Rows, or parts of rows, that an op can compute now; −1 where its input has ended and no more
  /// come.
  @inline(never)
  private mutating func availableRows(_ index: Int) -> Int {
    let op = model.op(index)
    let stride = op.windowStride
    var count = op.firingRows
    var isOver = false
    for edge in op.edges {
      let missing = op.windowRows &- cursor(ofEdge: edge).reach
      if missing &+ (op.firingRows &- 1) &* stride <= 0 { continue }
      if cursor(ofTensor: model.edge(edge).tensor).hasEnded {
        let short = missing &- op.windowPadding.after
        if short > 0 { isOver = true }
        count = min(count, (0 &- short) / stride &+ 1)
      } else {
        count = 0
      }
    }
    return isOver ? -1 : count
  }

  /// Lets go of the rows that a firing has taken.
  @inline(never)
  private mutating func release(_ index: Int, rows: Int) {
    let op = model.op(index)
    for edge in op.edges {
      var cursor = cursor(ofEdge: edge)
      cursor.advance(
        received: 0, by: rows &* op.windowStride, capacity: model.source(ofEdge: edge).capacity)
      store(cursor, ofEdge: edge)
    }
  }

  /// Passes the end of the stream on, after the row that some ops give only then.
  @inline(never)
  private mutating func conclude(_ index: Int) -> Step {
    let output = model.output(ofOp: index)
    var rows = 0
    if model.op(index).kind.sumsRows {
      guard hasRoom(output, rows: 1) else { return .idle }
      if Library.hasWideTensors, model.op(index).isWide {
        writeWideAverages(index)
      } else {
        writeAverages(index)
      }
      commit(output, rows: 1)
      rows = 1
    }
    end(output)
    return .produced(tensor: output, rows: rows)
  }

  /// Computes an op's next rows, or parts of one.
  @inline(never)
  private mutating func compute(_ index: Int, rows: Int) {
    if Library.hasWideTensors, model.op(index).isWide {
      computeWide(index, rows: rows)
      return
    }
    switch model.op(index).kind {
    case .convolution: convolve(index, rows: rows)
    case .depthwise: if Library.hasDepthwise { convolveDepthwise(index) }
    case .maxPool, .averagePool: if Library.hasPooling { pool(index) }
    case .globalAverage, .valueAverage, .scaledSum: if Library.hasSums { addToSums(index) }
    case .windowAverage: if Library.hasWindowAverage { averageWindow(index) }
    case .add: if Library.hasJoins { addRows(index) }
    case .concat: if Library.hasJoins { concatenate(index) }
    case .lookup: if Library.hasTables { lookUp(index) }
    case .flatten: if Library.hasTables { flatten(index) }
    case .softmax: if Library.hasTables { softmax(index) }
    case .multiply: if Library.hasImportedOps { multiplyRows(index) }
    case .gemmlowpSoftmax: if Library.hasImportedOps { gemmlowpSoftmax(index) }
    case .rescale, .logistic, .hyperbolicTangent, .interpolatedSoftmax: break
    }
  }
}
