/// Steele, Lea and Flood's SplitMix64: 64 bits of state, period 2⁶⁴, the same values everywhere.
///
/// All randomness of the project that must repeat comes from here. Storing the state and setting
/// it again continues the sequence. It is not meant for secrets.
public struct SplitMix64: RandomNumberGenerator, Equatable, Sendable {
  public var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A uniform number in [0, 1), a multiple of 2⁻⁵³.
  public mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A nearly normal number with mean 0 and variance 1: twelve uniform numbers summed, minus 6.
  ///
  /// It never leaves ±6. Unlike methods that call a logarithm, it uses only additions, which
  /// round alike everywhere, so that a seed gives the same bits with every mathematics library.
  public mutating func nextNormal() -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += nextUnit() }
    return sum
  }
}
