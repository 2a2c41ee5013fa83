internal import Kernels
internal import ModelFormat

/// Brings an op's weights to hand: from the file, decoded in the arena, or decoded as they are asked
/// for.
struct WeightSource: ~Copyable, ~Escapable {
  /// Of weights that are decoded as they are asked for.
  private var stream: WeightStream?
  private let isInArena: Bool
  /// Where the weights start, or are decoded to.
  private let start: Int

  /// - Parameter count: of all the op's weights.
  @_lifetime(copy model)
  @inline(never)
  init(
    _ model: Model, _ op: ConvolutionRecord, count: Int, in arena: inout MutableSpan<UInt8>
  ) {
    isInArena = op.encoding.isDecoded
    start = isInArena ? op.memory &+ op.bucketBytes : op.weights
    stream =
      Library.hasEncodedWeights && isInArena && !op.isResident
      ? WeightStream(model, op, count: count, buckets: op.memory, in: &arena) : nil
  }

  /// Brings `count` weights to hand, from the weight `first` on; those that are decoded come in their
  /// order.
  @_lifetime(self: copy self)
  @inline(never)
  mutating func provide(
    _ first: Int, _ count: Int, in arena: inout MutableSpan<UInt8>
  ) -> WeightRange {
    guard Library.hasEncodedWeights, stream != nil else {
      return WeightRange(isInMemory: isInArena, start: start &+ first, count: count)
    }
    stream?.bring(count, into: &arena, at: start)
    return WeightRange(isInMemory: true, start: start, count: count)
  }
}

extension WeightStream {
  fileprivate mutating func bring(
    _ count: Int, into arena: inout MutableSpan<UInt8>, at place: Int
  ) {
    Form.decode(&self, count, into: &arena, at: place)
  }
}

extension Executor {
  /// Decodes the weights that stay in the arena.
  mutating func loadWeights() {
    guard Library.hasEncodedWeights else { return }
    for index in 0..<model.opCount {
      let op = model.op(index)
      guard op.kind.isConvolution, op.convolution.isResident else { continue }
      let (convolution, count) = (op.convolution, model.weightCount(index))
      var stream = WeightStream(
        model, convolution, count: count, buckets: convolution.memory, in: &arena)
      stream.bring(count, into: &arena, at: convolution.memory &+ convolution.bucketBytes)
    }
  }
}
