internal import ModelFormat

/// Weights at hand: a stretch of the file, or of the arena where they have been decoded.
struct WeightRange {
  let isInArena: Bool
  let range: Range<Int>

  @inline(never)
  @_lifetime(copy arena, copy file)
  func weights(_ arena: Span<UInt8>, _ file: Span<UInt8>) -> Span<UInt8> {
    (isInArena ? arena : file).extracting(range)
  }
}

/// Brings an op's weights to hand: from the file, decoded in the arena, or decoded as they are asked
/// for.
struct WeightSource: ~Copyable, ~Escapable {
  /// Of weights that are decoded as they are asked for.
  private var stream: WeightStream?
  private let isInArena: Bool
  private let buckets: Int
  /// Where the weights start, or are decoded to.
  private let start: Int

  /// - Parameter count: of all the op's weights.
  @_lifetime(copy model)
  @inline(never)
  init(_ model: Model, _ op: OpRecord, count: Int, in arena: inout MutableSpan<UInt8>) {
    isInArena = op.encoding != .dense
    buckets = op.memory
    start = isInArena ? op.memory &+ op.bucketBytes : op.weights
    stream =
      Library.hasEncodedWeights && isInArena && !op.isResident
      ? WeightStream(model, op, count: count, buckets: buckets, in: &arena) : nil
  }

  /// Brings some weights to hand; those that are decoded come in their order.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func provide(
    _ first: Int, _ count: Int, in arena: inout MutableSpan<UInt8>
  ) -> WeightRange {
    guard Library.hasEncodedWeights, stream != nil else {
      return WeightRange(
        isInArena: isInArena, range: start &+ first..<start &+ first &+ count)
    }
    stream?.decode(count, into: &arena, at: start, buckets: buckets)
    return WeightRange(isInArena: true, range: start..<start &+ count)
  }
}

extension Executor {
  /// Decodes the weights that stay in the arena.
  mutating func loadWeights() {
    guard Library.hasEncodedWeights else { return }
    for index in 0..<model.opCount {
      let op = model.op(index)
      guard op.isResident else { continue }
      let count = model.weightCount(
        op, model.source(ofEdge: op.firstEdge), model.tensor(model.output(ofOp: index)))
      var stream = WeightStream(model, op, count: count, buckets: op.memory, in: &arena)
      stream.decode(
        count, into: &arena, at: op.memory &+ op.bucketBytes, buckets: op.memory)
    }
  }
}
