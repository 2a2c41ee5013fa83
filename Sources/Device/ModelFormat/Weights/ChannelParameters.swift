public import FixedPoint

/// What turns one output channel's accumulator into an activation.
public struct ChannelParameters: Equatable, Sendable {
  public let bias: Int32
  public let multiplier: Multiplier

  @inline(__always)
  public init(bias: Int32, multiplier: Multiplier) {
    self.bias = bias
    self.multiplier = multiplier
  }

  /// The short form, in four bytes.
  ///
  /// The factor is a small float: five bits e and eleven bits f of a mantissa 1.f. A channel with a
  /// smaller factor has larger sums, so its bias is shifted by e too: both keep the same precision
  /// relative to the output.
  ///
  /// multiplier = (2048 + f) · 2¹⁹ · 2^(factorShift − e − 31),
  /// bias = stored · 2^min(31, max(0, biasShift + e)).
  @inline(__always)
  public init(short bias: Int16, factor: UInt16, biasShift: Int32, factorShift: Int32) {
    let exponent = Int32(factor &>> 11)
    self.bias = Int32(bias) &<< min(31, max(0, biasShift &+ exponent))
    multiplier = Multiplier(
      q31: (Int32(factor & 0x7FF) | 0x800) &<< 19, shift: factorShift &- exponent)
  }

  /// The medium form, in seven bytes: a factor of 31 bits, as imported models have them, and a bias
  /// of 24, the low ones of `bias`.
  ///
  /// Bits 30 and 31 of the factor are an exponent e, the others a mantissa behind a bit that is
  /// always set: multiplier = (2³⁰ + mantissa) · 2^(factorShift − e − 31).
  @inline(__always)
  public init(medium bias: UInt32, factor: UInt32, factorShift: Int32) {
    self.bias = Int32(bitPattern: bias &<< 8) &>> 8
    multiplier = Multiplier(
      q31: Int32(bitPattern: factor & 0x3FFF_FFFF | 0x4000_0000),
      shift: factorShift &- Int32(bitPattern: factor &>> 30))
  }
}

/// One output channel's parameters where sums are long, in nine bytes: a bias of 48 bits, a factor
/// of 15 bits behind no point, and its shift.
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
