public import FixedPoint

/// One op, read from its head and its payload as it is asked for.
public struct OpRecord: Record, Copyable, ~Escapable {
  private typealias Field = Layout.Op
  let record: Span<UInt8>
  private let payload: Span<UInt8>

  @_lifetime(copy head, copy payload)
  @inline(__always)
  init(_ head: Span<UInt8>, payload: Span<UInt8>) {
    self.record = head
    self.payload = payload
  }

  static var byteCount: Int { @inline(__always) get { Field.recordBytes } }

  @inline(__always) public var kind: OpKind { OpKind(rawValue: fields[Field.kind]) ?? .lookup }
  @inline(__always) public var firstEdge: Int { fields.half(Field.firstEdge) }
  @inline(__always) public var edgeCount: Int { fields.half(Field.edgeCount) }
  @inline(__always) public var edges: Range<Int> { firstEdge..<firstEdge &+ edgeCount }
  /// The clamp that follows: an activation, or the whole range of the output's elements.
  @inline(__always) public var lowest: Int16 { Int16(bitPattern: fields.uint16(at: Field.lowest)) }
  @inline(__always) public var highest: Int16 {
    Int16(bitPattern: fields.uint16(at: Field.highest))
  }

  @inline(__always) public var window: WindowRecord {
    @_lifetime(copy self)
    get { WindowRecord(payload) }
  }

  @inline(__always) public var convolution: ConvolutionRecord {
    @_lifetime(copy self)
    get { ConvolutionRecord(payload) }
  }

  /// The factor that stands at an offset of the payload.
  @inline(never)
  public func factor(at offset: Int) -> Multiplier {
    Multiplier(
      q31: payload.int32(at: offset &+ Layout.Factor.q31),
      shift: Int32(payload.int8(at: offset &+ Layout.Factor.shift)))
  }

  /// The table that the payload names at an offset: a stretch of the file.
  @inline(never)
  public func table(at offset: Int) -> Section {
    Section(
      offset: payload.word(offset &+ Layout.Table.position),
      byteCount: payload.word(offset &+ Layout.Table.tableBytes))
  }

  /// Where in the arena an average over all rows keeps its sums.
  public var sums: Int { payload.word(Layout.Sums.memory) }

  /// Of a flatten.
  public var flattenedRows: Int { payload.half(Layout.Flatten.rows) }
  public var flattenOrder: FlattenOrder {
    FlattenOrder(rawValue: payload[Layout.Flatten.order]) ?? .channelsRowsColumns
  }
}

extension OpRecord {
  @inline(never)
  public var rowFlow: RowFlow {
    let kind = kind
    if kind.isWindowed {
      let window = window
      var flow = RowFlow(
        kernelRows: window.kernelRows, stride: window.strideRows, padBefore: window.padBefore,
        padAfter: window.padAfter)
      if kind.isConvolution {
        flow.parts = convolution.poolRows
        flow.strip = convolution.strip
      }
      return flow
    }
    var flow = RowFlow()
    if kind == .flatten { flow.parts = flattenedRows }
    flow.givesAtEnd = kind.sumsRows
    return flow
  }
}
