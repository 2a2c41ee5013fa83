public import FixedPoint

/// Reading the records of a validated model, without decoding in advance.
///
/// One comparison for a record's stretch proves all its fields to lie inside, so that a caller pays
/// for the fields that it uses.
extension Model {
  public func input(_ index: Int) -> InputRecord {
    typealias Field = Layout.Input
    let at = inputs.offset &+ index &* Field.recordBytes
    let record = bytes.extracting(at..<at &+ Field.recordBytes)
    return InputRecord(
      standardisation: StandardisationKind(rawValue: record[Field.standardisation]) ?? .fixed,
      samplesPerSecond: record.size(at: Field.samplesPerSecond) ?? 0,
      fixedRows: record.size(at: Field.fixedRows) ?? 0,
      minimumRows: record.size(at: Field.minimumRows) ?? 0,
      minimumDeviationQ4: record.uint32(at: Field.minimumDeviation),
      initialDeviationQ4: record.uint32(at: Field.initialDeviation),
      memory: record.size(at: Field.memory) ?? 0)
  }

  @inline(__always)
  public func tensor(_ index: Int) -> TensorRecord {
    typealias Field = Layout.Tensor
    let at = tensors.offset &+ index &* Field.recordBytes
    let record = bytes.extracting(at..<at &+ Field.recordBytes)
    return TensorRecord(
      channels: Int(record.uint16(at: Field.channels)),
      width: Int(record.uint16(at: Field.width)),
      capacity: Int(record.uint16(at: Field.capacity)),
      elementBytes: Int(record[Field.elementBytes]),
      zeroPoint: Int32(record.int8(at: Field.zeroPoint)),
      arenaOffset: record.size(at: Field.arenaOffset) ?? 0,
      scale: Float(bitPattern: record.uint32(at: Field.scale)),
      firstConsumer: Int(record.uint16(at: Field.firstConsumer)),
      consumerCount: Int(record.uint16(at: Field.consumerCount)),
      firstSlot: Int(record.uint16(at: Field.firstSlot)))
  }

  @inline(__always)
  public func edge(_ index: Int) -> EdgeRecord {
    typealias Field = Layout.Edge
    let at = edges.offset &+ index &* Field.recordBytes
    let record = bytes.extracting(at..<at &+ Field.recordBytes)
    return EdgeRecord(
      tensor: Int(record.uint16(at: Field.tensor)),
      op: Int(record.uint16(at: Field.op)),
      multiplier: Multiplier(
        q31: record.int32(at: Field.multiplier),
        shift: Int32(record.int8(at: Field.shift))),
      isTransposed: record[Field.isTransposed] != 0)
  }

  /// The tensor that an edge reads, as the edge's op sees it.
  @inline(__always)
  public func source(_ edge: EdgeRecord) -> TensorRecord {
    var tensor = tensor(edge.tensor)
    if edge.isTransposed {
      let width = tensor.width
      tensor.width = tensor.channels
      tensor.channels = width
    }
    return tensor
  }

  /// The edge that entry `index` of the consumer table names.
  @inline(__always)
  public func consumer(_ index: Int) -> Int {
    Int(bytes.uint16(at: consumers.offset &+ index &* 2))
  }

  @inline(__always)
  public func op(_ index: Int) -> OpRecord {
    typealias Field = Layout.Op
    let at = opPosition(index)
    let record = bytes.extracting(at..<at &+ Field.recordBytes)
    let flags = record.uint16(at: Field.flags)
    return OpRecord(
      kind: OpKind(rawValue: record[Field.kind]) ?? .lookup,
      lowest: record.int8(at: Field.lowest),
      highest: record.int8(at: Field.highest),
      encoding: WeightEncoding(rawValue: record[Field.encoding]) ?? .dense,
      firstEdge: Int(record.uint16(at: Field.firstEdge)),
      edgeCount: Int(record.uint16(at: Field.edgeCount)),
      groups: Int(record.uint16(at: Field.groups)),
      inPlace: flags & Layout.Flags.inPlace != 0,
      hasShortChannels: flags & Layout.Flags.shortChannels != 0,
      isResident: flags & Layout.Flags.resident != 0,
      kernelRows: Int(record.uint16(at: Field.kernelRows)),
      kernelAcross: Int(record.uint16(at: Field.kernelAcross)),
      strideRows: Int(record.uint16(at: Field.strideRows)),
      strideAcross: Int(record.uint16(at: Field.strideAcross)),
      padBefore: Int(record.uint16(at: Field.padBefore)),
      padAfter: Int(record.uint16(at: Field.padAfter)),
      padLeft: Int(record.uint16(at: Field.padLeft)),
      padRight: Int(record.uint16(at: Field.padRight)),
      poolRows: Int(record.uint16(at: Field.poolRows)),
      poolAcross: Int(record.uint16(at: Field.poolAcross)),
      parameters: record.size(at: Field.parameters) ?? 0,
      weights: record.size(at: Field.weights) ?? 0,
      weightBytes: record.size(at: Field.weightBytes) ?? 0,
      multiplier: Multiplier(
        q31: record.int32(at: Field.multiplier),
        shift: Int32(record.int8(at: Field.shift))),
      biasShift: Int32(record.int8(at: Field.biasShift)),
      factorShift: Int32(record.int8(at: Field.factorShift)),
      largestWeight: Int(record[Field.largestWeight]),
      strip: Int(record.uint16(at: Field.strip)),
      memory: record.size(at: Field.memory) ?? 0)
  }

  /// The tensor that an op produces.
  @inline(__always)
  public func output(ofOp index: Int) -> Int { inputCount &+ index }

  /// The last op that reads a tensor, the highest-numbered one; nil for the scores.
  @inline(__always)
  public func lastConsumer(of tensor: TensorRecord) -> Int? {
    guard tensor.consumerCount > 0 else { return nil }
    return edge(consumer(tensor.firstConsumer &+ tensor.consumerCount &- 1)).op
  }

  /// Where an op's record starts in the file.
  @inline(__always)
  public func opPosition(_ index: Int) -> Int { ops.offset &+ index &* Layout.Op.recordBytes }

  /// One output channel's bias.
  @inline(__always)
  public func bias(_ op: OpRecord, _ channel: Int) -> Int32 {
    guard op.hasShortChannels else { return bytes.int32(at: op.parameters &+ channel &* 4) }
    return shortChannel(op, channel).bias
  }

  /// One output channel's multiplier; `channels` is the op's number of output channels.
  @inline(__always)
  public func multiplier(_ op: OpRecord, _ channel: Int, of channels: Int) -> Multiplier {
    guard op.hasShortChannels else {
      return Multiplier(
        q31: bytes.int32(at: op.parameters &+ (channels &+ channel) &* 4),
        shift: Int32(bytes.int8(at: op.parameters &+ channels &* 8 &+ channel)))
    }
    return shortChannel(op, channel).multiplier
  }

  @inline(__always)
  func shortChannel(_ op: OpRecord, _ channel: Int) -> ShortChannel {
    let at = op.parameters &+ channel &* Layout.shortChannelBytes
    return ShortChannel(
      bias: Int16(bitPattern: bytes.uint16(at: at)), factor: bytes.uint16(at: at &+ 2),
      biasShift: op.biasShift, factorShift: op.factorShift)
  }
}

/// Text in the file: each string is a length of two bytes and that many bytes of UTF-8.
extension Model {
  /// Labels of the output's elements, in order; none where the file has none.
  public var labelCount: Int { stringCount(labels) }
  /// Names of inputs, then of ops; none where the file has none.
  public var nameCount: Int { stringCount(names) }

  /// Where label `index` lies in the file.
  public func label(_ index: Int) -> Section { string(labels, index) }
  /// Where name `index` lies in the file.
  public func name(_ index: Int) -> Section { string(names, index) }

  private func stringCount(_ section: Section) -> Int {
    section.byteCount < 2 ? 0 : Int(bytes.uint16(at: section.offset))
  }

  private func string(_ section: Section, _ index: Int) -> Section {
    var position = section.offset &+ 2
    for _ in 0..<index { position &+= 2 &+ Int(bytes.uint16(at: position)) }
    return Section(offset: position &+ 2, byteCount: Int(bytes.uint16(at: position)))
  }
}
