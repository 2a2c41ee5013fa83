internal import FixedPoint

/// The medium form, in seven bytes: a factor of 31 bits, as imported models have them,
/// and a bias of 24.
///
/// Bits 30 and 31 of the word are an exponent e, the others a mantissa behind a bit that is always set:
/// multiplier = (2³⁰ + mantissa) · 2^(factorShift − e − 31).
extension ChannelParameters {
  /// - Parameter bias: in the low 24 bits.
  @inline(__always)
  public init(medium bias: UInt32, factor: UInt32, factorShift: Int32) {
    self.bias = Int32(bitPattern: bias &<< 8) &>> 8
    multiplier = Multiplier(
      q31: Int32(bitPattern: factor & 0x3FFF_FFFF | 0x4000_0000),
      shift: factorShift &- Int32(bitPattern: factor &>> 30))
  }
}
