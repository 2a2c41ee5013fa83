import Program

/// A convolution's channel parameters in the file's short form, which `ModelFormat.ShortChannel`
/// reads.
struct ShortChannels: Equatable {
  let biasShift: Int
  let factorShift: Int
  /// Four for each channel.
  let bytes: [UInt8]

  /// nil where the short form does not hold these values exactly.
  init?(biases: [Int32], factors: [ScaleFactor]) {
    guard factors.allSatisfy({ $0.q31 >= 1 << 30 && $0.q31 & 0x7FFFF == 0 }),
      let highest = factors.map(\.shift).max(), let lowest = factors.map(\.shift).min(),
      highest - lowest <= 31
    else { return nil }
    let exponents = factors.map { highest - $0.shift }
    guard
      let biasShift = (-31...16 - (highest - lowest)).first(where: { shift in
        zip(biases, exponents).allSatisfy { Self.stored($0, shift: shift + $1) != nil }
      })
    else { return nil }
    self.biasShift = biasShift
    factorShift = highest
    var writer = ByteWriter()
    for (index, factor) in factors.enumerated() {
      let bias = Self.stored(biases[index], shift: biasShift + exponents[index]) ?? 0
      writer.append(UInt16(bitPattern: bias))
      writer.append(UInt16(exponents[index]) << 11 | UInt16(factor.q31 >> 19 & 0x7FF))
    }
    bytes = writer.bytes
  }

  /// A bias in steps of 2^shift; nil where it is no multiple or does not fit.
  private static func stored(_ bias: Int32, shift: Int) -> Int16? {
    let shift = max(0, shift)
    let stored = bias >> Int32(shift)
    guard stored << Int32(shift) == bias else { return nil }
    return Int16(exactly: stored)
  }
}
