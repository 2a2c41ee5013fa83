public import FixedPoint

/// One input of a model, read from its record as it is asked for.
public struct InputRecord: Copyable, ~Escapable {
  private typealias Field = Layout.Input
  private let record: Span<UInt8>

  @_lifetime(copy record)
  @inline(__always)
  init(_ record: Span<UInt8>) { self.record = record }

  /// The record; whoever reads several fields pays for one comparison.
  @inline(__always)
  private var fields: Span<UInt8> {
    @_lifetime(copy self)
    get {
      precondition(record.count == Field.recordBytes)
      return record
    }
  }

  @inline(__always) public var standardisation: StandardisationKind {
    StandardisationKind(rawValue: fields[Field.standardisation]) ?? .fixed
  }
  /// Samples (or rows) a second; 0 where the model does not say.
  @inline(__always) public var samplesPerSecond: Int { fields.word(Field.samplesPerSecond) }
  /// The only length that the model takes, or 0 for any.
  @inline(__always) public var fixedRows: Int { fields.word(Field.fixedRows) }
  /// The shortest length that yields a score.
  @inline(__always) public var minimumRows: Int { fields.word(Field.minimumRows) }
  /// Bounds of the amplitude estimate, in sixteenths of a sample step.
  @inline(__always) public var minimumDeviationQ4: UInt32 {
    fields.uint32(at: Field.minimumDeviation)
  }
  @inline(__always) public var initialDeviationQ4: UInt32 {
    fields.uint32(at: Field.initialDeviation)
  }
  /// Where in the arena the statistics live.
  @inline(__always) public var memory: Int { fields.word(Field.memory) }
}

/// One tensor, read from its record as it is asked for: a stream of rows of `width` × `channels`
/// elements, and the ring that holds some.
public struct TensorRecord: Copyable, ~Escapable {
  private typealias Field = Layout.Tensor
  private let record: Span<UInt8>
  public let channels: Int
  public let width: Int

  /// - Parameter isTransposed: the reader sees the channels as the width.
  @_lifetime(copy record)
  @inline(__always)
  init(_ record: Span<UInt8>, isTransposed: Bool = false) {
    self.record = record
    let channels = record.half(Field.channels)
    let width = record.half(Field.width)
    self.channels = isTransposed ? width : channels
    self.width = isTransposed ? channels : width
  }

  /// The record; whoever reads several fields pays for one comparison.
  @inline(__always)
  private var fields: Span<UInt8> {
    @_lifetime(copy self)
    get {
      precondition(record.count == Field.recordBytes)
      return record
    }
  }

  /// Rows that the ring holds.
  @inline(__always) public var capacity: Int { fields.half(Field.capacity) }
  /// 1 for int8, 2 for int16.
  @inline(__always) public var elementBytes: Int { Int(fields[Field.elementBytes]) }
  @inline(__always) public var zeroPoint: Int32 { Int32(fields.int8(at: Field.zeroPoint)) }
  @inline(__always) public var arenaOffset: Int { fields.word(Field.arenaOffset) }
  /// real = (q − zeroPoint) · scale.
  @inline(__always) public var scale: Float { Float(bitPattern: fields.uint32(at: Field.scale)) }
  /// The edges that read this tensor: `consumerCount` entries of the consumer table.
  @inline(__always) public var firstConsumer: Int { fields.half(Field.firstConsumer) }
  @inline(__always) public var consumerCount: Int { fields.half(Field.consumerCount) }
  @inline(__always) public var consumers: Range<Int> {
    firstConsumer..<firstConsumer &+ consumerCount
  }
  /// The slot that the first row takes. Not 0 only where an output shares its input's ring.
  @inline(__always) public var firstSlot: Int { fields.half(Field.firstSlot) }

  @inline(__always) public var elements: Int { channels &* width }
  @inline(__always) public var rowBytes: Int { elements &* elementBytes }
}

/// One op's reading of one tensor, with the factor that brings it to the op's common scale.
public struct EdgeRecord: Copyable, ~Escapable {
  private typealias Field = Layout.Edge
  private let record: Span<UInt8>

  @_lifetime(copy record)
  @inline(__always)
  init(_ record: Span<UInt8>) { self.record = record }

  /// The record; whoever reads several fields pays for one comparison.
  @inline(__always)
  private var fields: Span<UInt8> {
    @_lifetime(copy self)
    get {
      precondition(record.count == Field.recordBytes)
      return record
    }
  }

  @inline(__always) public var tensor: Int { fields.half(Field.tensor) }
  @inline(__always) public var op: Int { fields.half(Field.op) }
  @inline(__always) public var multiplier: Multiplier {
    fields.multiplier(Field.multiplier, shift: Field.shift)
  }
  /// The op sees the tensor's channels as its width: the frames of a sequence as a picture.
  @inline(__always) public var isTransposed: Bool { fields[Field.isTransposed] != 0 }
}

/// One op, read from its record as it is asked for. Which fields mean something depends on its kind.
public struct OpRecord: Copyable, ~Escapable {
  private typealias Field = Layout.Op
  private let record: Span<UInt8>

  @_lifetime(copy record)
  @inline(__always)
  init(_ record: Span<UInt8>) { self.record = record }

  /// The record; whoever reads several fields pays for one comparison.
  @inline(__always)
  private var fields: Span<UInt8> {
    @_lifetime(copy self)
    get {
      precondition(record.count == Field.recordBytes)
      return record
    }
  }

  @inline(__always) public var kind: OpKind { OpKind(rawValue: fields[Field.kind]) ?? .lookup }
  /// The clamp that follows: an activation, or the whole range of int8.
  @inline(__always) public var lowest: Int8 { fields.int8(at: Field.lowest) }
  @inline(__always) public var highest: Int8 { fields.int8(at: Field.highest) }
  @inline(__always) public var encoding: WeightEncoding {
    WeightEncoding(rawValue: fields[Field.encoding]) ?? .dense
  }
  @inline(__always) public var firstEdge: Int { fields.half(Field.firstEdge) }
  @inline(__always) public var edgeCount: Int { fields.half(Field.edgeCount) }
  @inline(__always) public var edges: Range<Int> { firstEdge..<firstEdge &+ edgeCount }
  @inline(__always) public var groups: Int { fields.half(Field.groups) }
  @inline(__always) public var flags: Int { fields.half(Field.flags) }
  /// The output row overwrites the oldest row of the input's window.
  @inline(__always) public var inPlace: Bool { flags & Layout.Flags.inPlace != 0 }
  @inline(__always) public var hasShortChannels: Bool { flags & Layout.Flags.shortChannels != 0 }
  @inline(__always) public var hasMediumChannels: Bool {
    flags & Layout.Flags.mediumChannels != 0
  }
  /// Encoded weights are decoded once, into the arena, where they stay.
  @inline(__always) public var isResident: Bool { flags & Layout.Flags.resident != 0 }
  /// The op takes or gives wide activations.
  @inline(__always) public var isWide: Bool {
    Library.hasWideTensors && flags & Layout.Flags.wide != 0
  }
  @inline(__always) public var hasLongSums: Bool { flags & Layout.Flags.longSums != 0 }
  /// The clamp of a wide op.
  @inline(__always) public var wideLowest: Int16 {
    Int16(bitPattern: fields.uint16(at: Field.wideLowest))
  }
  @inline(__always) public var wideHighest: Int16 {
    Int16(bitPattern: fields.uint16(at: Field.wideHighest))
  }
  @inline(__always) public var kernelRows: Int { fields.half(Field.kernelRows) }
  @inline(__always) public var kernelAcross: Int { fields.half(Field.kernelAcross) }
  @inline(__always) public var strideRows: Int { fields.half(Field.strideRows) }
  @inline(__always) public var strideAcross: Int { fields.half(Field.strideAcross) }
  @inline(__always) public var padBefore: Int { fields.half(Field.padBefore) }
  @inline(__always) public var padAfter: Int { fields.half(Field.padAfter) }
  @inline(__always) public var padLeft: Int { fields.half(Field.padLeft) }
  @inline(__always) public var padRight: Int { fields.half(Field.padRight) }
  /// The max-pool that is fused behind the op; 1 × 1 for none.
  @inline(__always) public var poolRows: Int { isWide ? 1 : fields.half(Field.poolRows) }
  @inline(__always) public var poolAcross: Int { isWide ? 1 : fields.half(Field.poolAcross) }
  @inline(__always) public var isPooled: Bool { poolRows > 1 || poolAcross > 1 }
  /// Positions in the file of biases, multipliers and shifts, and of the weights or the table.
  @inline(__always) public var parameters: Int { fields.word(Field.parameters) }
  @inline(__always) public var weights: Int { fields.word(Field.weights) }
  @inline(__always) public var weightBytes: Int { fields.word(Field.weightBytes) }
  @inline(__always) public var multiplier: Multiplier {
    fields.multiplier(Field.multiplier, shift: Field.shift)
  }
  /// What short channel parameters are shifted by, beside their own exponents.
  @inline(__always) public var biasShift: Int32 { Int32(fields.int8(at: Field.biasShift)) }
  @inline(__always) public var factorShift: Int32 { Int32(fields.int8(at: Field.factorShift)) }
  /// The end of the grid on which weights were rounded, at most 127.
  @inline(__always) public var largestWeight: Int { Int(fields[Field.largestWeight]) }
  /// Rows that a convolution computes in one firing, before a fused pool.
  @inline(__always) public var strip: Int { fields.half(Field.strip) }
  /// Arena offset of what the op keeps between rows, or of its decoded weights.
  @inline(__always) public var memory: Int { fields.word(Field.memory) }
}

extension OpRecord {
  /// Bytes of an output channel's parameters.
  public var channelBytes: Int {
    if hasShortChannels { return Layout.shortChannelBytes }
    return Library.hasImportedOps && hasMediumChannels
      ? Layout.mediumChannelBytes : Layout.channelBytes
  }

  /// Bytes of arena in front of decoded weights.
  public var bucketBytes: Int { encoding == .entropy ? Layout.Entropy.bucketBytes : 0 }

  /// Outputs across a row before a fused pool.
  public func convolvedWidth(inputWidth: Int) -> Int {
    (inputWidth &+ padLeft &+ padRight &- kernelAcross) / strideAcross &+ 1
  }
}

/// Fields of a record, whose stretch has been proven to lie in the file.
extension Span<UInt8> {
  @inline(__always)
  fileprivate func half(_ position: Int) -> Int { Int(uint16(at: position)) }

  /// Validated not to be negative.
  @inline(__always)
  fileprivate func word(_ position: Int) -> Int { Int(int32(at: position)) }

  @inline(__always)
  fileprivate func multiplier(_ q31: Int, shift: Int) -> Multiplier {
    Multiplier(q31: int32(at: q31), shift: Int32(int8(at: shift)))
  }
}
