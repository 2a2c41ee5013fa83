public import FixedPoint

/// Records of a validated model. One comparison proves that a record lies in the file.
///
/// Never inlined: there are many callers, and on a device code costs more than a call.
extension Model {
  @inline(never)
  @_lifetime(copy self)
  public func input(_ index: Int) -> InputRecord {
    InputRecord(record(inputPosition(index), Layout.Input.recordBytes))
  }

  @inline(never)
  @_lifetime(copy self)
  public func tensor(_ index: Int) -> TensorRecord {
    TensorRecord(record(tensorPosition(index), Layout.Tensor.recordBytes))
  }

  @inline(never)
  @_lifetime(copy self)
  public func edge(_ index: Int) -> EdgeRecord {
    EdgeRecord(record(edgePosition(index), Layout.Edge.recordBytes))
  }

  @inline(never)
  @_lifetime(copy self)
  public func op(_ index: Int) -> OpRecord {
    OpRecord(record(opPosition(index), Layout.Op.recordBytes))
  }

  /// The tensor that an edge reads, as the edge's op sees it.
  @inline(never)
  @_lifetime(copy self)
  public func source(ofEdge index: Int) -> TensorRecord {
    let edge = edge(index)
    return TensorRecord(
      record(tensorPosition(edge.tensor), Layout.Tensor.recordBytes),
      isTransposed: edge.isTransposed)
  }

  @inline(__always)
  @_lifetime(copy self)
  private func record(_ position: Int, _ recordBytes: Int) -> Span<UInt8> {
    bytes.extracting(position..<position &+ recordBytes)
  }
}

extension Model {
  /// The tensor that an op produces.
  @inline(__always)
  public func output(ofOp index: Int) -> Int { inputCount &+ index }

  /// The edge that entry `index` of the consumer table names.
  @inline(never)
  public func consumer(_ index: Int) -> Int {
    Int(bytes.uint16(at: consumerPosition(index)))
  }

  /// The last op that reads a tensor, the highest-numbered one; nil for the scores.
  public func lastConsumer(ofTensor index: Int) -> Int? {
    let consumers = tensor(index).consumers
    return consumers.isEmpty ? nil : edge(consumer(consumers.upperBound &- 1)).op
  }

  /// One output channel's bias.
  @inline(__always)
  public func bias(_ op: OpRecord, _ channel: Int) -> Int32 {
    if op.hasShortChannels { return shortChannel(op, channel).bias }
    if Library.hasImportedOps, op.hasMediumChannels { return mediumChannel(op, channel).bias }
    return bytes.int32(at: op.parameters &+ channel &* 4)
  }

  /// One output channel's multiplier; `channels` is the op's number of output channels.
  @inline(__always)
  public func multiplier(_ op: OpRecord, _ channel: Int, of channels: Int) -> Multiplier {
    if op.hasShortChannels { return shortChannel(op, channel).multiplier }
    if Library.hasImportedOps, op.hasMediumChannels {
      return mediumChannel(op, channel).multiplier
    }
    return Multiplier(
      q31: bytes.int32(at: op.parameters &+ (channels &+ channel) &* 4),
      shift: Int32(bytes.int8(at: op.parameters &+ channels &* 8 &+ channel)))
  }

  /// The parameters of one output channel of an op with long sums.
  @inline(__always)
  public func longChannel(_ op: OpRecord, _ channel: Int) -> LongChannel {
    let at = op.parameters &+ channel &* Layout.longChannelBytes
    return LongChannel(
      low: bytes.uint32(at: at), high: bytes.uint16(at: at &+ 4),
      factor: bytes.uint16(at: at &+ 6), shift: bytes.int8(at: at &+ 8))
  }

  @inline(__always)
  func shortChannel(_ op: OpRecord, _ channel: Int) -> ShortChannel {
    let at = op.parameters &+ channel &* Layout.shortChannelBytes
    return ShortChannel(
      bias: Int16(bitPattern: bytes.uint16(at: at)), factor: bytes.uint16(at: at &+ 2),
      biasShift: op.biasShift, factorShift: op.factorShift)
  }

  @inline(__always)
  func mediumChannel(_ op: OpRecord, _ channel: Int) -> MediumChannel {
    let at = op.parameters &+ channel &* Layout.mediumChannelBytes
    return MediumChannel(
      factor: bytes.uint32(at: at),
      bias: UInt32(bytes.uint16(at: at &+ 4)) | UInt32(bytes[at &+ 6]) &<< 16,
      factorShift: op.factorShift)
  }
}
