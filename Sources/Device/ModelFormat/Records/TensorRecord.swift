/// One tensor, read from its record as it is asked for: a stream of rows of `width` × `channels`
/// elements, and the ring that holds some.
public struct TensorRecord: Record, Copyable, ~Escapable {
  private typealias Field = Layout.Tensor
  let record: Span<UInt8>
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

  static var byteCount: Int { @inline(__always) get { Field.recordBytes } }

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
