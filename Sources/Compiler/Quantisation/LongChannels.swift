import Basics
import Program

extension ProgramConvolution {
  /// Channel parameters where sums are long, as `ModelFormat.LongChannel` reads them: factors have
  /// mantissas of 15 bits, biases fit 48.
  var longChannels: [UInt8] {
    var writer = ByteWriter()
    for (bias, factor) in zip(biases, factors) {
      for byte in 0..<6 { writer.append(UInt8(truncatingIfNeeded: bias >> (8 * byte))) }
      writer.append(UInt16(truncatingIfNeeded: factor.q31 >> 16))
      writer.append(Int8(factor.shift))
    }
    return writer.bytes
  }
}

extension IntegerProgram {
  func hasLongSums(_ index: Int) -> Bool {
    guard case .convolution(let convolution) = ops[index].operation else { return false }
    return convolution.hasLongSums
  }
}
