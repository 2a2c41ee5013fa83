public import FixedPoint

/// One op's reading of one tensor, with the factor that brings it to the op's common scale.
public struct EdgeRecord: Record, Copyable, ~Escapable {
  private typealias Field = Layout.Edge
  let record: Span<UInt8>

  @_lifetime(copy record)
  @inline(__always)
  init(_ record: Span<UInt8>) { self.record = record }

  static var byteCount: Int { @inline(__always) get { Field.recordBytes } }

  @inline(__always) public var tensor: Int { fields.half(Field.tensor) }
  @inline(__always) public var op: Int { fields.half(Field.op) }
  @inline(__always) public var multiplier: Multiplier {
    Multiplier(
      q31: fields.int32(at: Field.multiplier), shift: Int32(fields.int8(at: Field.shift)))
  }
  /// The op sees the tensor's channels as its width: the frames of a sequence as a picture.
  @inline(__always) public var isTransposed: Bool { fields[Field.isTransposed] != 0 }
}
