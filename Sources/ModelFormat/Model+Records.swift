public import FixedPoint

/// Reading the records of a validated model: a handful of loads each, no decoding in advance.
extension Model {
  public func input(_ index: Int) -> InputRecord {
    typealias Field = Layout.Input
    let at = inputs.offset &+ index &* Field.recordBytes
    return InputRecord(
      standardisation: StandardisationKind(rawValue: bytes[at &+ Field.standardisation]) ?? .fixed,
      samplesPerSecond: bytes.size(at: at &+ Field.samplesPerSecond) ?? 0,
      fixedRows: bytes.size(at: at &+ Field.fixedRows) ?? 0,
      minimumRows: bytes.size(at: at &+ Field.minimumRows) ?? 0,
      minimumDeviationQ4: bytes.uint32(at: at &+ Field.minimumDeviation),
      initialDeviationQ4: bytes.uint32(at: at &+ Field.initialDeviation),
      memory: bytes.size(at: at &+ Field.memory) ?? 0)
  }

  @inline(__always)
  public func tensor(_ index: Int) -> TensorRecord {
    typealias Field = Layout.Tensor
    let at = tensors.offset &+ index &* Field.recordBytes
    return TensorRecord(
      channels: Int(bytes.uint16(at: at &+ Field.channels)),
      width: Int(bytes.uint16(at: at &+ Field.width)),
      capacity: Int(bytes.uint16(at: at &+ Field.capacity)),
      elementBytes: Int(bytes[at &+ Field.elementBytes]),
      zeroPoint: Int32(bytes.int8(at: at &+ Field.zeroPoint)),
      arenaOffset: bytes.size(at: at &+ Field.arenaOffset) ?? 0,
      scale: Float(bitPattern: bytes.uint32(at: at &+ Field.scale)),
      firstConsumer: Int(bytes.uint16(at: at &+ Field.firstConsumer)),
      consumerCount: Int(bytes.uint16(at: at &+ Field.consumerCount)),
      firstSlot: Int(bytes.uint16(at: at &+ Field.firstSlot)))
  }

  @inline(__always)
  public func edge(_ index: Int) -> EdgeRecord {
    typealias Field = Layout.Edge
    let at = edges.offset &+ index &* Field.recordBytes
    return EdgeRecord(
      tensor: Int(bytes.uint16(at: at &+ Field.tensor)),
      op: Int(bytes.uint16(at: at &+ Field.op)),
      multiplier: Multiplier(
        q31: bytes.int32(at: at &+ Field.multiplier),
        shift: Int32(bytes.int8(at: at &+ Field.shift))),
      isTransposed: bytes[at &+ Field.isTransposed] != 0)
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
    return OpRecord(
      kind: OpKind(rawValue: bytes[at &+ Field.kind]) ?? .lookup,
      lowest: bytes.int8(at: at &+ Field.lowest),
      highest: bytes.int8(at: at &+ Field.highest),
      encoding: WeightEncoding(rawValue: bytes[at &+ Field.encoding]) ?? .dense,
      firstEdge: Int(bytes.uint16(at: at &+ Field.firstEdge)),
      edgeCount: Int(bytes.uint16(at: at &+ Field.edgeCount)),
      groups: Int(bytes.uint16(at: at &+ Field.groups)),
      inPlace: bytes[at &+ Field.inPlace] != 0,
      kernelRows: Int(bytes.uint16(at: at &+ Field.kernelRows)),
      kernelAcross: Int(bytes.uint16(at: at &+ Field.kernelAcross)),
      strideRows: Int(bytes.uint16(at: at &+ Field.strideRows)),
      strideAcross: Int(bytes.uint16(at: at &+ Field.strideAcross)),
      padBefore: Int(bytes.uint16(at: at &+ Field.padBefore)),
      padAfter: Int(bytes.uint16(at: at &+ Field.padAfter)),
      padLeft: Int(bytes.uint16(at: at &+ Field.padLeft)),
      padRight: Int(bytes.uint16(at: at &+ Field.padRight)),
      poolRows: Int(bytes.uint16(at: at &+ Field.poolRows)),
      poolAcross: Int(bytes.uint16(at: at &+ Field.poolAcross)),
      parameters: bytes.size(at: at &+ Field.parameters) ?? 0,
      weights: bytes.size(at: at &+ Field.weights) ?? 0,
      weightBytes: bytes.size(at: at &+ Field.weightBytes) ?? 0,
      multiplier: Multiplier(
        q31: bytes.int32(at: at &+ Field.multiplier),
        shift: Int32(bytes.int8(at: at &+ Field.shift))),
      memory: bytes.size(at: at &+ Field.memory) ?? 0)
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
    bytes.int32(at: op.parameters &+ channel &* 4)
  }

  /// One output channel's multiplier; `channels` is the op's number of output channels.
  @inline(__always)
  public func multiplier(_ op: OpRecord, _ channel: Int, of channels: Int) -> Multiplier {
    Multiplier(
      q31: bytes.int32(at: op.parameters &+ (channels &+ channel) &* 4),
      shift: Int32(bytes.int8(at: op.parameters &+ channels &* 8 &+ channel)))
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
