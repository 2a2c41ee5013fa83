public import FixedPoint

/// One input of a model, as its record states it.
public struct InputRecord: Equatable, Sendable {
  public var standardisation: StandardisationKind
  /// Samples (or rows) a second; 0 where the model does not say.
  public var samplesPerSecond: Int
  /// The only length that the model takes, or 0 for any.
  public var fixedRows: Int
  /// The shortest length that yields a score.
  public var minimumRows: Int
  /// Bounds of the amplitude estimate, in sixteenths of a sample step.
  public var minimumDeviationQ4: UInt32
  public var initialDeviationQ4: UInt32
  /// Where in the arena the statistics live.
  public var memory: Int
}

/// One tensor: a stream of rows of `width` × `channels` elements, and the ring that holds some.
public struct TensorRecord: Equatable, Sendable {
  public var channels: Int
  public var width: Int
  /// Rows that the ring holds.
  public var capacity: Int
  /// 1 for int8, 2 for int16.
  public var elementBytes: Int
  public var zeroPoint: Int32
  public var arenaOffset: Int
  /// real = (q − zeroPoint) · scale.
  public var scale: Float
  /// The edges that read this tensor: `consumerCount` entries of the consumer table.
  public var firstConsumer: Int
  public var consumerCount: Int
  /// The slot that the first row takes. Not 0 only where an output shares its input's ring.
  public var firstSlot: Int

  public var elements: Int { width &* channels }
  public var rowBytes: Int { width &* channels &* elementBytes }
}

/// One op's reading of one tensor, with the factor that brings it to the op's common scale.
public struct EdgeRecord: Equatable, Sendable {
  public var tensor: Int
  public var op: Int
  public var multiplier: Multiplier
  /// The op sees the tensor's channels as its width: the frames of a sequence as a picture.
  public var isTransposed: Bool
}

/// One op. Which fields mean something depends on its kind.
public struct OpRecord: Equatable, Sendable {
  public var kind: OpKind
  /// The clamp that follows: an activation, or the whole range of int8.
  public var lowest: Int8
  public var highest: Int8
  public var encoding: WeightEncoding
  public var firstEdge: Int
  public var edgeCount: Int
  public var groups: Int
  /// The output row overwrites the oldest row of the input's window.
  public var inPlace: Bool
  public var hasShortChannels: Bool
  /// Encoded weights are decoded once, into the arena, where they stay.
  public var isResident: Bool
  public var kernelRows: Int
  public var kernelAcross: Int
  public var strideRows: Int
  public var strideAcross: Int
  public var padBefore: Int
  public var padAfter: Int
  public var padLeft: Int
  public var padRight: Int
  /// The max-pool that is fused behind the op; 1 × 1 for none.
  public var poolRows: Int
  public var poolAcross: Int
  /// Positions in the file of biases, multipliers and shifts, and of the weights or the table.
  public var parameters: Int
  public var weights: Int
  public var weightBytes: Int
  public var multiplier: Multiplier
  /// What short channel parameters are shifted by, beside their own exponents.
  public var biasShift: Int32
  public var factorShift: Int32
  /// The end of the grid on which weights were rounded, at most 127.
  public var largestWeight: Int
  /// Rows that a convolution computes in one firing, before a fused pool.
  public var strip: Int
  /// Arena offset of what the op keeps between rows, or of its decoded weights.
  public var memory: Int
}

extension OpRecord {
  /// Bytes of arena in front of decoded weights.
  @inline(__always)
  public var bucketBytes: Int { encoding == .entropy ? Layout.Entropy.bucketBytes : 0 }

  /// Outputs across a row before a fused pool.
  @inline(__always)
  public func convolvedWidth(inputWidth: Int) -> Int {
    (inputWidth &+ padLeft &+ padRight &- kernelAcross) / strideAcross &+ 1
  }
}
