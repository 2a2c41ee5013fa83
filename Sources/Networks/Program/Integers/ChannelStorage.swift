public import ModelFormat

/// How a file has the channel parameters of a convolution, with the shifts that its channels share.
public enum ChannelStorage: Equatable, Sendable {
  /// All bits of each.
  case whole
  /// In four bytes, as `ModelFormat.ChannelParameters` reads them.
  case short(biasShift: Int, factorShift: Int)
  /// In seven bytes.
  case medium(factorShift: Int)
  /// Of sums of up to 48 bits, as `ModelFormat.LongChannel` reads them.
  case long

  /// The shortest form that holds these values exactly.
  ///
  /// - Parameter biases: with the input's zero point folded in.
  public init(holding biases: [Int], _ factors: [ScaleFactor]) {
    self = Self(short: biases, factors) ?? Self(medium: biases, factors) ?? .whole
  }

  private init?(short biases: [Int], _ factors: [ScaleFactor]) {
    guard factors.allSatisfy({ $0.q31 >= 1 << 30 && $0.q31 & 0x7FFFF == 0 }),
      let highest = factors.map(\.shift).max(), let lowest = factors.map(\.shift).min(),
      highest - lowest <= 31
    else { return nil }
    let fitting = (-31...16 - (highest - lowest)).first { shift in
      zip(biases, factors).allSatisfy {
        Self.stored($0, shift: shift + highest - $1.shift) != nil
      }
    }
    guard let fitting else { return nil }
    self = .short(biasShift: fitting, factorShift: highest)
  }

  private init?(medium biases: [Int], _ factors: [ScaleFactor]) {
    guard factors.allSatisfy({ $0.q31 >= 1 << 30 }),
      biases.allSatisfy({ (-1 << 23..<1 << 23).contains($0) }),
      let highest = factors.map(\.shift).max(), let lowest = factors.map(\.shift).min(),
      highest - lowest <= 3
    else { return nil }
    self = .medium(factorShift: highest)
  }

  /// A bias of the short form in steps of 2^shift; nil where it is no multiple or does not fit.
  public static func stored(_ bias: Int, shift: Int) -> Int16? {
    let shift = max(0, shift)
    let stored = bias >> shift
    guard stored << shift == bias else { return nil }
    return Int16(exactly: stored)
  }

  /// The form's number in the file.
  public var form: ChannelForm {
    switch self {
    case .whole: .whole
    case .short: .short
    case .medium: .medium
    case .long: .long
    }
  }
}
