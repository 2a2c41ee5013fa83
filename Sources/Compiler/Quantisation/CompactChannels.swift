import Basics
import ModelFormat
import Program

/// A convolution's channel parameters in a form of the file that is shorter than all their bits.
struct CompactChannels: Equatable {
  let biasShift: Int
  let factorShift: Int
  let bytes: [UInt8]
  /// Of `Layout.Flags`.
  let flag: Int

  /// The form that `ModelFormat.ShortChannel` reads; nil where it does not hold these values exactly.
  init?(short biases: [Int32], _ factors: [ScaleFactor]) {
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
    flag = Layout.Flags.shortChannels
  }

  /// The form that `ModelFormat.MediumChannel` reads; nil where it does not hold these values.
  init?(medium biases: [Int32], _ factors: [ScaleFactor]) {
    guard factors.allSatisfy({ $0.q31 >= 1 << 30 }),
      biases.allSatisfy({ (-1 << 23..<1 << 23).contains(Int($0)) }),
      let highest = factors.map(\.shift).max(), let lowest = factors.map(\.shift).min(),
      highest - lowest <= 3
    else { return nil }
    biasShift = 0
    factorShift = highest
    var writer = ByteWriter()
    for (bias, factor) in zip(biases, factors) {
      writer.append(
        UInt32(highest - factor.shift) << 30 | UInt32(bitPattern: factor.q31) & 0x3FFF_FFFF)
      for byte in 0..<3 { writer.append(UInt8(truncatingIfNeeded: bias >> Int32(8 * byte))) }
    }
    bytes = writer.bytes
    flag = Layout.Flags.mediumChannels
  }

  /// A bias in steps of 2^shift; nil where it is no multiple or does not fit.
  private static func stored(_ bias: Int32, shift: Int) -> Int16? {
    let shift = max(0, shift)
    let stored = bias >> Int32(shift)
    guard stored << Int32(shift) == bias else { return nil }
    return Int16(exactly: stored)
  }
}
