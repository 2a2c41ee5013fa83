@_exported public import ModelFormat

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
  var arena: MutableSpan<UInt8>
  /// The op at which the search for one that can run goes on; −1 where none can.
  var next = -1

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
    self.arena = arena
    prepare()
  }

  /// Decodes the weights that the file wants in RAM, and resets. `init(_:arena:)` does it; after
  /// `init(resuming:arena:)` in a fresh arena it has to be called.
  public mutating func prepare() {
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
    self.arena = arena
    goOnWithWorkLeft()
  }

  /// Forgets the stream; the next push starts another.
  public mutating func reset() { clear(keepsAmplitude: false) }

  /// Forgets all rows, and the amplitude of the inputs or not.
  @inline(never)
  mutating func clear(keepsAmplitude: Bool) {
    next = -1
    clearCredit()
    for index in 0..<model.tensorCount {
      store(TensorCursor(slot: model.tensor(index).firstSlot), ofTensor: index)
    }
    for index in 0..<model.opCount {
      let op = model.op(index)
      let flow = op.rowFlow
      for edge in op.edges {
        store(
          EdgeCursor(
            slot: model.source(ofEdge: edge).firstSlot, offset: 0 &- flow.padBefore),
          ofEdge: edge)
      }
      if flow.givesAtEnd { clearSums(index) }
    }
    for index in 0..<model.inputCount where !keepsAmplitude {
      resetStatistics(model.input(index))
    }
  }
}

extension Executor {
  private var scores: Int { model.tensorCount &- 1 }

  public var scoreCount: Int { model.tensor(scores).channels }
  /// real score = (score − zeroPoint) · scale.
  public var scoreScale: Float { model.tensor(scores).scale }
  public var scoreZeroPoint: Int { Int(model.tensor(scores).zeroPoint) }

  /// Whether scores are int16; else they are int8.
  public var hasInt16Scores: Bool {
    Library.hasInt16 && model.tensor(scores).elementBytes == 2
  }

  /// How many times the stream has given scores: once, when it is finished, or in continuous mode
  /// every hop. Behind 2³¹ − 1 comes 2³⁰.
  public var scoresGiven: Int { @inline(never) get { rows(ofTensor: scores) } }

  /// Score `index` of those that were given last.
  ///
  /// - Precondition: `0 ≤ index < scoreCount`. Before any were given the value means nothing.
  public func score(_ index: Int) -> Int16 {
    let tensor = model.tensor(scores)
    precondition(index >= 0 && index < tensor.channels)
    return hasInt16Scores
      ? Int16(bitPattern: arena.span.uint16(at: tensor.arenaOffset &+ index &* 2))
      : Int16(Int8(bitPattern: arena[tensor.arenaOffset &+ index]))
  }

  /// The index of the highest score, the lowest index among equals.
  public var topLabel: Int {
    var best = 0
    for index in 1..<max(1, scoreCount) where score(index) > score(best) { best = index }
    return best
  }
}
