extension Int64 {
  /// The same value in 64 bits: `Int64(x)`, in a form that bare-metal builds accept.
  ///
  /// Embedded Swift without allocations rejects the standard library's generic conversion on
  /// 32-bit targets. One `asrs` on Cortex-M; a product of two widened values is one `smull`.
  ///
  /// | x     | result |
  /// |------:|-------:|
  /// | 0     | 0      |
  /// | −1    | −1     |
  /// | 2³¹−1 | 2³¹−1  |
  /// | −2³¹  | −2³¹   |
  @inlinable @inline(__always)
  public init(widening x: Int32) {
    // The word is taken unsigned first, so that `UInt` adds zeros whether it has 32 bits or 64;
    // flipping the sign bit and subtracting its weight then extends the sign.
    let word = Int64(_truncatingBits: UInt(UInt32(bitPattern: x)))
    self = (word ^ 0x8000_0000) &- 0x8000_0000
  }
}

extension UInt64 {
  /// The same value in 64 bits: `UInt64(x)`, in a form that bare-metal builds accept.
  ///
  /// | x     | result |
  /// |------:|-------:|
  /// | 0     | 0      |
  /// | 2³¹   | 2³¹    |
  /// | 2³²−1 | 2³²−1  |
  @inlinable @inline(__always)
  public init(widening x: UInt32) {
    self = UInt64(_truncatingBits: UInt(x))
  }
}
