internal import ModelFormat

/// The schedule: the most downstream op that can run, runs.
///
/// So rings stay as short as they can be, and what happens does not depend on how the input was
/// cut into pushes. The compiler simulates the same rule to find the rings' capacities.
extension Executor {
  private enum Outcome {
    /// Rows are missing, or there is no room for the output.
    case idle
    /// Rows were taken, and no row given yet.
    case consumed
    /// A row was given, or the end of the stream was passed on.
    case produced
  }

  /// Runs until no op can.
  ///
  /// - Parameter tensor: the tensor that has changed since the last run.
  mutating func run<Observer: RowObserver>(
    after tensor: Int, _ observer: inout Observer
  ) {
    var index = model.lastConsumer(of: model.tensor(tensor)) ?? -1
    while index >= 0 {
      switch fire(index, &observer) {
      case .idle: index &-= 1
      case .consumed: break
      case .produced:
        let output = model.tensor(model.output(ofOp: index))
        index = model.lastConsumer(of: output) ?? index
      }
    }
  }

  /// Marks a tensor as ended: no row will follow.
  mutating func end(_ tensor: Int) {
    arena.store(UInt16(1), at: cursors.tensor(tensor) &+ 2)
  }

  func hasEnded(_ tensor: Int) -> Bool {
    arena.uint16(at: cursors.tensor(tensor) &+ 2) != 0
  }

  /// Whether every reader of a tensor has let go of as many slots.
  func hasRoom(_ tensor: TensorRecord, rows: Int = 1) -> Bool {
    guard rows <= tensor.capacity else { return false }
    for entry in tensor.firstConsumer..<tensor.firstConsumer &+ tensor.consumerCount {
      let cursor = EdgeCursor(arena, at: cursors.edge(model.consumer(entry)))
      guard cursor.pending &+ rows <= tensor.capacity else { return false }
    }
    return true
  }

  /// Where in the arena a tensor's next row goes.
  func nextRow(_ index: Int, _ tensor: TensorRecord) -> Int {
    tensor.arenaOffset &+ Int(arena.uint16(at: cursors.tensor(index))) &* tensor.rowBytes
  }

  /// Hands a tensor's next row, which has been written, to its readers.
  mutating func commit<Observer: RowObserver>(
    _ index: Int, _ tensor: TensorRecord, _ observer: inout Observer
  ) {
    let start = nextRow(index, tensor)
    observer.completed(
      row: arena.span.extracting(start..<start &+ tensor.rowBytes), ofTensor: index)
    let position = cursors.tensor(index)
    let slot = Int(arena.uint16(at: position)) &+ 1
    arena.store(UInt16(truncatingIfNeeded: slot == tensor.capacity ? 0 : slot), at: position)
    for entry in tensor.firstConsumer..<tensor.firstConsumer &+ tensor.consumerCount {
      let at = cursors.edge(model.consumer(entry))
      var cursor = EdgeCursor(arena, at: at)
      cursor.receive(capacity: tensor.capacity)
      cursor.store(in: &arena, at: at)
    }
  }

  private mutating func fire<Observer: RowObserver>(
    _ index: Int, _ observer: inout Observer
  ) -> Outcome {
    let outputIndex = model.output(ofOp: index)
    guard !hasEnded(outputIndex) else { return .idle }
    let op = model.op(index)
    if op.kind == .convolution { return fireConvolution(index, op, &observer) }
    var isReady = true
    var isOver = false
    for edge in op.firstEdge..<op.firstEdge &+ op.edgeCount {
      let tensor = model.edge(edge).tensor
      let reach = EdgeCursor(arena, at: cursors.edge(edge)).reach
      let needed = op.rowsNeeded
      if reach >= needed { continue }
      let padding = op.isWindowed ? op.padAfter : 0
      if hasEnded(tensor) {
        if needed &- reach > padding { isOver = true }
      } else {
        isReady = false
      }
    }
    if isOver { return conclude(index, op, &observer) }
    guard isReady else { return .idle }
    let output = model.tensor(outputIndex)
    guard hasRoom(output) else { return .idle }
    let isComplete = compute(index, op, output, row: nextRow(outputIndex, output))
    for edge in op.firstEdge..<op.firstEdge &+ op.edgeCount {
      let at = cursors.edge(edge)
      var cursor = EdgeCursor(arena, at: at)
      cursor.advance(
        by: op.isWindowed ? op.strideRows : 1,
        capacity: model.tensor(model.edge(edge).tensor).capacity)
      cursor.store(in: &arena, at: at)
    }
    guard isComplete else { return .consumed }
    commit(outputIndex, output, &observer)
    return .produced
  }

  /// Computes a strip of rows, or, when no more come, what is left of one.
  private mutating func fireConvolution<Observer: RowObserver>(
    _ index: Int, _ op: OpRecord, _ observer: inout Observer
  ) -> Outcome {
    let edge = model.edge(op.firstEdge)
    let at = cursors.edge(op.firstEdge)
    var cursor = EdgeCursor(arena, at: at)
    var count = op.strip
    if cursor.reach < op.rowsNeeded {
      guard hasEnded(edge.tensor) else { return .idle }
      let missing = op.kernelRows &- cursor.reach &- op.padAfter
      if missing > 0 { return conclude(index, op, &observer) }
      count = min(count, (0 &- missing) / op.strideRows &+ 1)
    }
    let input = model.source(edge)
    let outputIndex = model.output(ofOp: index)
    let output = model.tensor(outputIndex)
    let phase = op.poolRows > 1 ? Int(arena.uint16(at: cursors.op(index))) : 0
    let strip = Strip(
      op, count: count, cursor, of: input, to: output,
      slot: Int(arena.uint16(at: cursors.tensor(outputIndex))), phase: phase)
    guard hasRoom(output, rows: strip.begun) else { return .idle }
    if op.poolRows > 1 || op.poolAcross > 1 { startPools(op, strip, output, phase: phase) }
    convolve(&arena, model, op, strip, input, output)
    if op.poolRows > 1 {
      arena.store(
        UInt16(truncatingIfNeeded: phase &+ count &- strip.complete &* op.poolRows),
        at: cursors.op(index))
    }
    cursor.advance(by: count &* op.strideRows, capacity: input.capacity)
    cursor.store(in: &arena, at: at)
    guard strip.complete > 0 else { return .consumed }
    for _ in 0..<strip.complete { commit(outputIndex, output, &observer) }
    return .produced
  }

  /// Fused max-pools start from the lowest value.
  private mutating func startPools(
    _ op: OpRecord, _ strip: Strip, _ output: TensorRecord, phase: Int
  ) {
    for place in 0..<strip.count where op.poolRows == 1 || (phase &+ place) % op.poolRows == 0 {
      startPool(op, output, row: strip.row(place))
    }
  }

  /// Passes the end of the stream on, after the row that some ops give only then.
  private mutating func conclude<Observer: RowObserver>(
    _ index: Int, _ op: OpRecord, _ observer: inout Observer
  ) -> Outcome {
    let outputIndex = model.output(ofOp: index)
    if op.kind == .globalAverage {
      let output = model.tensor(outputIndex)
      guard hasRoom(output) else { return .idle }
      averageSums(&arena, op, output, profile: model.profile, to: nextRow(outputIndex, output))
      commit(outputIndex, output, &observer)
    }
    end(outputIndex)
    return .produced
  }

  /// Computes an op's next row, or a part of it.
  ///
  /// - Returns: whether the row is complete.
  private mutating func compute(
    _ index: Int, _ op: OpRecord, _ output: TensorRecord, row: Int
  ) -> Bool {
    let input = model.source(model.edge(op.firstEdge))
    let cursor = EdgeCursor(arena, at: cursors.edge(op.firstEdge))
    let window = Window(cursor, of: input, kernelRows: op.isWindowed ? op.kernelRows : 1)
    switch op.kind {
    case .convolution: return false  // Fires by strips.
    case .depthwise:
      let phase = nextPhase(index, of: op.poolRows)
      if phase == 0 { startPool(op, output, row: row) }
      convolveDepthwise(&arena, model, op, window, input, output, to: row)
      return phase &+ 1 == op.poolRows
    case .maxPool:
      maxPool(&arena, op, window, input, output, to: row)
    case .averagePool:
      averagePool(&arena, op, window, input, output, to: row)
    case .globalAverage:
      if let source = window.row(0) { addToSums(&arena, op, input, from: source) }
      return false
    case .add:
      addRows(&arena, model, op, window, rowWindow(op.firstEdge &+ 1), output, to: row)
    case .concat:
      var channel = 0
      for edge in op.firstEdge..<op.firstEdge &+ op.edgeCount {
        channel &+= copyChannels(
          &arena, model, op, edge, rowWindow(edge), output, to: row, firstChannel: channel)
      }
    case .lookup:
      if let source = window.row(0) {
        lookUp(&arena, model, op, count: output.elements, from: source, to: row)
      }
    case .flatten:
      let phase = nextPhase(index, of: op.kernelRows)
      if let source = window.row(0) {
        flattenRow(&arena, op, input, from: source, to: row &+ phase &* op.strideRows)
      }
      return phase &+ 1 == op.kernelRows
    case .softmax:
      if let source = window.row(0) {
        softmax(&arena, model, op, count: output.channels, from: source, to: row)
      }
    }
    return true
  }

  /// The single row that an elementwise op reads from an edge.
  private func rowWindow(_ edge: Int) -> Window {
    Window(
      EdgeCursor(arena, at: cursors.edge(edge)), of: model.source(model.edge(edge)),
      kernelRows: 1)
  }

  /// Which part of an output row that takes `count` firings this one is.
  private mutating func nextPhase(_ index: Int, of count: Int) -> Int {
    guard count > 1 else { return 0 }
    let position = cursors.op(index)
    let phase = Int(arena.uint16(at: position))
    let next = phase &+ 1 >= count ? 0 : phase &+ 1
    arena.store(UInt16(truncatingIfNeeded: next), at: position)
    return phase
  }

  /// A fused max-pool starts from the lowest value.
  private mutating func startPool(_ op: OpRecord, _ output: TensorRecord, row: Int) {
    guard op.poolRows > 1 || op.poolAcross > 1 else { return }
    for position in row..<row &+ output.rowBytes { arena.store(Int8.min, at: position) }
  }
}
