internal import FixedPoint
public import ModelFormat

/// Runs a model over a stream, in the caller's arena.
///
/// The executor keeps all that it remembers in the arena. Create one, push samples or rows in any
/// chunking, `finish()`, and read the scores; `reset()` starts the next stream. It allocates
/// nothing and holds no global state: any number of executors run side by side, each with its own
/// arena, and share models.
///
///     let model = try Model(flash)
///     var executor = try Executor(model, arena: arena)
///     try executor.push(samples: block)      // as often as there is something to push
///     try executor.finish()
///     let label = executor.topLabel
public struct Executor: ~Copyable, ~Escapable {
  public let model: Model
  let cursors: Cursors
  var arena: MutableSpan<UInt8>

  /// Bytes of arena that a model needs: the file's plan, which has room for decoded weights too.
  public static func requiredArenaBytes(_ model: Model) -> Int { model.arenaBytes }

  /// Takes the arena, decodes the weights that the file wants in RAM, and resets.
  ///
  /// - Parameter arena: at least `requiredArenaBytes` bytes; `Layout.arenaAlignment` is the
  ///   alignment that the C boundary checks. What lies beyond is left alone.
  @_lifetime(copy model, copy arena)
  public init(_ model: Model, arena: consuming MutableSpan<UInt8>) throws(RuntimeError) {
    let required = Self.requiredArenaBytes(model)
    guard arena.count >= required else {
      throw .arenaTooSmall(requiredBytes: required, givenBytes: arena.count)
    }
    self.model = model
    cursors = Cursors(model)
    self.arena = arena
    loadWeights()
    reset()
  }

  /// Goes on with the stream whose state an arena holds.
  ///
  /// - Precondition: An executor of this model was created in the same bytes, and nothing else
  ///   has written to them since.
  @_lifetime(copy model, copy arena)
  public init(resuming model: Model, arena: consuming MutableSpan<UInt8>) {
    precondition(arena.count >= Self.requiredArenaBytes(model))
    self.model = model
    cursors = Cursors(model)
    self.arena = arena
  }

  /// Forgets the stream; the next push starts another.
  public mutating func reset() {
    for index in 0..<model.tensorCount {
      let position = cursors.tensor(index)
      arena.store(UInt16(truncatingIfNeeded: model.tensor(index).firstSlot), at: position)
      arena.store(UInt16(0), at: position &+ 2)
    }
    for index in 0..<model.opCount {
      let op = model.op(index)
      arena.store(Int32(0), at: cursors.op(index))
      for edge in op.firstEdge..<op.firstEdge &+ op.edgeCount {
        let tensor = model.tensor(model.edge(edge).tensor)
        let offset = op.isWindowed ? 0 &- op.padBefore : 0
        EdgeCursor(slot: tensor.firstSlot, offset: offset)
          .store(in: &arena, at: cursors.edge(edge))
      }
      if op.kind == .globalAverage { clearAverage(index, op) }
    }
    for index in 0..<model.inputCount {
      arena.store(Int32(0), at: cursors.input(index))
      resetStatistics(model.input(index))
    }
  }

  private mutating func clearAverage(_ index: Int, _ op: OpRecord) {
    let channels = model.tensor(model.output(ofOp: index)).channels
    for word in 0...channels { arena.store(Int32(0), at: op.memory &+ word &* 4) }
  }
}

/// Scores.
extension Executor {
  /// Number of scores.
  public var scoreCount: Int { model.tensor(model.tensorCount &- 1).channels }
  /// real score = (score − zeroPoint) · scale.
  public var scoreScale: Float { model.tensor(model.tensorCount &- 1).scale }
  public var scoreZeroPoint: Int { Int(model.tensor(model.tensorCount &- 1).zeroPoint) }

  /// Whether the stream has been finished and the scores are there.
  public var isFinished: Bool {
    arena.uint16(at: cursors.tensor(model.tensorCount &- 1) &+ 2) != 0
  }

  /// Score `index` of the finished stream.
  ///
  /// - Precondition: `0 ≤ index < scoreCount`. Before `finish()` the value means nothing.
  public func score(_ index: Int) -> Int8 {
    precondition(index >= 0 && index < scoreCount)
    return Int8(
      bitPattern: arena[model.tensor(model.tensorCount &- 1).arenaOffset &+ index])
  }

  /// The index of the highest score, the lowest index among equals.
  public var topLabel: Int {
    var best = 0
    for index in 1..<max(1, scoreCount) where score(index) > score(best) { best = index }
    return best
  }
}

extension OpRecord {
  /// Rows of input under the windows of one firing.
  @inline(__always)
  var rowsNeeded: Int {
    switch kind {
    case .convolution: kernelRows &+ (strip &- 1) &* strideRows
    case .depthwise, .maxPool, .averagePool: kernelRows
    default: 1
    }
  }

  /// Whether the op slides a kernel over rows.
  @inline(__always)
  var isWindowed: Bool {
    switch kind {
    case .convolution, .depthwise, .maxPool, .averagePool: true
    default: false
    }
  }
}
