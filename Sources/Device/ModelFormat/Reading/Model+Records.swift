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
    // Where the payload ends depends on the kind, which validation has looked at.
    OpRecord(
      record(opPosition(index), Layout.Op.recordBytes),
      payload: bytes.extracting(droppingFirst: payloadPosition(ofOp: index)))
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
  @inline(__always)
  public func output(ofOp index: Int) -> Int { inputCount &+ index }

  /// The edge that entry `index` of the consumer table names.
  @inline(never)
  public func consumer(_ index: Int) -> Int {
    Int(bytes.uint16(at: consumerPosition(index)))
  }
}
