import Foundation
import ModelFormat
import Testing

/// Four bytes stand for the bias and the factor that they are documented to.
@Suite struct ShortChannelTests {
  @Test func everyFactor() {
    for factor in stride(from: 0, through: 65_535, by: 7) {
      let (exponent, fraction) = (factor >> 11, factor & 0x7FF)
      let channel = ChannelParameters(
        short: 1, factor: UInt16(factor), biasShift: -31, factorShift: 3)
      let value = Double(channel.multiplier.q31) * exp2(Double(channel.multiplier.shift) - 31)
      // 1.f times half of 2^(factorShift − e).
      #expect(value == (1 + Double(fraction) / 2_048) / 2 * exp2(Double(3 - exponent)))
      #expect(channel.multiplier.q31 >= 1 << 30)
      #expect(channel.bias == 1)
    }
  }

  @Test(arguments: [(-3, 2, 0), (-3, 3, 0), (-3, 7, 4), (4, 0, 4), (4, 12, 16)])
  func biasesAreShiftedWithTheirFactors(biasShift: Int32, exponent: UInt16, shift: Int32) {
    for bias in [Int16.min, -1, 0, 1, 12_345, .max] {
      let channel = ChannelParameters(
        short: bias, factor: exponent << 11, biasShift: biasShift, factorShift: 0)
      #expect(channel.bias == Int32(bias) << shift)
    }
  }
}
