internal import FixedPoint

/// Little-endian access to the arena's bytes.
extension MutableSpan<UInt8> {
  @inline(__always)
  func uint16(at position: Int) -> UInt16 {
    precondition(position >= 0 && position <= count &- 2)
    return UInt16(self[position]) | UInt16(self[position &+ 1]) &<< 8
  }

  @inline(__always)
  func int32(at position: Int) -> Int32 {
    precondition(position >= 0 && position <= count &- 4)
    return Int32(
      bitPattern: UInt32(self[position]) | UInt32(self[position &+ 1]) &<< 8
        | UInt32(self[position &+ 2]) &<< 16 | UInt32(self[position &+ 3]) &<< 24)
  }

  @inline(__always)
  func int8(at position: Int) -> Int32 { Int32(Int8(bitPattern: self[position])) }

  @inline(__always)
  mutating func store(_ value: UInt16, at position: Int) {
    precondition(position >= 0 && position <= count &- 2)
    self[position] = UInt8(truncatingIfNeeded: value)
    self[position &+ 1] = UInt8(truncatingIfNeeded: value &>> 8)
  }

  @inline(__always)
  mutating func store(_ value: Int32, at position: Int) {
    precondition(position >= 0 && position <= count &- 4)
    let bits = UInt32(bitPattern: value)
    self[position] = UInt8(truncatingIfNeeded: bits)
    self[position &+ 1] = UInt8(truncatingIfNeeded: bits &>> 8)
    self[position &+ 2] = UInt8(truncatingIfNeeded: bits &>> 16)
    self[position &+ 3] = UInt8(truncatingIfNeeded: bits &>> 24)
  }

  @inline(__always)
  mutating func store(_ value: Int8, at position: Int) {
    self[position] = UInt8(bitPattern: value)
  }
}

extension MutableSpan<UInt8> {
  func int64(at position: Int) -> Int64 {
    let low = UInt32(bitPattern: int32(at: position))
    return Int64(widening: int32(at: position &+ 4)) &<< 32
      | Int64(bitPattern: UInt64(widening: low))
  }

  mutating func store(_ value: Int64, at position: Int) {
    store(Int32(truncatingIfNeeded: value), at: position)
    store(Int32(truncatingIfNeeded: value &>> 32), at: position &+ 4)
  }
}
