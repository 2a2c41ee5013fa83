internal import FixedPoint

/// The short form: four bytes.
///
/// The factor is a small float: five bits e and eleven bits f of a mantissa 1.f. A channel with a
/// smaller factor has larger sums, so its bias is shifted by e too: both keep the same precision
/// relative to the output.
///
/// multiplier = (2048 + f) · 2¹⁹ · 2^(factorShift − e − 31), bias = stored · 2^max(0, biasShift + e).
extension ChannelParameters {
  @inline(__always)
  public init(short bias: Int16, factor: UInt16, biasShift: Int32, factorShift: Int32) {
    let exponent = Int32(factor &>> 11)
    self.bias = Int32(bias) &<< max(0, biasShift &+ exponent)
    multiplier = Multiplier(
      q31: (Int32(factor & 0x7FF) | 0x800) &<< 19, shift: factorShift &- exponent)
  }
}
