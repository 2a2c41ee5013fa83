internal import FixedPoint
internal import ModelFormat

/// Little-endian words in memory, and parts of it. Never inlined: on a device a call costs less than
/// the code.
extension MutableSpan<UInt8> {
  @inline(never)
  public func half(at position: Int) -> Int { Int(span.uint16(at: position)) }

  /// Stores the low 16 bits of a value.
  @inline(never)
  public mutating func store(half value: Int, at position: Int) {
    self[position] = UInt8(truncatingIfNeeded: value)
    self[position &+ 1] = UInt8(truncatingIfNeeded: value &>> 8)
  }

  @inline(never)
  public func int32(at position: Int) -> Int32 { span.int32(at: position) }

  @inline(never)
  public mutating func store(_ value: Int32, at position: Int) {
    precondition(position >= 0 && position <= count &- 4)
    self[position] = UInt8(truncatingIfNeeded: value)
    self[position &+ 1] = UInt8(truncatingIfNeeded: value &>> 8)
    self[position &+ 2] = UInt8(truncatingIfNeeded: value &>> 16)
    self[position &+ 3] = UInt8(truncatingIfNeeded: value &>> 24)
  }

  @inline(never)
  public func int64(at position: Int) -> Int64 {
    let low = UInt32(bitPattern: int32(at: position))
    return Int64(widening: int32(at: position &+ 4)) &<< 32
      | Int64(bitPattern: UInt64(widening: low))
  }

  @inline(never)
  public mutating func store(_ value: Int64, at position: Int) {
    store(Int32(truncatingIfNeeded: value), at: position)
    store(Int32(truncatingIfNeeded: value &>> 32), at: position &+ 4)
  }
}

extension MutableSpan<UInt8> {
  /// Sets the outputs of a fused max-pool to the lowest value.
  @inline(never)
  mutating func startPool(at row: Int, count: Int) {
    for position in row..<row &+ count { Int8.store(-128, in: &self, at: position) }
  }
}

extension Span<UInt8> {
  /// `count` bytes from a position.
  @inline(never)
  @_lifetime(copy self)
  func part(_ position: Int, _ count: Int) -> Span<UInt8> {
    let rest = extracting(droppingFirst: position)
    precondition(count <= rest.count)
    return rest.extracting(first: count)
  }
}
