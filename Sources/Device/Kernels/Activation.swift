/// An element of activations, as it lies in memory: little-endian.
public protocol Activation {
  static var bytes: Int { get }
  /// Bits by which an addition widens its inputs before they are scaled.
  static var additionBits: Int32 { get }
  static var lowest: Int32 { get }

  static func load(_ memory: borrowing MutableSpan<UInt8>, at position: Int) -> Int32

  /// Stores the low bits of a value.
  static func store(_ value: Int32, in memory: inout MutableSpan<UInt8>, at position: Int)
}

extension Int8: Activation {
  @inlinable @inline(__always) public static var bytes: Int { 1 }
  @inlinable @inline(__always) public static var additionBits: Int32 { 20 }
  @inlinable @inline(__always) public static var lowest: Int32 { -128 }

  @inlinable @inline(__always)
  public static func load(_ memory: borrowing MutableSpan<UInt8>, at position: Int) -> Int32 {
    Int32(Int8(bitPattern: memory[position]))
  }

  @inlinable @inline(__always)
  public static func store(
    _ value: Int32, in memory: inout MutableSpan<UInt8>, at position: Int
  ) {
    memory[position] = UInt8(truncatingIfNeeded: value)
  }
}

extension Int16: Activation {
  @inlinable @inline(__always) public static var bytes: Int { 2 }
  @inlinable @inline(__always) public static var additionBits: Int32 { 15 }
  @inlinable @inline(__always) public static var lowest: Int32 { -32_768 }

  @inlinable @inline(__always)
  public static func load(_ memory: borrowing MutableSpan<UInt8>, at position: Int) -> Int32 {
    Int32(
      Int16(bitPattern: UInt16(memory[position]) | UInt16(memory[position &+ 1]) &<< 8))
  }

  @inlinable @inline(__always)
  public static func store(
    _ value: Int32, in memory: inout MutableSpan<UInt8>, at position: Int
  ) {
    memory[position] = UInt8(truncatingIfNeeded: value)
    memory[position &+ 1] = UInt8(truncatingIfNeeded: value &>> 8)
  }
}
