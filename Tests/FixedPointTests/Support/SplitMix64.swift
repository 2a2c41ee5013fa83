/// A seeded generator, so that a failure names the cases that led to it.
struct SplitMix64: RandomNumberGenerator {
  let seed: UInt64
  private var state: UInt64

  init(seed: UInt64) {
    self.seed = seed
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number of any magnitude: all bit widths are equally likely, all bits of it random.
  mutating func anyWidth<T: FixedWidthInteger>(_: T.Type) -> T {
    let bits = T(truncatingIfNeeded: next())
    return bits >> Int.random(in: 0..<T.bitWidth, using: &self)
  }
}
