public import FixedPoint

/// One output channel's parameters where sums are long, in nine bytes: a bias of 48 bits, a factor of
/// 15 bits behind no point, and its shift.
public struct LongChannel: Equatable, Sendable {
  public let bias: Int64
  public let factor: LongFactor

  /// - Parameters:
  ///   - low: of the bias, whose highest 16 bits are `high`.
  @inline(__always)
  public init(low: UInt32, high: UInt16, factor: UInt16, shift: Int8) {
    let extended = Int32(Int16(bitPattern: high))
    bias = Int64(widening: extended) &<< 32 | Int64(bitPattern: UInt64(widening: low))
    self.factor = LongFactor(q15: Int32(factor & 0x7FFF), shift: Int32(shift))
  }
}
