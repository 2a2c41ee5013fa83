import Basics
import ModelFormat
import Program

extension IntegerConvolution {
  /// Channel parameters as the file has them; nil where the recorded form does not hold them.
  ///
  /// - Parameter zeroPoint: of the input.
  func channelBytes(zeroPoint: Int32) -> [UInt8]? {
    var writer = ByteWriter()
    let folded = foldedBiases(zeroPoint: zeroPoint)
    switch channelForm {
    case .whole:
      for bias in folded {
        guard let bias = Int32(exactly: bias) else { return nil }
        writer.append(bias)
      }
      for factor in factors { writer.append(factor.q31) }
      for factor in factors { writer.append(Int8(factor.shift)) }
    case .short(let biasShift, let factorShift):
      for (bias, factor) in zip(folded, factors) {
        let exponent = factorShift - factor.shift
        guard (0...31).contains(exponent), factor.q31 >= 1 << 30, factor.q31 & 0x7FFFF == 0,
          let stored = ChannelStorage.stored(bias, shift: biasShift + exponent)
        else { return nil }
        writer.append(stored)
        writer.append(UInt16(exponent) << 11 | UInt16(factor.q31 >> 19 & 0x7FF))
      }
    case .medium(let factorShift):
      for (bias, factor) in zip(folded, factors) {
        let exponent = factorShift - factor.shift
        guard (0...3).contains(exponent), factor.q31 >= 1 << 30,
          (-1 << 23..<1 << 23).contains(bias)
        else { return nil }
        writer.append(UInt32(exponent) << 30 | UInt32(bitPattern: factor.q31) & 0x3FFF_FFFF)
        for byte in 0..<3 { writer.append(UInt8(truncatingIfNeeded: bias >> (8 * byte))) }
      }
    case .long:
      for (bias, factor) in zip(biases, factors) {
        for byte in 0..<6 { writer.append(UInt8(truncatingIfNeeded: bias >> (8 * byte))) }
        writer.append(UInt16(truncatingIfNeeded: factor.q31 >> 16))
        writer.append(Int8(factor.shift))
      }
    }
    return writer.bytes
  }
}

extension ChannelStorage {
  /// The shifts that channels share; nil where the form has none.
  var biasShift: Int? {
    if case .short(let shift, _) = self { shift } else { nil }
  }

  var factorShift: Int? {
    switch self {
    case .short(_, let shift), .medium(let shift): shift
    case .whole, .long: nil
    }
  }

  /// What a file says.
  init(reading record: ConvolutionRecord) {
    self =
      switch record.form {
      case .whole: .whole
      case .short:
        .short(biasShift: Int(record.biasShift), factorShift: Int(record.factorShift))
      case .medium: .medium(factorShift: Int(record.factorShift))
      case .long: .long
      }
  }
}
