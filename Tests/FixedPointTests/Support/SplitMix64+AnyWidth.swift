import Basics

extension SplitMix64 {
  /// A number of any magnitude: all bit widths are equally likely, all bits of it random.
  mutating func anyWidth<T: FixedWidthInteger>(_: T.Type) -> T {
    let bits = T(truncatingIfNeeded: next())
    return bits >> Int.random(in: 0..<T.bitWidth, using: &self)
  }
}
