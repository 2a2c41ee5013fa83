internal import ModelFormat

/// Where a kernel finds an op's weights: in the file, decoded in the arena, or decoded as it goes.
struct WeightSource: ~Copyable, ~Escapable {
  /// Whether the weights at hand lie in the arena, else in the file.
  private let isInArena: Bool
  private let file: Span<UInt8>
  private var stream: WeightStream?
  private let buckets: Int
  private let decoded: Int
  /// The weights at hand.
  private(set) var range = 0..<0

  /// - Parameter count: of all the op's weights.
  @_lifetime(copy model)
  init(_ model: Model, _ op: OpRecord, count: Int, in arena: inout MutableSpan<UInt8>) {
    isInArena = op.encoding != .dense
    file = model.bytes.extracting(op.weights..<op.weights &+ op.weightBytes)
    buckets = op.memory
    decoded = op.memory &+ op.bucketBytes
    stream =
      isInArena && !op.isResident
      ? WeightStream(model, op, count: count, buckets: buckets, in: &arena) : nil
  }

  /// Brings some weights to hand; those that are decoded come in their order.
  @_lifetime(self: copy self)
  mutating func provide(_ first: Int, _ count: Int, in arena: inout MutableSpan<UInt8>) {
    if stream != nil {
      stream?.decode(count, into: &arena, at: decoded, buckets: buckets)
      range = decoded..<decoded &+ count
    } else {
      let start = isInArena ? decoded &+ first : first
      range = start..<start &+ count
    }
  }

  /// The weights at hand.
  @inline(__always)
  @_lifetime(copy self, copy arena)
  func weights(_ arena: Span<UInt8>) -> Span<UInt8> {
    (isInArena ? arena : file).extracting(range)
  }
}

extension Executor {
  /// Decodes the weights that stay in the arena.
  mutating func loadWeights() {
    for index in 0..<model.opCount {
      let op = model.op(index)
      guard op.isResident else { continue }
      let count = model.weightCount(
        op, model.source(model.edge(op.firstEdge)), model.tensor(model.output(ofOp: index)))
      var stream = WeightStream(model, op, count: count, buckets: op.memory, in: &arena)
      stream.decode(
        count, into: &arena, at: op.memory &+ op.bucketBytes, buckets: op.memory)
    }
  }
}
