/// Little-endian reads from a file's bytes.
///
/// Each takes a position that the caller has proven to lie inside; the single comparison that
/// remains lets the compiler join the byte loads into one.
extension Span<UInt8> {
  @inlinable @inline(__always)
  public func uint16(at position: Int) -> UInt16 {
    precondition(position >= 0 && position <= count &- 2)
    return UInt16(self[position]) | UInt16(self[position &+ 1]) &<< 8
  }

  @inlinable @inline(__always)
  public func uint32(at position: Int) -> UInt32 {
    precondition(position >= 0 && position <= count &- 4)
    return UInt32(self[position]) | UInt32(self[position &+ 1]) &<< 8
      | UInt32(self[position &+ 2]) &<< 16 | UInt32(self[position &+ 3]) &<< 24
  }

  @inlinable @inline(__always)
  public func int32(at position: Int) -> Int32 { Int32(bitPattern: uint32(at: position)) }

  @inlinable @inline(__always)
  public func int8(at position: Int) -> Int8 { Int8(bitPattern: self[position]) }
}

/// Fields of a record, whose stretch has been proven to lie in the file.
extension Span<UInt8> {
  @inline(__always)
  func half(_ position: Int) -> Int { Int(uint16(at: position)) }

  /// Validated not to be negative.
  @inline(__always)
  func word(_ position: Int) -> Int { Int(int32(at: position)) }
}
